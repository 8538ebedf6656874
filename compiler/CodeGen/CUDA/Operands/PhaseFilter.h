//===- PhaseFilter.h - The filter of a convolution's products -------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_PHASEFILTER_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_PHASEFILTER_H

#include "compiler/CodeGen/CUDA/Operands/ProductOperand.h"
#include "compiler/Schedule/CUDA/ProductTiling.h"

namespace anabranch::codegen::cuda {

/// A tap, by its indices within a phase's, and a source channel.
struct TapChannel {
  mlir::Value y, x, channel;
  mlir::Value isSummed; ///< whether they are part of the sum; null: always
};

/// What is at an offset of a slice of a phase's depth, where `lanes` of the
/// depth are loaded together; behind the last one, something that can be
/// loaded.
TapChannel getTapChannel(LoopBuilder &loops,
                         const schedule::ConvolutionProducts &products,
                         const schedule::PhaseProduct &phase, mlir::Value slice,
                         mlir::Value offset, int64_t lanes);

/// The right operand of a phase of a convolution, or of its input's gradient.
class PhaseFilter {
public:
  PhaseFilter(kernel::KernelOpInterface op,
              const schedule::ConvolutionProducts &products,
              const schedule::PhaseProduct &phase, bool inputGrad,
              LoopBuilder &loops)
      : op(op), products(products), phase(phase), inputGrad(inputGrad),
        loops(loops) {}

  /// The op's filter as it is. What it locates follows from the block that is
  /// set then.
  ProductOperand getOperand();
  /// A packed filter whose part for this phase begins at an element.
  ProductOperand getPackedOperand(mlir::Value begin);
  /// A block's columns: their group, the number of their block within the
  /// group, and the first.
  void setColumns(mlir::Value group, mlir::Value columnBlock);

private:
  kernel::KernelOpInterface op;
  const schedule::ConvolutionProducts &products;
  const schedule::PhaseProduct &phase;
  bool inputGrad;
  LoopBuilder &loops;
  // Of the block at hand.
  mlir::Value group, columnBlock, firstColumn;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_PHASEFILTER_H
