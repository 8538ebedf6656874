//===- FuseSkipAdd.cpp - The skip connection's add into an epilogue -------===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/Passes.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_FUSESKIPADDPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;

namespace {
struct FuseSkipAddPass : fusion::impl::FuseSkipAddPassBase<FuseSkipAddPass> {
  void runOnOperation() override {
    fusion::forEachElementwise(
        getOperation(), [](RewriterBase &rewriter, kernel::ElementwiseOp op) {
          kernel::KernelOpInterface producer = fusion::findProducer(op);
          bool onlySums = op.getStoredCount() == 0;
          if (!producer || onlySums || isa<kernel::ElementwiseOp>(producer) ||
              !fusion::readsAnotherTensor(op, producer))
            return;
          fusion::fuseIntoEpilogue(rewriter, producer, op);
        });
  }
};
} // namespace
