//===- Activation.cpp - Gradients of activations --------------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// dx = dy, db = sum of dy per channel.
struct BiasAddGradient : GradientRule<BiasAddGradient, nn::BiasAddOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::BiasAddOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    SmallVector<Value> gradients{dy[0], Value()};
    if (needed[1])
      gradients[1] = nn::ChannelSumOp::create(builder, op.getLoc(),
                                              op.getBias().getType(), dy[0]);
    return gradients;
  }
};

/// With y = sqrt(x): dx = dy / (2 y).
struct SqrtGradient : GradientRule<SqrtGradient, nn::SqrtOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::SqrtOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    Value quotient =
        nn::DivideOp::create(builder, op.getLoc(), dy[0], op.getResult());
    return {nn::ScaleOp::create(builder, op.getLoc(), op.getType(), quotient,
                                builder.getF64FloatAttr(0.5))};
  }
};

/// (x^c)' = c x^(c - 1).
struct PowerGradient : GradientRule<PowerGradient, nn::PowerOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::PowerOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    Location location = op.getLoc();
    double exponent = op.getExponent().convertToDouble();
    Value slope = dy[0];
    if (exponent != 1)
      slope = nn::MultiplyOp::create(
          builder, location, slope,
          nn::PowerOp::create(builder, location, op.getType(), op.getInput(),
                              builder.getF64FloatAttr(exponent - 1)));
    return {nn::ScaleOp::create(builder, location, op.getType(), slope,
                                op.getExponentAttr())};
  }
};

/// exp' = exp.
struct ExpGradient : GradientRule<ExpGradient, nn::ExpOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ExpOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::MultiplyOp::create(builder, op.getLoc(), op.getType(), dy[0],
                                   op.getResult())};
  }
};

/// cos' = -sin.
struct CosGradient : GradientRule<CosGradient, nn::CosOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::CosOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    Location location = op.getLoc();
    Value sine =
        nn::SinOp::create(builder, location, op.getType(), op.getInput());
    Value product = nn::MultiplyOp::create(builder, location, dy[0], sine);
    return {nn::ScaleOp::create(builder, location, op.getType(), product,
                                builder.getF64FloatAttr(-1))};
  }
};

/// sin' = cos.
struct SinGradient : GradientRule<SinGradient, nn::SinOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::SinOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    Value cosine =
        nn::CosOp::create(builder, op.getLoc(), op.getType(), op.getInput());
    return {nn::MultiplyOp::create(builder, op.getLoc(), dy[0], cosine)};
  }
};

/// softplus' = sigmoid.
struct SoftplusGradient : GradientRule<SoftplusGradient, nn::SoftplusOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::SoftplusOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    Value sigmoid = nn::SigmoidOp::create(builder, op.getLoc(), op.getType(),
                                          op.getInput());
    return {nn::MultiplyOp::create(builder, op.getLoc(), op.getType(), dy[0],
                                   sigmoid)};
  }
};

/// ((x + 1)^2 / 4)' = (x + 1) / 2 between -1 and 1, 0 and 1 outside: the sparse
/// sigmoid.
struct SparsePlusGradient : GradientRule<SparsePlusGradient, nn::SparsePlusOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::SparsePlusOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    Value slope =
        nn::HardSigmoidOp::create(builder, op.getLoc(), op.getType(),
                                  op.getInput(), builder.getF64FloatAttr(0.5));
    return {nn::MultiplyOp::create(builder, op.getLoc(), op.getType(), dy[0],
                                   slope)};
  }
};

/// y = max(x, 0) + alpha min(x, 0) (He et al., arXiv:1502.01852): dx is dy or
/// alpha dy, and dalpha = sum dy min(x, 0), with min(x, 0) = x - max(x, 0).
struct PReLUGradient : GradientRule<PReLUGradient, nn::PReLUOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::PReLUOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    Location loc = op.getLoc();
    SmallVector<Value> gradients(2);
    if (needed[0])
      gradients[0] = nn::PReLUGradOp::create(builder, loc, op.getType(), dy[0],
                                             op.getInput(), op.getAlpha());
    if (needed[1]) {
      Value positive = nn::ReLUOp::create(builder, loc, op.getInput());
      Value negative =
          nn::SubtractOp::create(builder, loc, op.getInput(), positive);
      gradients[1] = nn::ChannelSumOp::create(
          builder, loc, op.getAlpha().getType(), ValueRange{dy[0], negative});
    }
    return gradients;
  }
};
} // namespace

void autodiff::registerActivationGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::BiasAddOp::attachInterface<BiasAddGradient>(*context);
    nn::CosOp::attachInterface<CosGradient>(*context);
    nn::ExpOp::attachInterface<ExpGradient>(*context);
    nn::PowerOp::attachInterface<PowerGradient>(*context);
    nn::PReLUOp::attachInterface<PReLUGradient>(*context);
    nn::SinOp::attachInterface<SinGradient>(*context);
    nn::SoftplusOp::attachInterface<SoftplusGradient>(*context);
    nn::SparsePlusOp::attachInterface<SparsePlusGradient>(*context);
    nn::SqrtOp::attachInterface<SqrtGradient>(*context);
    // log' = 1 / x; see the descriptions of the others.
    attachGradientFromInput<nn::ClipOp, nn::ClipGradOp>(*context);
    attachGradientFromInput<nn::GeluOp, nn::GeluGradOp>(*context);
    attachGradientFromInput<nn::LogOp, nn::LogGradOp>(*context);
    attachGradientFromInput<nn::MishOp, nn::MishGradOp>(*context);
    attachGradientFromInput<nn::SquareplusOp, nn::SquareplusGradOp>(*context);
    attachGradientFromInput<nn::ThresholdOp, nn::ThresholdGradOp>(*context);
    // sigmoid' = y (1 - y), tanh' = 1 - y^2, softsign' = (1 - |y|)^2, and the
    // Jacobians of softmax, diag(y) - y y', and of log softmax, 1 - 1 exp(y)'.
    attachGradientFromResult<nn::EluOp, nn::EluGradOp>(*context);
    attachGradientFromResult<nn::HardShrinkOp, nn::HardShrinkGradOp>(*context);
    attachGradientFromResult<nn::HardSigmoidOp, nn::HardSigmoidGradOp>(
        *context);
    attachGradientFromResult<nn::LogSoftmaxOp, nn::LogSoftmaxGradOp>(*context);
    attachGradientFromResult<nn::ReLUOp, nn::ReLUGradOp>(*context);
    attachGradientFromResult<nn::SigmoidOp, nn::SigmoidGradOp>(*context);
    attachGradientFromResult<nn::SoftmaxOp, nn::SoftmaxGradOp>(*context);
    attachGradientFromResult<nn::SoftsignOp, nn::SoftsignGradOp>(*context);
    attachGradientFromResult<nn::TanhOp, nn::TanhGradOp>(*context);
  });
}
