//===- Convolution.cpp - Gradient of the convolution ----------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// y is linear in x and in k: dx is the transposed map of dy, and dk correlates
/// x with dy (Dumoulin and Visin, arXiv:1603.07285, section 4).
struct Conv2DGradient : GradientRule<Conv2DGradient, nn::Conv2DOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::Conv2DOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    SmallVector<Value> gradients(2);
    auto attributes = [&](auto create) {
      return create(op.getStridesAttr(), op.getPaddingAttr(),
                    op.getDilationsAttr(), op.getGroupsAttr());
    };
    if (needed[0])
      gradients[0] = attributes([&](auto... window) {
        return nn::Conv2DInputGradOp::create(builder, op.getLoc(),
                                             op.getInput().getType(), dy[0],
                                             op.getKernel(), window...);
      });
    if (needed[1])
      gradients[1] = attributes([&](auto... window) {
        return nn::Conv2DKernelGradOp::create(builder, op.getLoc(),
                                              op.getKernel().getType(),
                                              op.getInput(), dy[0], window...);
      });
    return gradients;
  }
};

/// Conv2DTranspose is the map x -> K' x of a convolution K. It is linear in x,
/// so dx = K dy, and in the kernel, whose gradient correlates dy, in the place
/// of the convolution's input, with x.
struct Conv2DTransposeGradient
    : GradientRule<Conv2DTransposeGradient, nn::Conv2DInputGradOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::Conv2DInputGradOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    SmallVector<Value> gradients(2);
    if (needed[0])
      gradients[0] = nn::Conv2DOp::create(
          builder, op.getLoc(), op.getOutputGrad().getType(), dy[0],
          op.getKernel(), op.getStridesAttr(), op.getPaddingAttr(),
          op.getDilationsAttr(), op.getGroupsAttr());
    if (needed[1])
      gradients[1] = nn::Conv2DKernelGradOp::create(
          builder, op.getLoc(), op.getKernel().getType(), dy[0],
          op.getOutputGrad(), op.getStridesAttr(), op.getPaddingAttr(),
          op.getDilationsAttr(), op.getGroupsAttr());
    return gradients;
  }
};
} // namespace

void autodiff::registerConvolutionGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::Conv2DOp::attachInterface<Conv2DGradient>(*context);
    nn::Conv2DInputGradOp::attachInterface<Conv2DTransposeGradient>(*context);
  });
}
