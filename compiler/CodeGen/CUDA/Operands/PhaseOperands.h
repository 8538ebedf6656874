//===- PhaseOperands.h - What a convolution's products multiply -----------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_PHASEOPERANDS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_PHASEOPERANDS_H

#include "compiler/CodeGen/CUDA/Operands/HaloPixels.h"
#include "compiler/CodeGen/CUDA/Operands/PhaseFilter.h"

namespace anabranch::codegen::cuda {

/// Where a block of a convolution's product is.
struct ProductPlace {
  mlir::Value number; ///< among the blocks of rows
  mlir::Value firstRow;
  mlir::Value group;
  mlir::Value columnBlock; ///< within the group
  mlir::Value firstColumn; ///< likewise
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

  /// Operands locate what they load from the block that is set then. A packed
  /// filter's part for this phase begins at an element.
  ProductOperand getLeft();
  ProductOperand getRight(mlir::Value packedBegin);
  void setBlock(const ProductPlace &place);

private:
  ProductOperand getSlicedLeft();
  ProductOperand getHaloLeft();
  SourcePixel clampToSource(mlir::Value y, mlir::Value x);
  /// Of all groups, from one of the block's.
  mlir::Value getSourceChannel(mlir::Value channel);

  kernel::KernelOpInterface op;
  const schedule::ConvolutionProducts &products;
  const schedule::PhaseProduct &phase;
  mlir::Value rows, extent;
  LoopBuilder &loops;
  mlir::ShapedType source;
  PhaseFilter filter;
  std::optional<HaloPixels> pixels; ///< if the phase has a halo
  ProductPlace block;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_PHASEOPERANDS_H
