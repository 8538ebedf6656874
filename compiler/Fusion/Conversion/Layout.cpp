//===- Layout.cpp - Layout ops to kernels ---------------------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch;

namespace {
struct ConvertPad : OpRewritePattern<nn::PadOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::PadOp op,
                                PatternRewriter &rewriter) const override {
    auto rank = op.getType().getRank();
    auto offsets =
        llvm::map_to_vector(op.getLow(), [](int64_t n) { return -n; });
    rewriter.replaceOp(op, fusion::buildAnchor<kernel::GatherOp>(
                               rewriter, op.getLoc(), op.getType(),
                               op.getInput(), ValueRange(),
                               rewriter.getDenseI64ArrayAttr(llvm::to_vector(
                                   llvm::seq<int64_t>(0, rank))),
                               rewriter.getDenseI64ArrayAttr(offsets)));
    return success();
  }
};

struct ConvertPermute : OpRewritePattern<nn::PermuteOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::PermuteOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<int64_t> offsets(op.getPermutation().size(), 0);
    rewriter.replaceOp(op,
                       fusion::buildAnchor<kernel::GatherOp>(
                           rewriter, op.getLoc(), op.getType(), op.getInput(),
                           ValueRange(), op.getPermutationAttr(),
                           rewriter.getDenseI64ArrayAttr(offsets)));
    return success();
  }
};

struct ConvertConcatenate : OpRewritePattern<nn::ConcatenateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ConcatenateOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op,
                       fusion::buildAnchor<kernel::ConcatenateOp>(
                           rewriter, op.getLoc(), op.getType(), op.getInputs(),
                           ValueRange(), op.getDimensionAttr()));
    return success();
  }
};
} // namespace

void fusion::populateLayoutPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertPad, ConvertPermute, ConvertConcatenate>(
      patterns.getContext());
}
