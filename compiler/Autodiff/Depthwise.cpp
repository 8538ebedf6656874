//===- Depthwise.cpp - Gradients of depthwise convolutions ----------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// As for nn.conv2d, within each channel.
struct DepthwiseConv2DGradient
    : GradientRule<DepthwiseConv2DGradient, nn::DepthwiseConv2DOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::DepthwiseConv2DOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    SmallVector<Value> gradients(2);
    if (needed[0])
      gradients[0] = nn::DepthwiseConv2DInputGradOp::create(
          builder, op.getLoc(), op.getInput().getType(), dy[0], op.getKernel(),
          op.getStridesAttr(), op.getPaddingAttr(), op.getDilationsAttr());
    if (needed[1])
      gradients[1] = nn::DepthwiseConv2DKernelGradOp::create(
          builder, op.getLoc(), op.getKernel().getType(), op.getInput(), dy[0],
          op.getStridesAttr(), op.getPaddingAttr(), op.getDilationsAttr());
    return gradients;
  }
};
} // namespace

void autodiff::registerDepthwiseGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::DepthwiseConv2DOp::attachInterface<DepthwiseConv2DGradient>(*context);
  });
}
