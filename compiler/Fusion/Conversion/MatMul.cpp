//===- MatMul.cpp - Matrix products to kernels ----------------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch;

namespace {
struct ConvertMatMul : OpRewritePattern<nn::MatMulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MatMulOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, fusion::buildAnchor<kernel::MatMulOp>(
                               rewriter, op.getLoc(), op.getType(), op.getLhs(),
                               op.getRhs(), op.getTransposeLhsAttr(),
                               op.getTransposeRhsAttr()));
    return success();
  }
};
} // namespace

void fusion::populateMatMulPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertMatMul>(patterns.getContext());
}
