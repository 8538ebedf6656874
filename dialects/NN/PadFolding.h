//===- PadFolding.h - Zeros before a window become its padding ------------===//

#ifndef ANABRANCH_DIALECTS_NN_PADFOLDING_H
#define ANABRANCH_DIALECTS_NN_PADFOLDING_H

#include "dialects/NN/NN.h"

#include "mlir/IR/PatternMatch.h"

namespace anabranch::nn {

/// conv(pad(x)) -> conv(x) with more padding, for a convolution `Op` of images.
template <typename Op> struct FoldPad : mlir::OpRewritePattern<Op> {
  using mlir::OpRewritePattern<Op>::OpRewritePattern;

  llvm::LogicalResult
  matchAndRewrite(Op op, mlir::PatternRewriter &rewriter) const override {
    auto pad = op.getInput().template getDefiningOp<PadOp>();
    if (!pad)
      return mlir::failure();
    llvm::SmallVector<int64_t> padding(op.getPadding());
    for (auto [i, low, high] : llvm::enumerate(pad.getLow(), pad.getHigh())) {
      bool isSpatial = i == 1 || i == 2;
      if (isSpatial ? low < 0 || high < 0 : low != 0 || high != 0)
        return rewriter.notifyMatchFailure(op, "more than zeros around pixels");
      if (isSpatial) {
        padding[2 * i - 2] += low;
        padding[2 * i - 1] += high;
      }
    }
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(pad.getInput());
      op.setPadding(padding);
    });
    return mlir::success();
  }
};

} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_PADFOLDING_H
