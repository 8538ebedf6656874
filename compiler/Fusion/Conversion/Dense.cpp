//===- Dense.cpp - Fully connected layers to kernels ----------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch;

namespace {
/// A matrix product is a 1 x 1 convolution of images of one row.
template <typename From, typename To>
struct ConvertDense : OpRewritePattern<From> {
  using OpRewritePattern<From>::OpRewritePattern;

  LogicalResult matchAndRewrite(From op,
                                PatternRewriter &rewriter) const override {
    auto ones = rewriter.getDenseI64ArrayAttr({1, 1});
    auto direct = kernel::ConvolutionAlgorithmAttr::get(
        rewriter.getContext(), kernel::ConvolutionAlgorithm::Direct);
    rewriter.replaceOp(
        op, fusion::buildAnchor<To>(rewriter, op.getLoc(), op.getType(),
                                    op->getOperand(0), op->getOperand(1), ones,
                                    rewriter.getDenseI64ArrayAttr({0, 0, 0, 0}),
                                    ones, rewriter.getI64IntegerAttr(1), direct,
                                    TypeAttr()));
    return success();
  }
};
} // namespace

void fusion::populateDensePatterns(RewritePatternSet &patterns) {
  patterns.add<
      ConvertDense<nn::DenseOp, kernel::ConvolutionOp>,
      ConvertDense<nn::DenseInputGradOp, kernel::ConvolutionInputGradOp>,
      ConvertDense<nn::DenseKernelGradOp, kernel::ConvolutionKernelGradOp>>(
      patterns.getContext());
}
