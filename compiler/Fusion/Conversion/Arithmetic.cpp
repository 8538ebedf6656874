//===- Arithmetic.cpp - Sums down to a shape to kernels -------------------===//

#include "compiler/Fusion/Conversion/Patterns.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch;
using kernel::ReductionScope;

namespace {
struct ConvertReduceSum : OpRewritePattern<nn::ReduceSumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ReduceSumOp op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType domain = op.getProductType();
    auto code = [&](OpBuilder &builder, ValueRange v) -> SmallVector<Value> {
      if (v.size() == 1)
        return {v[0]};
      return {nn::ScalarBuilder(builder, op.getLoc(), domain.getElementType())
                  .mul(v[0], v[1])};
    };
    auto sum = fusion::buildReduction(
        rewriter, op.getLoc(), domain, op.getInputs(),
        kernel::ReductionKind::Sum,
        op.getType().getRank() == 0 ? ReductionScope::All
                                    : ReductionScope::Example,
        code, op.getType().getShape());
    rewriter.replaceOp(op, sum);
    return success();
  }
};
} // namespace

void fusion::populateArithmeticPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertReduceSum>(patterns.getContext());
}
