//===- FuseStatistics.cpp - Per-channel sums into epilogues ---------------===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/Passes.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_FUSESTATISTICSPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;

namespace {
struct FuseStatisticsPass
    : fusion::impl::FuseStatisticsPassBase<FuseStatisticsPass> {
  void runOnOperation() override {
    fusion::forEachElementwise(
        getOperation(), [](RewriterBase &rewriter, kernel::ElementwiseOp op) {
          bool onlySums = op.getStoredCount() == 0;
          if (!onlySums)
            return;
          if (kernel::KernelOpInterface producer = fusion::findProducer(op))
            fusion::fuseIntoEpilogue(rewriter, producer, op);
        });
  }
};
} // namespace
