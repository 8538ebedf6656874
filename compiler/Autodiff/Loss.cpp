//===- Loss.cpp - Gradients of the losses ---------------------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// dlogp = -dy at the label and 0 elsewhere.
struct SparseNegativeLogLikelihoodGradient
    : GradientRule<SparseNegativeLogLikelihoodGradient,
                   nn::SparseNegativeLogLikelihoodOp> {
  static SmallVector<Value> build(OpBuilder &builder,
                                  nn::SparseNegativeLogLikelihoodOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::SparseNegativeLogLikelihoodGradOp::create(
                builder, op.getLoc(), op.getType(), dy[0], op.getTargets()),
            Value()};
  }
};

/// An elementwise loss e(p, t): dp = dy de/dp, whose formula is the op's own.
/// It has the same attributes.
template <typename Op, typename GradOp>
struct LossGradient : GradientRule<LossGradient<Op, GradOp>, Op> {
  static SmallVector<Value> build(OpBuilder &builder, Op op, ValueRange dy,
                                  ArrayRef<bool>) {
    Value gradient = buildGradOp<GradOp>(
        builder, op, {dy[0], op.getPrediction(), op.getTargets()});
    return {gradient, Value()};
  }
};

/// l = sum w e / (n count), so de = dl w / (n count).
struct WeightedMeanGradient
    : GradientRule<WeightedMeanGradient, nn::WeightedMeanOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::WeightedMeanOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::WeightedMeanGradOp::create(
                builder, op.getLoc(), op.getElements().getType(),
                op.getWeights(), op.getBatchSize(), dy[0], op.getCountAttr()),
            Value(), Value()};
  }
};

/// r = l1 sum |p| + l2 sum p^2, so dp = dl (l1 sign(p) + 2 l2 p).
struct RegularizationGradient
    : GradientRule<RegularizationGradient, nn::RegularizationOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::RegularizationOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::RegularizationGradOp::create(
        builder, op.getLoc(), op.getParameter().getType(), op.getParameter(),
        dy[0], op.getL1Attr(), op.getL2Attr())};
  }
};
} // namespace

void autodiff::registerLossGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::SparseNegativeLogLikelihoodOp::attachInterface<
        SparseNegativeLogLikelihoodGradient>(*context);
    nn::NegativeLogLikelihoodOp::attachInterface<LossGradient<
        nn::NegativeLogLikelihoodOp, nn::NegativeLogLikelihoodGradOp>>(
        *context);
    nn::BinaryCrossEntropyOp::attachInterface<
        LossGradient<nn::BinaryCrossEntropyOp, nn::BinaryCrossEntropyGradOp>>(
        *context);
    nn::LogitBinaryCrossEntropyOp::attachInterface<LossGradient<
        nn::LogitBinaryCrossEntropyOp, nn::LogitBinaryCrossEntropyGradOp>>(
        *context);
    nn::SquaredErrorOp::attachInterface<
        LossGradient<nn::SquaredErrorOp, nn::SquaredErrorGradOp>>(*context);
    nn::AbsoluteErrorOp::attachInterface<
        LossGradient<nn::AbsoluteErrorOp, nn::AbsoluteErrorGradOp>>(*context);
    nn::HuberErrorOp::attachInterface<
        LossGradient<nn::HuberErrorOp, nn::HuberErrorGradOp>>(*context);
    nn::SquaredLogarithmicErrorOp::attachInterface<LossGradient<
        nn::SquaredLogarithmicErrorOp, nn::SquaredLogarithmicErrorGradOp>>(
        *context);
    nn::LogCoshErrorOp::attachInterface<
        LossGradient<nn::LogCoshErrorOp, nn::LogCoshErrorGradOp>>(*context);
    nn::AbsolutePercentageErrorOp::attachInterface<LossGradient<
        nn::AbsolutePercentageErrorOp, nn::AbsolutePercentageErrorGradOp>>(
        *context);
    nn::HingeErrorOp::attachInterface<
        LossGradient<nn::HingeErrorOp, nn::HingeErrorGradOp>>(*context);
    nn::SquaredHingeErrorOp::attachInterface<
        LossGradient<nn::SquaredHingeErrorOp, nn::SquaredHingeErrorGradOp>>(
        *context);
    nn::PoissonErrorOp::attachInterface<
        LossGradient<nn::PoissonErrorOp, nn::PoissonErrorGradOp>>(*context);
    nn::KLDivergenceOp::attachInterface<
        LossGradient<nn::KLDivergenceOp, nn::KLDivergenceGradOp>>(*context);
    nn::WeightedMeanOp::attachInterface<WeightedMeanGradient>(*context);
    nn::RegularizationOp::attachInterface<RegularizationGradient>(*context);
  });
}
