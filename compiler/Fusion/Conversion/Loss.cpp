//===- Loss.cpp - Sums of losses to kernels -------------------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch;
using nn::ScalarBuilder;

namespace {
/// sum w e / (n count).
struct ConvertWeightedMean : OpRewritePattern<nn::WeightedMeanOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::WeightedMeanOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType domain = op.getElements().getType();
    Type element = domain.getElementType();
    Value sum = fusion::buildTotal(
        rewriter, loc, domain, {op.getElements(), op.getWeights()},
        [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
          return {ScalarBuilder(builder, loc, element).mul(v[0], v[1])};
        });
    RankedTensorType type = op.getType();
    auto count = static_cast<double>(op.getCount());
    rewriter.replaceOp(
        op, fusion::buildElementwise(
                rewriter, loc, type, {sum, op.getBatchSize()}, type, 0,
                [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                  ScalarBuilder s(builder, loc, element);
                  return {s.div(v[0], s.mul(v[1], s.constant(count)))};
                }));
    return success();
  }
};

/// l1 sum |p| + l2 sum p^2.
struct ConvertRegularization : OpRewritePattern<nn::RegularizationOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::RegularizationOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    double l1 = op.getL1().convertToDouble(), l2 = op.getL2().convertToDouble();
    rewriter.replaceOp(
        op, fusion::buildTotal(
                rewriter, loc, op.getParameter().getType(), op.getParameter(),
                [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                  ScalarBuilder s(builder, loc, v[0].getType());
                  Value square = s.mul(s.constant(l2), s.mul(v[0], v[0]));
                  if (l1 == 0)
                    return {square};
                  return {s.add(square, s.mul(s.constant(l1), s.abs(v[0])))};
                }));
    return success();
  }
};

/// sum g^2.
struct ConvertSquaredNorm : OpRewritePattern<nn::SquaredNormOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::SquaredNormOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    rewriter.replaceOp(
        op, fusion::buildTotal(
                rewriter, loc, op.getInput().getType(), op.getInput(),
                [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                  ScalarBuilder s(builder, loc, v[0].getType());
                  return {s.mul(v[0], v[0])};
                }));
    return success();
  }
};
} // namespace

void fusion::populateLossPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertWeightedMean, ConvertRegularization, ConvertSquaredNorm>(
      patterns.getContext());
}
