//===- FuseActivation.cpp - Bias, ReLU and the like into epilogues --------===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/Passes.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_FUSEACTIVATIONPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;

/// Whether the kernel runs over a parameter or channels, not over a batch.
static bool isFixed(kernel::KernelOpInterface op) {
  return op.getDomain().hasStaticShape();
}

/// An elementwise kernel whose result others read too stays apart from them, so
/// that `fuse-affine` can copy it into each.
static bool isShared(kernel::KernelOpInterface producer) {
  return isa<kernel::ElementwiseOp>(producer) && !isFixed(producer) &&
         !llvm::all_equal(producer->getUsers());
}

/// Fuses `op` into its producer; null if it stays.
static kernel::KernelOpInterface fuse(RewriterBase &rewriter,
                                      kernel::ElementwiseOp op) {
  bool onlySums = op.getStoredCount() == 0;
  kernel::KernelOpInterface producer = fusion::findProducer(op);
  if (!producer || onlySums || isShared(producer))
    return nullptr;
  // Kernels over channels, such as those of the batch statistics, are so small
  // that reading one more operand is always better than a launch; the steps of
  // a parameter's update read each operand once in any case.
  if (!isFixed(op) && fusion::readsAnotherTensor(op, producer))
    return nullptr;
  return fusion::fuseIntoEpilogue(rewriter, producer, op);
}

namespace {
struct FuseActivationPass
    : fusion::impl::FuseActivationPassBase<FuseActivationPass> {
  void runOnOperation() override {
    fusion::forEachElementwise(
        getOperation(), [](RewriterBase &rewriter, kernel::ElementwiseOp op) {
          // An update may have two producers: the gradient's limit and the
          // weight's decay.
          while (op) {
            kernel::KernelOpInterface fused = fuse(rewriter, op);
            op = fused && isFixed(fused)
                     ? dyn_cast<kernel::ElementwiseOp>(fused.getOperation())
                     : kernel::ElementwiseOp();
          }
        });
  }
};
} // namespace
