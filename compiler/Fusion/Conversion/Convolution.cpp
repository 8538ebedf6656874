//===- Convolution.cpp - Convolutions to kernels --------------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch;

namespace {
template <typename From, typename To>
struct ConvertConvolution : OpRewritePattern<From> {
  using OpRewritePattern<From>::OpRewritePattern;

  LogicalResult matchAndRewrite(From op,
                                PatternRewriter &rewriter) const override {
    auto direct = kernel::ConvolutionAlgorithmAttr::get(
        rewriter.getContext(), kernel::ConvolutionAlgorithm::Direct);
    rewriter.replaceOp(
        op, fusion::buildAnchor<To>(
                rewriter, op.getLoc(), op.getType(), op->getOperand(0),
                op->getOperand(1), op.getStridesAttr(), op.getPaddingAttr(),
                op.getDilationsAttr(), op.getGroupsAttr(), direct, TypeAttr()));
    return success();
  }
};
} // namespace

void fusion::populateConvolutionPatterns(RewritePatternSet &patterns) {
  patterns.add<
      ConvertConvolution<nn::Conv2DOp, kernel::ConvolutionOp>,
      ConvertConvolution<nn::Conv2DInputGradOp, kernel::ConvolutionInputGradOp>,
      ConvertConvolution<nn::Conv2DKernelGradOp,
                         kernel::ConvolutionKernelGradOp>>(
      patterns.getContext());
}
