//===- Depthwise.cpp - Depthwise convolutions to kernels ------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch;

namespace {
template <typename From, typename To>
struct ConvertDepthwise : OpRewritePattern<From> {
  using OpRewritePattern<From>::OpRewritePattern;

  LogicalResult matchAndRewrite(From op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(
        op, fusion::buildAnchor<To>(rewriter, op.getLoc(), op.getType(),
                                    op->getOperand(0), op->getOperand(1),
                                    op.getStridesAttr(), op.getPaddingAttr(),
                                    op.getDilationsAttr()));
    return success();
  }
};
} // namespace

void fusion::populateDepthwisePatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertDepthwise<nn::DepthwiseConv2DOp, kernel::DepthwiseOp>,
               ConvertDepthwise<nn::DepthwiseConv2DInputGradOp,
                                kernel::DepthwiseInputGradOp>,
               ConvertDepthwise<nn::DepthwiseConv2DKernelGradOp,
                                kernel::DepthwiseKernelGradOp>>(
      patterns.getContext());
}
