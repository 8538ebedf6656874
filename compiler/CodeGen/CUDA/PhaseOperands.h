//===- PhaseOperands.h - What a convolution's products multiply -----------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PHASEOPERANDS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PHASEOPERANDS_H

#include "compiler/CodeGen/CUDA/HaloPixels.h"
#include "compiler/Schedule/ProductTiling.h"

namespace anabranch::codegen::cuda {

/// Where a block of a convolution's product is.
struct ProductPlace {
  mlir::Value number; ///< among the blocks of rows
  mlir::Value firstRow;
  mlir::Value group;
  mlir::Value firstColumn; ///< within the group
};

/// The operands of a phase of a convolution, or of its input's gradient: the
/// source's pixels, with a halo if the phase has one, and the filter.
class PhaseOperands {
public:
  /// `rows` are the product's.
  PhaseOperands(kernel::KernelOpInterface op,
                const schedule::ConvolutionProducts &products,
                const schedule::PhaseProduct &phase, bool inputGrad,
                mlir::Value rows, mlir::Value extent, LoopBuilder &loops);

  /// Operands locate what they load from the block that is set then.
  ProductOperand getLeft();
  ProductOperand getRight();
  void setBlock(const ProductPlace &place) { block = place; }

private:
  /// A tap, by its indices within the phase's, and a source channel.
  struct TapChannel {
    mlir::Value y, x, channel;
    mlir::Value isSummed; ///< whether they are part of the sum; null: always
  };

  ProductOperand getSlicedLeft();
  ProductOperand getHaloLeft();
  mlir::Value getPlace(mlir::Value slice, mlir::Value offset);
  /// What is at an offset of a slice, where `lanes` of the depth are loaded
  /// together; behind the last one, something that can be loaded.
  TapChannel getTapChannel(mlir::Value slice, mlir::Value offset,
                           int64_t lanes);
  SourcePixel clampToSource(mlir::Value y, mlir::Value x);
  llvm::SmallVector<mlir::Value> getSourceIndices(const Pixel &pixel,
                                                  mlir::Value channel);

  kernel::KernelOpInterface op;
  const schedule::ConvolutionProducts &products;
  const schedule::PhaseProduct &phase;
  bool inputGrad;
  mlir::Value rows, extent;
  LoopBuilder &loops;
  mlir::ShapedType source, filter;
  std::optional<HaloPixels> pixels; ///< if the phase has a halo
  ProductPlace block;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PHASEOPERANDS_H
