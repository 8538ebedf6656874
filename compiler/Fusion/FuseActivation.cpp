//===- FuseActivation.cpp - Bias, ReLU and the like into epilogues --------===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/Passes.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_FUSEACTIVATIONPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;

/// An elementwise kernel whose result others read too stays apart from them, so
/// that `fuse-affine` can copy it into each.
static bool isShared(kernel::KernelOpInterface producer) {
  return isa<kernel::ElementwiseOp>(producer) &&
         producer.getDomain().getRank() > 1 &&
         !llvm::all_equal(producer->getUsers());
}

namespace {
struct FuseActivationPass
    : fusion::impl::FuseActivationPassBase<FuseActivationPass> {
  void runOnOperation() override {
    fusion::forEachElementwise(getOperation(), [](RewriterBase &rewriter,
                                                  kernel::ElementwiseOp op) {
      bool onlySums =
          op.getReductionCount() == static_cast<int64_t>(op->getNumResults());
      kernel::KernelOpInterface producer = fusion::findProducer(op);
      if (!producer || onlySums || isShared(producer))
        return;
      // Per-channel kernels, such as those of the batch statistics, are so
      // small that reading one more operand is always better than a launch.
      bool perChannel = op.getDomain().getRank() <= 1;
      if (!perChannel && fusion::readsAnotherTensor(op, producer))
        return;
      fusion::fuseIntoEpilogue(rewriter, producer, op);
    });
  }
};
} // namespace
