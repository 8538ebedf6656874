//===- Normalization.cpp - Batch statistics to kernels --------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch;

namespace {
/// Sums of x and x^2 per channel in one pass, then mean = S1 / N and
/// variance = max(S2 / N - mean^2, 0), where rounding may go below zero.
struct ConvertBatchStatistics : OpRewritePattern<nn::BatchStatisticsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::BatchStatisticsOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto channels = op.getMean().getType();
    Type element = channels.getElementType();
    auto sums = fusion::buildElementwise(
        rewriter, loc, op.getInput().getType(), op.getInput(),
        {channels, channels}, /*reductions=*/2,
        [&](OpBuilder &builder, ValueRange x) -> SmallVector<Value> {
          return {x[0],
                  nn::ScalarBuilder(builder, loc, element).mul(x[0], x[0])};
        });
    Value batch = nn::StepValueOp::create(
        rewriter, loc, nn::StepValueKind::BatchSize, element);
    auto count = static_cast<double>(op.getCountPerExample());
    auto moments = fusion::buildElementwise(
        rewriter, loc, channels, {sums.getResult(0), sums.getResult(1), batch},
        {channels, channels}, /*reductions=*/0,
        [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
          nn::ScalarBuilder s(builder, loc, element);
          Value n = s.mul(v[2], s.constant(count));
          Value mean = s.div(v[0], n);
          Value variance = s.sub(s.div(v[1], n), s.mul(mean, mean));
          return {mean, s.max(variance, s.constant(0))};
        });
    rewriter.replaceOp(op, moments);
    return success();
  }
};

struct ConvertChannelSum : OpRewritePattern<nn::ChannelSumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ChannelSumOp op,
                                PatternRewriter &rewriter) const override {
    auto domain = cast<RankedTensorType>(op.getInputs().front().getType());
    auto code = [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
      if (v.size() == 1)
        return {v[0]};
      return {nn::ScalarBuilder(builder, op.getLoc(), domain.getElementType())
                  .mul(v[0], v[1])};
    };
    rewriter.replaceOp(op,
                       fusion::buildElementwise(rewriter, op.getLoc(), domain,
                                                op.getInputs(), op.getType(),
                                                /*reductions=*/1, code));
    return success();
  }
};
} // namespace

void fusion::populateNormalizationPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertBatchStatistics, ConvertChannelSum>(
      patterns.getContext());
}
