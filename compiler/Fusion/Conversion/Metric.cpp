//===- Metric.cpp - Sums and counts of predictions to kernels -------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/Labels.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch;
using kernel::ReductionKind;
using kernel::ReductionScope;
using nn::ScalarBuilder;

/// The channel of each row's largest element.
static Value getLargest(OpBuilder &builder, Location loc, Value rows) {
  return fusion::buildReduction(
             builder, loc, cast<RankedTensorType>(rows.getType()), rows,
             ReductionKind::ArgMax, ReductionScope::Row, fusion::yieldFirst)
      .getResult(0);
}

/// The labels, or the classes of one-hot targets.
static Value getLabels(OpBuilder &builder, Location loc, Value targets) {
  return getElementTypeOrSelf(targets).isInteger()
             ? targets
             : getLargest(builder, loc, targets);
}

/// The number of rows for which `code` yields a condition that holds.
static Value countRows(OpBuilder &builder, Location loc,
                       RankedTensorType prediction, ValueRange inputs,
                       function_ref<Value(OpBuilder &, ValueRange)> code) {
  Type element = prediction.getElementType();
  return fusion::buildTotal(
      builder, loc, nn::getRows(prediction), inputs,
      [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
        ScalarBuilder s(builder, loc, element);
        return {s.select(code(builder, v), s.constant(1), s.constant(0))};
      });
}

namespace {
struct ConvertSum : OpRewritePattern<nn::SumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::SumOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(
        op, fusion::buildTotal(rewriter, op.getLoc(), op.getInput().getType(),
                               op.getInput(), fusion::yieldFirst));
    return success();
  }
};

/// The index of a row's largest element against the label, counted.
struct ConvertCorrectPredictions : OpRewritePattern<nn::CorrectPredictionsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::CorrectPredictionsOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value predicted = getLargest(rewriter, loc, op.getPrediction());
    Value labels = getLabels(rewriter, loc, op.getTargets());
    rewriter.replaceOp(
        op, countRows(rewriter, loc, op.getPrediction().getType(),
                      {predicted, labels},
                      [&](OpBuilder &builder, ValueRange v) -> Value {
                        return arith::CmpIOp::create(
                            builder, loc, arith::CmpIPredicate::eq, v[0], v[1]);
                      }));
    return success();
  }
};

/// c = p at the label, r = number of elements not <= c but for c itself,
/// counted where r < k.
struct ConvertTopKPredictions : OpRewritePattern<nn::TopKPredictionsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::TopKPredictionsOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value prediction = op.getPrediction();
    RankedTensorType type = op.getPrediction().getType();
    Type element = type.getElementType();
    auto sumRows = [&](ValueRange inputs, fusion::RegionCode code) -> Value {
      return fusion::buildReduction(rewriter, loc, type, inputs,
                                    ReductionKind::Sum, ReductionScope::Row,
                                    code)
          .getResult(0);
    };
    Value labels = getLabels(rewriter, loc, op.getTargets());
    Value atLabel =
        sumRows({prediction, labels},
                [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                  ScalarBuilder s(builder, loc, element);
                  Value channel = kernel::ChannelIndexOp::create(
                      builder, loc, builder.getI32Type());
                  Value isLabel = arith::CmpIOp::create(
                      builder, loc, arith::CmpIPredicate::eq, channel, v[1]);
                  return {s.select(isLabel, v[0], s.constant(0))};
                });
    Value larger =
        sumRows({prediction, atLabel},
                [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                  ScalarBuilder s(builder, loc, element);
                  Value isLarger = arith::CmpFOp::create(
                      builder, loc, arith::CmpFPredicate::UGT, v[0], v[1]);
                  return {s.select(isLarger, s.constant(1), s.constant(0))};
                });
    auto k = static_cast<double>(op.getK());
    rewriter.replaceOp(
        op, countRows(rewriter, loc, type, larger,
                      [&](OpBuilder &builder, ValueRange v) -> Value {
                        ScalarBuilder s(builder, loc, element);
                        return s.greater(s.constant(k), v[0]);
                      }));
    return success();
  }
};
} // namespace

void fusion::populateMetricPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertSum, ConvertCorrectPredictions, ConvertTopKPredictions>(
      patterns.getContext());
}
