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

/// dx = dy where x was passed on, told from y: see nn.relu_grad.
struct ReLUGradient : GradientRule<ReLUGradient, nn::ReLUOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ReLUOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::ReLUGradOp::create(builder, op.getLoc(), op.getType(), dy[0],
                                   op.getResult(), op.getNegativeSlopeAttr(),
                                   op.getThresholdAttr(),
                                   op.getMaxValueAttr())};
  }
};

/// Gradients that need dy and the op's result: sigmoid' = y (1 - y),
/// tanh' = 1 - y^2, softsign' = (1 - |y|)^2, hard shrink' = 1 where y is not 0,
/// and the Jacobians of softmax, diag(y) - y y', and of log softmax,
/// 1 - 1 exp(y)'.
template <typename Op, typename GradOp>
struct GradientFromResult : GradientRule<GradientFromResult<Op, GradOp>, Op> {
  static SmallVector<Value> build(OpBuilder &builder, Op op, ValueRange dy,
                                  ArrayRef<bool>) {
    return {GradOp::create(builder, op.getLoc(), op.getType(), dy[0],
                           op.getResult())};
  }
};

/// Gradients that need dy and the op's input: log' = 1 / x, and mish' (see
/// nn.mish_grad).
template <typename Op, typename GradOp>
struct GradientFromInput : GradientRule<GradientFromInput<Op, GradOp>, Op> {
  static SmallVector<Value> build(OpBuilder &builder, Op op, ValueRange dy,
                                  ArrayRef<bool>) {
    return {GradOp::create(builder, op.getLoc(), op.getType(), dy[0],
                           op.getInput())};
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

/// elu' from its result; the same alpha goes on.
struct EluGradient : GradientRule<EluGradient, nn::EluOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::EluOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::EluGradOp::create(builder, op.getLoc(), op.getType(), dy[0],
                                  op.getResult(), op.getAlphaAttr())};
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

/// See nn.gelu_grad.
struct GeluGradient : GradientRule<GeluGradient, nn::GeluOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::GeluOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::GeluGradOp::create(builder, op.getLoc(), op.getType(), dy[0],
                                   op.getInput(), op.getApproximateAttr())};
  }
};

/// The slope where 0 < y < 1.
struct HardSigmoidGradient
    : GradientRule<HardSigmoidGradient, nn::HardSigmoidOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::HardSigmoidOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::HardSigmoidGradOp::create(builder, op.getLoc(), op.getType(),
                                          dy[0], op.getResult(),
                                          op.getSlopeAttr())};
  }
};

/// 1 where the input is passed on.
struct ThresholdGradient : GradientRule<ThresholdGradient, nn::ThresholdOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ThresholdOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::ThresholdGradOp::create(builder, op.getLoc(), op.getType(),
                                        dy[0], op.getInput(),
                                        op.getThresholdAttr())};
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

/// (x + sqrt(x^2 + b))' = 1 + x / sqrt(x^2 + b).
struct SquareplusGradient : GradientRule<SquareplusGradient, nn::SquareplusOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::SquareplusOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::SquareplusGradOp::create(builder, op.getLoc(), op.getType(),
                                         dy[0], op.getInput(), op.getBAttr())};
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
      Value positive = nn::ReLUOp::create(
          builder, loc, op.getType(), op.getInput(), builder.getF64FloatAttr(0),
          builder.getF64FloatAttr(0), FloatAttr());
      Value negative =
          nn::SubtractOp::create(builder, loc, op.getInput(), positive);
      gradients[1] = nn::ChannelSumOp::create(
          builder, loc, op.getAlpha().getType(), ValueRange{dy[0], negative});
    }
    return gradients;
  }
};

/// 1 within the limits, 0 beyond them.
struct ClipGradient : GradientRule<ClipGradient, nn::ClipOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ClipOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::ClipGradOp::create(builder, op.getLoc(), op.getType(), dy[0],
                                   op.getInput(), op.getMinimumAttr(),
                                   op.getMaximumAttr())};
  }
};
} // namespace

void autodiff::registerActivationGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::BiasAddOp::attachInterface<BiasAddGradient>(*context);
    nn::ReLUOp::attachInterface<ReLUGradient>(*context);
    nn::SigmoidOp::attachInterface<
        GradientFromResult<nn::SigmoidOp, nn::SigmoidGradOp>>(*context);
    nn::TanhOp::attachInterface<GradientFromResult<nn::TanhOp, nn::TanhGradOp>>(
        *context);
    nn::SoftmaxOp::attachInterface<
        GradientFromResult<nn::SoftmaxOp, nn::SoftmaxGradOp>>(*context);
    nn::LogSoftmaxOp::attachInterface<
        GradientFromResult<nn::LogSoftmaxOp, nn::LogSoftmaxGradOp>>(*context);
    nn::SoftsignOp::attachInterface<
        GradientFromResult<nn::SoftsignOp, nn::SoftsignGradOp>>(*context);
    nn::HardShrinkOp::attachInterface<
        GradientFromResult<nn::HardShrinkOp, nn::HardShrinkGradOp>>(*context);
    nn::MishOp::attachInterface<GradientFromInput<nn::MishOp, nn::MishGradOp>>(
        *context);
    nn::LogOp::attachInterface<GradientFromInput<nn::LogOp, nn::LogGradOp>>(
        *context);
    nn::HardSigmoidOp::attachInterface<HardSigmoidGradient>(*context);
    nn::ThresholdOp::attachInterface<ThresholdGradient>(*context);
    nn::SparsePlusOp::attachInterface<SparsePlusGradient>(*context);
    nn::SquareplusOp::attachInterface<SquareplusGradient>(*context);
    nn::PReLUOp::attachInterface<PReLUGradient>(*context);
    nn::EluOp::attachInterface<EluGradient>(*context);
    nn::SoftplusOp::attachInterface<SoftplusGradient>(*context);
    nn::GeluOp::attachInterface<GeluGradient>(*context);
    nn::SqrtOp::attachInterface<SqrtGradient>(*context);
    nn::CosOp::attachInterface<CosGradient>(*context);
    nn::SinOp::attachInterface<SinGradient>(*context);
    nn::ExpOp::attachInterface<ExpGradient>(*context);
    nn::ClipOp::attachInterface<ClipGradient>(*context);
  });
}
