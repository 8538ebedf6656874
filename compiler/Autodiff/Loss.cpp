//===- Loss.cpp - Gradients of the losses ---------------------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// l = -1/n sum logp[label], so dlogp = -dl/n at the label and 0 elsewhere.
struct SparseNegativeLogLikelihoodGradient
    : GradientRule<SparseNegativeLogLikelihoodGradient,
                   nn::SparseNegativeLogLikelihoodOp> {
  static SmallVector<Value> build(OpBuilder &builder,
                                  nn::SparseNegativeLogLikelihoodOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::SparseNegativeLogLikelihoodGradOp::create(
                builder, op.getLoc(), op.getLogProbabilities().getType(),
                op.getLabels(), op.getBatchSize(), dy[0]),
            Value(), Value()};
  }
};

/// l = -1/n sum t logp, so dlogp = -dl t / n.
struct NegativeLogLikelihoodGradient
    : GradientRule<NegativeLogLikelihoodGradient, nn::NegativeLogLikelihoodOp> {
  static SmallVector<Value> build(OpBuilder &builder,
                                  nn::NegativeLogLikelihoodOp op, ValueRange dy,
                                  ArrayRef<bool>) {
    return {nn::NegativeLogLikelihoodGradOp::create(
                builder, op.getLoc(), op.getLogProbabilities().getType(),
                op.getTargets(), op.getBatchSize(), dy[0],
                op.getLabelSmoothingAttr()),
            Value(), Value()};
  }
};

/// l = 1/N sum (p - t)^2, so dp = 2 dl (p - t) / N.
struct MeanSquaredErrorGradient
    : GradientRule<MeanSquaredErrorGradient, nn::MeanSquaredErrorOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::MeanSquaredErrorOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::MeanSquaredErrorGradOp::create(
                builder, op.getLoc(), op.getPrediction().getType(),
                op.getPrediction(), op.getTargets(), op.getBatchSize(), dy[0]),
            Value(), Value()};
  }
};
} // namespace

void autodiff::registerLossGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::SparseNegativeLogLikelihoodOp::attachInterface<
        SparseNegativeLogLikelihoodGradient>(*context);
    nn::NegativeLogLikelihoodOp::attachInterface<NegativeLogLikelihoodGradient>(
        *context);
    nn::MeanSquaredErrorOp::attachInterface<MeanSquaredErrorGradient>(*context);
  });
}
