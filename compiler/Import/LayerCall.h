//===- LayerCall.h - One call of a layer ----------------------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_LAYERCALL_H
#define ANABRANCH_COMPILER_IMPORT_LAYERCALL_H

#include "compiler/Import/Files/JsonReader.h"
#include "dialects/NN/NN.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <array>

namespace anabranch::import {

/// The most elements that a tensor may have: sizes in bytes, and sums of many,
/// are then numbers of 64 bits.
constexpr int64_t mostElements = int64_t(1) << 40;

/// A variable of a layer, declared by the layer's first call.
struct Variable {
  std::string name;
  mlir::RankedTensorType type;
  nn::InitializerAttr initializer;
  nn::ParameterKind kind;
  nn::RegularizerAttr regularizer; ///< null if it has none
  /// Its `nn.load`, once there is one; calls that share it share that too.
  mlir::Value loaded;
  /// Values that stand in the layer's config, instead of among the weights.
  std::vector<float> given;
};

/// One call of a layer, as the layer's builder function sees it.
class LayerCall {
public:
  LayerCall(mlir::ImplicitLocOpBuilder &builder, JsonObject &arguments,
            llvm::StringRef className, llvm::StringRef layerName,
            mlir::ValueRange inputs, llvm::SmallVectorImpl<Variable> &variables)
      : builder(builder), arguments(arguments), className(className),
        inputs(inputs), layerName(layerName), variables(variables) {}

  mlir::ImplicitLocOpBuilder &builder;
  JsonObject &arguments;
  llvm::StringRef className;
  mlir::ValueRange inputs;
  /// Whether the layer's variables may train.
  bool trainable = true;
  /// The argument `training`, where a call of Keras 2 fixes it.
  std::optional<bool> training;
  /// Whether Keras 2 has written the model; some of its formulas were others.
  bool isKeras2 = false;
  /// Whether attention lets no step see those behind it.
  bool isCausal = false;
  /// What stands in the brackets of `x[...]`; null if this is no such call.
  const Json *index = nullptr;
  /// The elements of an array that an operation is called with besides its
  /// input, null if there is none, and whether it stands before that.
  const Json *array = nullptr;
  bool isArrayFirst = false;
  /// Outputs behind the one that the builder returns.
  llvm::SmallVector<mlir::Value, 1> furtherOutputs;

  /// Reports constraints of the variables, which are not supported. Their
  /// regularizers are read where they are declared, if they are.
  void rejectConstraints(llvm::ArrayRef<llvm::StringRef> variableNames);

  /// The input of a layer that takes one, of at least rank 2, or of exactly
  /// `rank` if that is given; null with an error otherwise.
  mlir::Value getInput(int64_t rank = 0);

  /// The type float32 tensors of this shape have; null with an error if it has
  /// more elements than any machine could hold.
  mlir::RankedTensorType getType(llvm::ArrayRef<int64_t> shape);

  /// Reports images that do not have their channels last.
  void expectChannelsLast();
  /// Reports the argument "axis" unless it is the input's last one.
  void expectLastAxis(llvm::StringRef advice);
  /// Whether not both are larger than 1, which Keras rejects too; an error
  /// otherwise.
  bool checkStrides(std::array<int64_t, 2> strides,
                    std::array<int64_t, 2> dilations);

  /// Declares a variable whose initializer is the argument "NAME_initializer",
  /// or one with another name in NAME's place; null with an error if it cannot
  /// be one.
  mlir::FlatSymbolRefAttr declare(llvm::StringRef name,
                                  llvm::ArrayRef<int64_t> shape,
                                  llvm::StringRef defaultInitializer,
                                  bool mayTrain = true,
                                  llvm::StringRef initializerName = "");
  /// Declares it and loads its value.
  mlir::Value load(llvm::StringRef name, llvm::ArrayRef<int64_t> shape,
                   llvm::StringRef defaultInitializer, bool mayTrain = true,
                   llvm::StringRef initializerName = "");
  /// The same for numbers that the config gives.
  mlir::Value loadGiven(llvm::StringRef name, llvm::ArrayRef<float> numbers);
  /// The same for a variable that begins with one number everywhere.
  mlir::Value loadConstant(llvm::StringRef name, llvm::ArrayRef<int64_t> shape,
                           double initialValue);

  /// Reports "FILE: layer "NAME": MESSAGE"; returns null.
  mlir::Value error(const llvm::Twine &message);

private:
  Variable &findVariable(llvm::StringRef name);

  llvm::StringRef layerName;
  llvm::SmallVectorImpl<Variable> &variables;
};

/// "(None, 32, 32, 3)", as Keras prints shapes.
std::string printShape(mlir::Type type);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_LAYERCALL_H
