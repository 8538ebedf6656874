//===- Pooling.cpp - Pooling to kernels -----------------------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch;
using kernel::PoolKind;

namespace {
template <typename From, PoolKind kind>
struct ConvertPool : OpRewritePattern<From> {
  using OpRewritePattern<From>::OpRewritePattern;

  LogicalResult matchAndRewrite(From op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(
        op,
        fusion::buildAnchor<kernel::PoolOp>(
            rewriter, op.getLoc(), op.getType(), op.getInput(), ValueRange(),
            kernel::PoolKindAttr::get(rewriter.getContext(), kind),
            op.getWindowAttr(), op.getStridesAttr(), op.getPaddingAttr()));
    return success();
  }
};

template <typename From, PoolKind kind>
struct ConvertPoolGrad : OpRewritePattern<From> {
  using OpRewritePattern<From>::OpRewritePattern;

  LogicalResult matchAndRewrite(From op,
                                PatternRewriter &rewriter) const override {
    // The maximum's place is found again from the images, the first operand.
    ValueRange images = op->getOperands().drop_back();
    rewriter.replaceOp(
        op, fusion::buildAnchor<kernel::PoolGradOp>(
                rewriter, op.getLoc(), op.getType(), images, op.getOutputGrad(),
                kernel::PoolKindAttr::get(rewriter.getContext(), kind),
                op.getWindowAttr(), op.getStridesAttr(), op.getPaddingAttr()));
    return success();
  }
};
} // namespace

void fusion::populatePoolingPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertPool<nn::AveragePool2DOp, PoolKind::Average>,
               ConvertPool<nn::MaxPool2DOp, PoolKind::Max>,
               ConvertPoolGrad<nn::AveragePool2DGradOp, PoolKind::Average>,
               ConvertPoolGrad<nn::MaxPool2DGradOp, PoolKind::Max>>(
      patterns.getContext());
}
