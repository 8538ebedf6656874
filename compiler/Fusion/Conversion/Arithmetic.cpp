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
    auto sumExamples = [&](ArrayRef<int64_t> shape) -> Value {
      return fusion::buildReduction(rewriter, op.getLoc(), domain,
                                    op.getInputs(), kernel::ReductionKind::Sum,
                                    ReductionScope::Example, code, shape)
          .getResult(0);
    };
    if (op.getType().getRank() != 0) {
      rewriter.replaceOp(op, sumExamples(op.getType().getShape()));
      return success();
    }
    // What is stretched can only be summed example by example.
    if (llvm::all_of(op.getInputs().getTypes(),
                     [&](Type type) { return type == domain; })) {
      rewriter.replaceOp(op, fusion::buildTotal(rewriter, op.getLoc(), domain,
                                                op.getInputs(), code));
      return success();
    }
    SmallVector<int64_t> ones(domain.getRank(), 1);
    ones.front() = domain.getDimSize(0);
    Value sums = sumExamples(ones);
    rewriter.replaceOp(op, fusion::buildTotal(rewriter, op.getLoc(),
                                              domain.clone(ones), sums,
                                              fusion::yieldFirst));
    return success();
  }
};
} // namespace

void fusion::populateArithmeticPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertReduceSum>(patterns.getContext());
}
