//===- KernelGradBlocks.h - The launch of a filter's gradient -------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_KERNELGRADBLOCKS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_KERNELGRADBLOCKS_H

#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/CodeGen/CUDA/Products/BlockProduct.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/Schedule/CUDA/KernelGradProduct.h"

namespace anabranch::codegen::cuda {

/// A pixel of the output's gradient that can be loaded, and whether it counts.
struct GradPixel {
  Pixel pixel;
  mlir::Value inside;
};

/// What all ways to compute a filter's gradient share. A row of its product is
/// a tap and an input channel, a column an output channel, and the depth runs
/// over the output's pixels. Pieces of the batch are summed apart, so that
/// there are blocks enough, and then added up in order.
class KernelGradBlocks {
protected:
  KernelGradBlocks(kernel::ConvolutionKernelGradOp op,
                   const schedule::KernelGradProduct &product,
                   mlir::Value extent, LoopBuilder &loops);

  /// Calls `body` in each block, whose place is set; then adds up the pieces.
  void launchBlocks(int64_t sharedBytes,
                    llvm::function_ref<void(const Thread &)> body);
  /// The piece's part of so many units of work: the first and their number.
  std::pair<mlir::Value, mlir::Value> getPiece(mlir::Value units);
  /// Stores the piece's sums for a row, from an output channel on.
  void storeSum(mlir::Value value, mlir::Value row, mlir::Value channel,
                Lanes lanes);
  /// The right operand: channels of the output's gradient, at the pixel that
  /// `locate` finds for a slice and a place in it.
  ProductOperand
  getRight(const std::function<GradPixel(mlir::Value slice, mlir::Value place)>
               &locate);
  /// A group's column as a channel of the output.
  mlir::Value getOutputChannel(mlir::Value column);

  kernel::ConvolutionKernelGradOp op;
  KernelArguments arguments;
  kernel::ConvolutionShape shape;
  const schedule::KernelGradProduct &product;
  mlir::Value extent;
  LoopBuilder &loops;
  mlir::Type element;
  int64_t inputChannels, outputChannels; ///< of a group
  // Of the block at hand.
  mlir::Value piece, rowBlock, group, firstColumn;

private:
  void storeResult(mlir::Value value, mlir::Value row, mlir::Value channel,
                   Lanes lanes);

  mlir::Value pieceRows; ///< the pieces' sums, if there are several
};

/// Launches a filter's gradient whose taps read the same kept pixels: that of
/// a product with a halo. Blocks take up to so many bytes of shared memory.
void generateTapGrad(kernel::ConvolutionKernelGradOp op,
                     const schedule::KernelGradProduct &product,
                     mlir::Value extent, LoopBuilder &loops,
                     int64_t sharedBytes);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_KERNELGRADBLOCKS_H
