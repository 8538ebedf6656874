//===- Elementwise.cpp - Elementwise nn ops to kernels --------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch;

namespace {
/// One pattern for all of them: the ops say themselves what they compute.
struct ConvertElementwise
    : OpInterfaceRewritePattern<nn::ElementwiseOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(nn::ElementwiseOpInterface op,
                                PatternRewriter &rewriter) const override {
    auto domain = cast<RankedTensorType>(op->getResult(0).getType());
    auto code = [&](OpBuilder &builder, ValueRange elements) {
      SmallVector<Value> operands = llvm::to_vector(elements);
      if (op.needsChannelIndex())
        operands.push_back(kernel::ChannelIndexOp::create(
            builder, op->getLoc(), builder.getI32Type()));
      if (op.needsElementIndex())
        operands.push_back(kernel::ElementIndexOp::create(
            builder, op->getLoc(), builder.getI32Type()));
      return op.buildScalars(builder, operands);
    };
    rewriter.replaceOp(op, fusion::buildElementwise(rewriter, op->getLoc(),
                                                    domain, op->getOperands(),
                                                    op->getResultTypes(),
                                                    /*reductions=*/0, code));
    return success();
  }
};

/// A constant is an elementwise kernel without inputs, which any consumer
/// takes in.
struct ConvertConstant : OpRewritePattern<nn::ConstantOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ConstantOp op,
                                PatternRewriter &rewriter) const override {
    auto value = dyn_cast<DenseElementsAttr>(op.getValue());
    if (!value || !value.isSplat())
      return rewriter.notifyMatchFailure(op, "its elements differ");
    auto type = cast<RankedTensorType>(op.getType());
    auto code = [&](OpBuilder &builder, ValueRange) -> SmallVector<Value> {
      return {arith::ConstantOp::create(builder, op.getLoc(),
                                        value.getSplatValue<TypedAttr>())};
    };
    rewriter.replaceOp(op, fusion::buildElementwise(rewriter, op.getLoc(), type,
                                                    {}, type, 0, code));
    return success();
  }
};
} // namespace

void fusion::populateElementwisePatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertElementwise, ConvertConstant>(patterns.getContext());
}
