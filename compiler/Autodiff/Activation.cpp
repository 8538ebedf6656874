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
/// tanh' = 1 - y^2, softsign' = (1 - |y|)^2, hard sigmoid' = 1/6 where
/// 0 < y < 1, and the Jacobians of softmax, diag(y) - y y', and of log
/// softmax, 1 - 1 exp(y)'.
template <typename Op, typename GradOp>
struct GradientFromResult : GradientRule<GradientFromResult<Op, GradOp>, Op> {
  static SmallVector<Value> build(OpBuilder &builder, Op op, ValueRange dy,
                                  ArrayRef<bool>) {
    return {GradOp::create(builder, op.getLoc(), op.getType(), dy[0],
                           op.getResult())};
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
                                   op.getInput())};
  }
};

/// log' = 1 / x.
struct LogGradient : GradientRule<LogGradient, nn::LogOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::LogOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::LogGradOp::create(builder, op.getLoc(), op.getType(), dy[0],
                                  op.getInput())};
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
    nn::HardSigmoidOp::attachInterface<
        GradientFromResult<nn::HardSigmoidOp, nn::HardSigmoidGradOp>>(*context);
    nn::EluOp::attachInterface<EluGradient>(*context);
    nn::SoftplusOp::attachInterface<SoftplusGradient>(*context);
    nn::GeluOp::attachInterface<GeluGradient>(*context);
    nn::ExpOp::attachInterface<ExpGradient>(*context);
    nn::LogOp::attachInterface<LogGradient>(*context);
    nn::ClipOp::attachInterface<ClipGradient>(*context);
  });
}
