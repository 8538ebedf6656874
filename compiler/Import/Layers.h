//===- Layers.h - Building the ops of one layer ---------------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_LAYERS_H
#define ANABRANCH_COMPILER_IMPORT_LAYERS_H

#include "compiler/Import/Graph.h"
#include "compiler/Import/LayerCall.h"
#include "compiler/Import/Names.h"

#include "llvm/ADT/StringMap.h"

namespace anabranch::import {

/// Builds a call's ops; returns its first output, or null after an error.
/// Arguments that it reads or ignores by name are supported; others are
/// reported.
using LayerFunction = mlir::Value (*)(LayerCall &);

/// What becomes of the range in which an input's numbers lie, to predict at
/// least. Operations scale if they are called with a number.
enum class RangeEffect { Changes, Keeps, Scales };

/// What the importer knows of a layer.
struct LayerBuilder {
  LayerBuilder(LayerFunction build = nullptr,
               RangeEffect range = RangeEffect::Changes,
               bool takesArrays = false, bool mayBeCausal = false)
      : build(build), range(range), takesArrays(takesArrays),
        mayBeCausal(mayBeCausal) {}

  LayerFunction build;
  RangeEffect range;
  /// Whether it may be called with one tensor and `LayerCall::array`.
  bool takesArrays;
  /// Whether it looks at `LayerCall::isCausal`.
  bool mayBeCausal;
};

/// From Keras's class ("Conv2D"), or "ops.Add" for the operator.
using LayerRegistry = llvm::StringMap<LayerBuilder>;

const LayerRegistry &getLayerRegistry();
/// The layer's or operation's entry; null if it is not supported.
const LayerBuilder *findLayerBuilder(const Layer &layer);

void registerActivation(LayerRegistry &registry);
void registerAffineAugmentation(LayerRegistry &registry);
void registerArithmetic(LayerRegistry &registry);
void registerAttention(LayerRegistry &registry);
void registerAugmentation(LayerRegistry &registry);
void registerColorAugmentation(LayerRegistry &registry);
void registerConvolution(LayerRegistry &registry);
void registerDense(LayerRegistry &registry);
void registerDepthwise(LayerRegistry &registry);
void registerDropout(LayerRegistry &registry);
void registerEinsum(LayerRegistry &registry);
void registerGeometricAugmentation(LayerRegistry &registry);
void registerIndexing(LayerRegistry &registry);
void registerLayout(LayerRegistry &registry);
void registerMatMul(LayerRegistry &registry);
void registerNormalization(LayerRegistry &registry);
void registerPadding(LayerRegistry &registry);
void registerPooling(LayerRegistry &registry);
void registerReduction(LayerRegistry &registry);
void registerRegularization(LayerRegistry &registry);
void registerRescaling(LayerRegistry &registry);
void registerResizing(LayerRegistry &registry);
void registerSparsemax(LayerRegistry &registry);
void registerSplitting(LayerRegistry &registry);
void registerUpSampling(LayerRegistry &registry);

/// The activation that the argument "activation" names, applied to `input`.
mlir::Value buildActivation(LayerCall &call, mlir::Value input);

/// Keras's sparsemax of each row of the last axis.
mlir::Value buildSparsemax(mlir::ImplicitLocOpBuilder &builder,
                           mlir::Value input);

/// The bias (with `use_bias`) and the activation that end a layer.
mlir::Value buildBiasAndActivation(LayerCall &call, mlir::Value input);

/// A convolution of each channel by one or more filters of its own: the kernel
/// holds them next to each other for each tap and channel. Null after an error.
mlir::Value buildDepthwiseConvolution(LayerCall &call, mlir::Value input,
                                      mlir::Value kernel,
                                      mlir::RankedTensorType type,
                                      llvm::ArrayRef<int64_t> strides,
                                      llvm::ArrayRef<int64_t> padding,
                                      llvm::ArrayRef<int64_t> dilations);

/// Resolves an initializer argument for a variable of this shape; null with
/// an error.
nn::InitializerAttr readInitializer(JsonObject &arguments, llvm::StringRef key,
                                    llvm::StringRef fallback,
                                    llvm::ArrayRef<int64_t> shape);

/// What a layer's output adds to the loss.
void regularizeActivity(LayerCall &call, mlir::Value output,
                        nn::RegularizerAttr regularizer);

/// Reads a regularizer argument; null if there is none, or with an error.
nn::RegularizerAttr readRegularizer(JsonObject &arguments, llvm::StringRef key);

/// One number without axes, which goes with tensors of any shape.
mlir::Value buildScalar(mlir::ImplicitLocOpBuilder &builder, double number);

/// A sum, difference, product or quotient of the input and the array that the
/// operation is called with; null after an error.
mlir::Value buildArrayArithmetic(LayerCall &call);

/// The product of the matrices in the last two axes, for each place of those
/// in front, which are the same; null after an error.
mlir::Value buildMatMul(LayerCall &call, mlir::Value lhs, bool transposeLhs,
                        mlir::Value rhs, bool transposeRhs);

/// Drops elements at random in training, of which the argument `key` says how
/// many; null after an error.
mlir::Value buildDropout(LayerCall &call, mlir::Value input,
                         llvm::StringRef key);

/// The product with a number.
mlir::Value buildScaled(mlir::ImplicitLocOpBuilder &builder, mlir::Value input,
                        double factor);

/// 1 / `input`.
mlir::Value buildReciprocal(mlir::ImplicitLocOpBuilder &builder,
                            mlir::Value input);

/// `input` in another shape of as many elements; null after an error.
mlir::Value buildReshape(LayerCall &call, mlir::Value input,
                         llvm::ArrayRef<int64_t> shape);

/// `input` with so many zeros before and behind each axis, or elements cut off
/// where the number is negative; null after an error.
mlir::Value buildPad(LayerCall &call, mlir::Value input,
                     llvm::ArrayRef<int64_t> low, llvm::ArrayRef<int64_t> high);

/// Builds something over `input` with its axes from `axis` on as one, the
/// channels, and gives the result the input's shape; null after an error.
mlir::Value buildOverAxes(LayerCall &call, mlir::Value input, int64_t axis,
                          llvm::function_ref<mlir::Value(mlir::Value)> build);

/// A variable of shape `from` repeated along its sizes of 1 to the shape `to`,
/// as one number per channel; null after an error.
mlir::Value buildStretched(LayerCall &call, mlir::Value variable,
                           llvm::ArrayRef<int64_t> from,
                           llvm::ArrayRef<int64_t> to);

/// The axes that argument `key` names, one or a list, each once, in order and
/// counted from 0 in `rank` dimensions; `fallback` if it is absent. None after
/// an error, as if one is the batch's.
std::optional<llvm::SmallVector<int64_t>>
readAxes(LayerCall &call, llvm::StringRef key, int64_t rank,
         llvm::ArrayRef<int64_t> fallback);
/// The same for an argument that must name one axis.
std::optional<int64_t> readAxis(LayerCall &call, llvm::StringRef key,
                                int64_t rank,
                                llvm::ArrayRef<int64_t> fallback = {});

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_LAYERS_H
