//===- Workspace.cpp - Memory a kernel needs besides its operands ---------===//

#include "compiler/Schedule/Workspace.h"

#include "compiler/Schedule/ConvolutionTiling.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::schedule;

int64_t schedule::getRowsPerBlock(int64_t channels) {
  return std::max<int64_t>(elementsPerBlock / channels, 1);
}

static int64_t getElementBytes(kernel::KernelOpInterface op) {
  return op.getDomain().getElementTypeBitWidth() / 8;
}

template <typename Op>
static Workspace getConvolutionWorkspace(Op op, bool inputGrad,
                                         const VectorUnit &unit) {
  kernel::ConvolutionShape shape = kernel::getConvolutionShape(op);
  int64_t bytes = getElementBytes(op);
  ConvolutionTiling tiling = tileConvolution(shape, inputGrad, bytes, unit);
  Workspace workspace;
  workspace.fixed = bytes * tiling.getPackedFilterSize(shape.filterHeight *
                                                       shape.filterWidth);
  // Blocks of several images are no more than blocks of one image each.
  workspace.perExtent = bytes * op.getReductionCount() * tiling.getRowBlocks() *
                        tiling.getPaddedChannels();
  return workspace;
}

Workspace schedule::getWorkspace(kernel::KernelOpInterface op,
                                 const VectorUnit &unit) {
  return llvm::TypeSwitch<Operation *, Workspace>(op)
      .Case([&](kernel::ConvolutionOp op) {
        return getConvolutionWorkspace(op, /*inputGrad=*/false, unit);
      })
      .Case([&](kernel::ConvolutionInputGradOp op) {
        return getConvolutionWorkspace(op, /*inputGrad=*/true, unit);
      })
      .Case([&](kernel::ConvolutionKernelGradOp op) {
        KernelGradTiling tiling = tileKernelGrad(
            kernel::getConvolutionShape(op), getElementBytes(op), unit);
        // Each piece of the batch but a lone one has sums of its own.
        int64_t size = op.getDomain().getNumElements() * getElementBytes(op);
        return Workspace{tiling.pieces > 1 ? tiling.pieces * size : 0};
      })
      .Case([&](kernel::ElementwiseOp op) {
        if (op.getReductionCount() == 0)
          return Workspace();
        // One row of sums per block; the last block may be a part of one.
        int64_t channels = op.getDomain().getShape().back();
        int64_t bytes = op.getReductionCount() * channels * getElementBytes(op);
        return Workspace{0,
                         static_cast<int64_t>(llvm::divideCeil(
                             bytes, getRowsPerBlock(channels))),
                         bytes};
      })
      .Case([&](kernel::PoolOp op) {
        // One row of sums per image.
        auto sums = static_cast<int64_t>(op.getReductionCount());
        return Workspace{0, sums * getElementBytes(op) *
                                op.getDomain().getShape().back()};
      })
      .Default([](Operation *) { return Workspace(); });
}
