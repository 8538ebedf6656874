//===- Activation.cpp - Softmax and its kin to kernels --------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch;
using kernel::ReductionKind;
using kernel::ReductionScope;
using nn::ScalarBuilder;

static Value reduceRows(OpBuilder &builder, Location loc, ValueRange inputs,
                        ReductionKind kind, fusion::RegionCode code) {
  return fusion::buildReduction(builder, loc,
                                cast<RankedTensorType>(inputs[0].getType()),
                                inputs, kind, ReductionScope::Row, code)
      .getResult(0);
}

static Value mapElements(OpBuilder &builder, Location loc, ValueRange inputs,
                         fusion::RegionCode code) {
  auto type = cast<RankedTensorType>(inputs[0].getType());
  return fusion::buildElementwise(builder, loc, type, inputs, type, 0, code)
      .getResult(0);
}

static Value getRowMaximum(OpBuilder &builder, Location loc, Value x) {
  return reduceRows(builder, loc, x, ReductionKind::Max, fusion::yieldFirst);
}

namespace {
/// e = exp(x - max x), y = e / sum e.
struct ConvertSoftmax : OpRewritePattern<nn::SoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::SoftmaxOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type element = op.getType().getElementType();
    Value maximum = getRowMaximum(rewriter, loc, op.getInput());
    Value powers = mapElements(
        rewriter, loc, {op.getInput(), maximum},
        [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
          ScalarBuilder s(builder, loc, element);
          return {s.exp(s.sub(v[0], v[1]))};
        });
    Value sum = reduceRows(rewriter, loc, powers, ReductionKind::Sum,
                           fusion::yieldFirst);
    rewriter.replaceOp(
        op, mapElements(
                rewriter, loc, {powers, sum},
                [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                  return {ScalarBuilder(builder, loc, element).div(v[0], v[1])};
                }));
    return success();
  }
};

/// y = x - max x - log sum exp(x - max x).
struct ConvertLogSoftmax : OpRewritePattern<nn::LogSoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::LogSoftmaxOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type element = op.getType().getElementType();
    Value maximum = getRowMaximum(rewriter, loc, op.getInput());
    Value sum =
        reduceRows(rewriter, loc, {op.getInput(), maximum}, ReductionKind::Sum,
                   [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                     ScalarBuilder s(builder, loc, element);
                     return {s.exp(s.sub(v[0], v[1]))};
                   });
    rewriter.replaceOp(
        op, mapElements(
                rewriter, loc, {op.getInput(), maximum, sum},
                [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                  ScalarBuilder s(builder, loc, element);
                  return {s.sub(s.sub(v[0], v[1]), s.log(v[2]))};
                }));
    return success();
  }
};

/// dx = y (dy - sum dy y).
struct ConvertSoftmaxGrad : OpRewritePattern<nn::SoftmaxGradOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::SoftmaxGradOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type element = op.getType().getElementType();
    Value dot = reduceRows(
        rewriter, loc, {op.getOutputGrad(), op.getOutput()}, ReductionKind::Sum,
        [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
          return {ScalarBuilder(builder, loc, element).mul(v[0], v[1])};
        });
    rewriter.replaceOp(
        op, mapElements(
                rewriter, loc, {op.getOutputGrad(), op.getOutput(), dot},
                [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                  ScalarBuilder s(builder, loc, element);
                  return {s.mul(v[1], s.sub(v[0], v[2]))};
                }));
    return success();
  }
};

/// dx = dy - exp(y) sum dy.
struct ConvertLogSoftmaxGrad : OpRewritePattern<nn::LogSoftmaxGradOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::LogSoftmaxGradOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type element = op.getType().getElementType();
    Value sum = reduceRows(rewriter, loc, op.getOutputGrad(),
                           ReductionKind::Sum, fusion::yieldFirst);
    rewriter.replaceOp(
        op, mapElements(
                rewriter, loc, {op.getOutputGrad(), op.getOutput(), sum},
                [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
                  ScalarBuilder s(builder, loc, element);
                  return {s.sub(v[0], s.mul(s.exp(v[1]), v[2]))};
                }));
    return success();
  }
};
} // namespace

void fusion::populateActivationPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertSoftmax, ConvertLogSoftmax, ConvertSoftmaxGrad,
               ConvertLogSoftmaxGrad>(patterns.getContext());
}
