//===- Kernel.h - The kernel dialect --------------------------------------===//

#ifndef ANABRANCH_DIALECTS_KERNEL_KERNEL_H
#define ANABRANCH_DIALECTS_KERNEL_KERNEL_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Kernel/KernelDialect.h.inc"
#include "dialects/Kernel/KernelEnums.h.inc"

namespace anabranch::kernel {

/// A convolution's sizes: images, filter and result seen as rank 4, whatever
/// rank they have (a fully connected layer has 1 x 1 images).
struct ConvolutionShape {
  int64_t images; ///< or ShapedType::kDynamic
  int64_t inputHeight, inputWidth, inputChannels;
  int64_t outputHeight, outputWidth, outputChannels;
  int64_t filterHeight, filterWidth;
  llvm::ArrayRef<int64_t> strides, dilations, padding;
  int64_t groups;

  /// Images at a time, up to `limit`.
  int64_t getImages(int64_t limit) const {
    return mlir::ShapedType::isDynamic(images) ? limit
                                               : std::min(images, limit);
  }

  /// Multiplications and additions for one image.
  int64_t getOperations() const {
    return 2 * outputHeight * outputWidth * outputChannels * filterHeight *
           filterWidth * (inputChannels / groups);
  }
};

/// The sums per channel that the epilogue of a convolution or of its input's
/// gradient may have: those of four normalizations whose results are added.
/// GPU schedules leave room for so many.
constexpr int64_t mostConvolutionSums = 5;

/// The sizes of a batch of matrix products.
struct MatMulShape {
  int64_t examples;      ///< or ShapedType::kDynamic
  int64_t matrices;      ///< results in one example
  int64_t rows, columns; ///< of a result
  int64_t depth;         ///< products that each element is the sum of

  /// Multiplications and additions for one example.
  int64_t getOperations() const {
    return 2 * matrices * rows * columns * depth;
  }
};

/// What the extent of an outlined kernel's launch counts.
enum class LaunchUnit {
  Once,    ///< nothing: it has no batch
  Example, ///< the batch's examples
  Slice,   ///< indices of the domain's first dimension
  Row,     ///< rows of channels: nothing depends on the other dimensions
  Element  ///< elements: nothing depends on where they lie
};

} // namespace anabranch::kernel

#define GET_ATTRDEF_CLASSES
#include "dialects/Kernel/KernelAttributes.h.inc"

#include "dialects/Kernel/KernelInterfaces.h.inc"

#define GET_OP_CLASSES
#include "dialects/Kernel/KernelOps.h.inc"

namespace anabranch::kernel {

/// How an operand relates to the domain that it is read over.
enum class Broadcast {
  Element,   ///< the domain's own shape
  Row,       ///< the domain's shape with one channel
  Stretched, ///< the domain's rank, with other dimensions of 1
  Channel,   ///< one number per channel
  Scalar     ///< rank 0
};

/// How `type` broadcasts to `domain`, or nothing if it does not.
std::optional<Broadcast> getBroadcast(mlir::ShapedType type,
                                      mlir::ShapedType domain);

/// Whether an input of the kernel is `Broadcast::Stretched`.
bool readsStretched(KernelOpInterface op);

/// Bytes of a tensor; its first dimension counts examples if it is dynamic.
ExtentAttr getBytes(mlir::Type tensor);

/// Bytes of all operands and results, each once.
ExtentAttr getTraffic(mlir::Operation *op);

/// Sum of two extents.
ExtentAttr add(ExtentAttr a, ExtentAttr b);

/// Whether a prologue or epilogue passes its first argument through and
/// nothing else.
bool isIdentity(mlir::Region &region);

/// Gives an empty region the code that passes an argument of `type` through.
void buildIdentity(mlir::OpBuilder &builder, mlir::Location location,
                   mlir::Region &region, mlir::Type type);

/// Rounds what a region yields at `index` to bf16.
void roundYield(mlir::Region &region, unsigned index);

} // namespace anabranch::kernel

#endif // ANABRANCH_DIALECTS_KERNEL_KERNEL_H
