//===- Normalization.cpp - Gradients of batch normalization ---------------===//
//
// Batch normalization is three ops, and its gradient (Ioffe and Szegedy,
// arXiv:1502.03167, section 3) comes out as the composition of theirs.
//
//===----------------------------------------------------------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

/// The gradient, or zeros where the loss does not depend on the result.
static Value getOrZero(OpBuilder &builder, Location location, Value gradient,
                       RankedTensorType type) {
  if (gradient)
    return gradient;
  return nn::ConstantOp::create(builder, location, type, 0);
}

namespace {
/// dx is an affine map of x per channel: see nn.batch_statistics_grad.
struct BatchStatisticsGradient
    : GradientRule<BatchStatisticsGradient, nn::BatchStatisticsOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::BatchStatisticsOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    Location loc = op.getLoc();
    RankedTensorType channels = op.getMean().getType();
    auto factors = nn::BatchStatisticsGradOp::create(
        builder, loc, channels, channels, op.getMean(),
        getOrZero(builder, loc, dy[0], channels),
        getOrZero(builder, loc, dy[1], channels),
        nn::StepValueOp::create(builder, loc, nn::StepValueKind::BatchSize,
                                channels.getElementType()),
        builder.getI64IntegerAttr(op.getCountPerExample()));
    return {nn::ChannelAffineOp::create(builder, loc, op.getInput().getType(),
                                        op.getInput(), factors.getScale(),
                                        factors.getShift())};
  }
};

/// See nn.normalization_factors_grad.
struct NormalizationFactorsGradient
    : GradientRule<NormalizationFactorsGradient, nn::NormalizationFactorsOp> {
  static SmallVector<Value> build(OpBuilder &builder,
                                  nn::NormalizationFactorsOp op, ValueRange dy,
                                  ArrayRef<bool>) {
    Location loc = op.getLoc();
    RankedTensorType channels = op.getMean().getType();
    Value scaleGrad = getOrZero(builder, loc, dy[0], channels);
    Value shiftGrad = getOrZero(builder, loc, dy[1], channels);
    auto gradients = nn::NormalizationFactorsGradOp::create(
        builder, loc, channels, channels, channels, op.getMean(),
        op.getVariance(), scaleGrad, shiftGrad, op.getGamma(),
        op.getEpsilonAttr());
    SmallVector<Value> result{gradients.getMeanGrad(),
                              gradients.getVarianceGrad()};
    if (op.getGamma())
      result.push_back(gradients.getGammaGrad());
    if (op.getBeta())
      result.push_back(shiftGrad);
    return result;
  }
};

/// y = sum of s_i x_i + t per channel: dx_i = s_i dy, ds_i = sum dy x_i,
/// dt = sum dy.
struct ChannelAffineGradient
    : GradientRule<ChannelAffineGradient, nn::ChannelAffineOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ChannelAffineOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    Location loc = op.getLoc();
    size_t count = op.getInputs().size();
    SmallVector<Value> gradients(op->getNumOperands());
    for (size_t i = 0; i < count; ++i) {
      Value input = op.getInputs()[i], scale = op.getScales()[i];
      if (needed[i])
        gradients[i] = nn::ChannelAffineOp::create(
            builder, loc, op.getType(), dy[0], scale, /*shift=*/Value());
      if (needed[count + i])
        gradients[count + i] = nn::ChannelSumOp::create(
            builder, loc, scale.getType(), ValueRange{dy[0], input});
    }
    if (op.getShift() && needed[2 * count])
      gradients[2 * count] = nn::ChannelSumOp::create(
          builder, loc, op.getShift().getType(), dy[0]);
    return gradients;
  }
};
} // namespace

void autodiff::registerNormalizationGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::BatchStatisticsOp::attachInterface<BatchStatisticsGradient>(*context);
    nn::NormalizationFactorsOp::attachInterface<NormalizationFactorsGradient>(
        *context);
    // (v + e)^(-1/2)' = -y^3 / 2.
    attachGradientFromResult<nn::RsqrtOp, nn::RsqrtGradOp>(*context);
    nn::ChannelAffineOp::attachInterface<ChannelAffineGradient>(*context);
  });
}
