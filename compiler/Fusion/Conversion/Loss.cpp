//===- Loss.cpp - Losses and the accuracy to kernels ----------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch;
using kernel::ReductionKind;
using kernel::ReductionScope;
using nn::ScalarBuilder;

static Value sumAll(OpBuilder &builder, Location loc, RankedTensorType domain,
                    ValueRange inputs, fusion::RegionCode code) {
  return fusion::buildReduction(builder, loc, domain, inputs,
                                ReductionKind::Sum, ReductionScope::All, code)
      .getResult(0);
}

/// Divides a sum by the batch size times `perExample`.
static Value divideByBatch(OpBuilder &builder, Location loc, Value sum,
                           Value batchSize, double perExample) {
  auto type = cast<RankedTensorType>(sum.getType());
  return fusion::buildElementwise(
             builder, loc, type, {sum, batchSize}, type, 0,
             [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
               ScalarBuilder s(builder, loc, type.getElementType());
               return {s.div(v[0], s.mul(v[1], s.constant(perExample)))};
             })
      .getResult(0);
}

/// `value` where the element's channel is `label`, else 0.
static Value selectLabel(OpBuilder &builder, Location loc, Value label,
                         Value value) {
  ScalarBuilder s(builder, loc, value.getType());
  Value channel =
      kernel::ChannelIndexOp::create(builder, loc, builder.getI32Type());
  Value isLabel = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        channel, label);
  return s.select(isLabel, value, s.constant(0));
}

namespace {
struct ConvertSparseNegativeLogLikelihood
    : OpRewritePattern<nn::SparseNegativeLogLikelihoodOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::SparseNegativeLogLikelihoodOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value sum =
        sumAll(rewriter, loc, op.getLogProbabilities().getType(),
               {op.getLogProbabilities(), op.getLabels()},
               [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                 ScalarBuilder s(builder, loc, v[0].getType());
                 return {selectLabel(builder, loc, v[1], s.neg(v[0]))};
               });
    rewriter.replaceOp(op,
                       divideByBatch(rewriter, loc, sum, op.getBatchSize(), 1));
    return success();
  }
};

struct ConvertNegativeLogLikelihood
    : OpRewritePattern<nn::NegativeLogLikelihoodOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::NegativeLogLikelihoodOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType type = op.getLogProbabilities().getType();
    double smoothing = op.getLabelSmoothing().convertToDouble();
    auto classes = static_cast<double>(type.getShape().back());
    Value sum =
        sumAll(rewriter, loc, type, {op.getLogProbabilities(), op.getTargets()},
               [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                 ScalarBuilder s(builder, loc, v[0].getType());
                 Value target = v[1];
                 if (smoothing != 0)
                   target = s.add(s.mul(target, s.constant(1 - smoothing)),
                                  s.constant(smoothing / classes));
                 return {s.neg(s.mul(target, v[0]))};
               });
    rewriter.replaceOp(op,
                       divideByBatch(rewriter, loc, sum, op.getBatchSize(), 1));
    return success();
  }
};

struct ConvertMeanSquaredError : OpRewritePattern<nn::MeanSquaredErrorOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MeanSquaredErrorOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType type = op.getPrediction().getType();
    Value sum =
        sumAll(rewriter, loc, type, {op.getPrediction(), op.getTargets()},
               [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                 ScalarBuilder s(builder, loc, v[0].getType());
                 Value difference = s.sub(v[0], v[1]);
                 return {s.mul(difference, difference)};
               });
    int64_t perExample = 1;
    for (int64_t size : type.getShape().drop_front())
      perExample *= size;
    rewriter.replaceOp(op, divideByBatch(rewriter, loc, sum, op.getBatchSize(),
                                         static_cast<double>(perExample)));
    return success();
  }
};

/// The index of a row's largest element against the label, counted.
struct ConvertCorrectPredictions : OpRewritePattern<nn::CorrectPredictionsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::CorrectPredictionsOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType type = op.getPrediction().getType();
    Type element = type.getElementType();
    bool sparse = getElementTypeOrSelf(op.getTargets()).isInteger();
    if (type.getShape().back() == 1 && !sparse) {
      rewriter.replaceOp(op, convertBinary(op, rewriter));
      return success();
    }
    auto getLargest = [&](Value rows) {
      return fusion::buildReduction(
                 rewriter, loc, type, rows, ReductionKind::ArgMax,
                 ReductionScope::Row,
                 [](OpBuilder &, ValueRange v) -> SmallVector<Value> {
                   return {v[0]};
                 })
          .getResult(0);
    };
    Value predicted = getLargest(op.getPrediction());
    Value label = sparse ? op.getTargets() : getLargest(op.getTargets());
    RankedTensorType rows =
        RankedTensorType::get({type.getDimSize(0), 1}, element);
    rewriter.replaceOp(
        op, sumAll(rewriter, loc, rows, {predicted, label},
                   [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                     ScalarBuilder s(builder, loc, element);
                     Value equal = arith::CmpIOp::create(
                         builder, loc, arith::CmpIPredicate::eq, v[0], v[1]);
                     return {s.select(equal, s.constant(1), s.constant(0))};
                   }));
    return success();
  }

private:
  static Value convertBinary(nn::CorrectPredictionsOp op,
                             PatternRewriter &rewriter) {
    Location loc = op.getLoc();
    return sumAll(rewriter, loc, op.getPrediction().getType(),
                  {op.getPrediction(), op.getTargets()},
                  [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                    ScalarBuilder s(builder, loc, v[0].getType());
                    Value one = s.constant(1), zero = s.constant(0);
                    Value predicted =
                        s.select(s.greater(v[0], s.constant(0.5)), one, zero);
                    Value equal = arith::CmpFOp::create(
                        builder, loc, arith::CmpFPredicate::OEQ, predicted,
                        v[1]);
                    return {s.select(equal, one, zero)};
                  });
  }
};
} // namespace

void fusion::populateLossPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertSparseNegativeLogLikelihood, ConvertNegativeLogLikelihood,
               ConvertMeanSquaredError, ConvertCorrectPredictions>(
      patterns.getContext());
}
