//===- ConvertNNToKernel.cpp - One kernel for every nn op -----------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/Passes.h"
#include "dialects/Kernel/Kernel.h"
#include "dialects/NN/NN.h"

#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_CONVERTNNTOKERNELPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;

namespace {
struct ConvertNNToKernelPass
    : fusion::impl::ConvertNNToKernelPassBase<ConvertNNToKernelPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    fusion::populateActivationPatterns(patterns);
    fusion::populateArithmeticPatterns(patterns);
    fusion::populateAugmentationPatterns(patterns);
    fusion::populateConvolutionPatterns(patterns);
    fusion::populateDensePatterns(patterns);
    fusion::populateDepthwisePatterns(patterns);
    fusion::populateElementwisePatterns(patterns);
    fusion::populateLayoutPatterns(patterns);
    fusion::populateLossPatterns(patterns);
    fusion::populateMatMulPatterns(patterns);
    fusion::populateMetricPatterns(patterns);
    fusion::populateNormalizationPatterns(patterns);
    fusion::populatePoolingPatterns(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));

    // What is left reads and writes memory or renames it; all else computes.
    WalkResult result = getOperation().walk([](Operation *op) {
      bool computes = isa<nn::NNDialect>(op->getDialect()) &&
                      !isa<nn::ParameterOp, nn::LoadOp, nn::StoreOp,
                           nn::StepValueOp, nn::ReshapeOp>(op);
      if (!computes)
        return WalkResult::advance();
      op->emitOpError("has no kernel: a layer needs build-programs first, and "
                      "a constant's elements must be equal");
      return WalkResult::interrupt();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
