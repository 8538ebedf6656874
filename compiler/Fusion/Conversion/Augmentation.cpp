//===- Augmentation.cpp - Sampling ops to kernels -------------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch;

namespace {
/// The image or the output's gradient, the places and the weights.
template <typename From, typename To>
struct ConvertSampling : OpRewritePattern<From> {
  using OpRewritePattern<From>::OpRewritePattern;

  LogicalResult matchAndRewrite(From op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, fusion::buildAnchor<To>(
                               rewriter, op.getLoc(), op.getType(),
                               op->getOperands().take_front(1),
                               ValueRange{op.getPlaces(), op.getWeights()}));
    return success();
  }
};
} // namespace

void fusion::populateAugmentationPatterns(RewritePatternSet &patterns) {
  patterns
      .add<ConvertSampling<nn::SamplePixelsOp, kernel::SamplePixelsOp>,
           ConvertSampling<nn::SamplePixelsGradOp, kernel::SamplePixelsGradOp>>(
          patterns.getContext());
}
