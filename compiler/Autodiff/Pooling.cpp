//===- Pooling.cpp - Gradients of pooling ---------------------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// Each pixel of a window has the same part in its mean.
struct AveragePool2DGradient
    : GradientRule<AveragePool2DGradient, nn::AveragePool2DOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::AveragePool2DOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::AveragePool2DGradOp::create(
        builder, op.getLoc(), op.getInput().getType(), dy[0],
        op.getWindowAttr(), op.getStridesAttr(), op.getPaddingAttr())};
  }
};

/// Only the largest pixel of a window, the first of equals, moves its maximum.
struct MaxPool2DGradient : GradientRule<MaxPool2DGradient, nn::MaxPool2DOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::MaxPool2DOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::MaxPool2DGradOp::create(
        builder, op.getLoc(), op.getInput().getType(), op.getInput(), dy[0],
        op.getWindowAttr(), op.getStridesAttr(), op.getPaddingAttr())};
  }
};
} // namespace

void autodiff::registerPoolingGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::AveragePool2DOp::attachInterface<AveragePool2DGradient>(*context);
    nn::MaxPool2DOp::attachInterface<MaxPool2DGradient>(*context);
  });
}
