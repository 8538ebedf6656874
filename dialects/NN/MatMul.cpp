//===- MatMul.cpp - Verification of matrix products -----------------------===//

#include "dialects/NN/Matrices.h"
#include "dialects/NN/NN.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace anabranch::nn;

LogicalResult MatMulOp::verify() {
  RankedTensorType lhs = getLhs().getType(), rhs = getRhs().getType();
  if (!canMultiply(lhs, getTransposeLhs(), rhs, getTransposeRhs(), getType()))
    return emitOpError("cannot multiply matrices of ")
           << lhs << (getTransposeLhs() ? ", transposed," : "")
           << " by those of " << rhs
           << (getTransposeRhs() ? ", transposed," : "") << " into "
           << getType();
  if (lhs.getElementType() != rhs.getElementType() ||
      lhs.getElementType() != getType().getElementType())
    return emitOpError("needs one element type, but has ")
           << lhs << ", " << rhs << " and " << getType();
  return success();
}

/// What is transposed to `value`, if it is.
static Value findTransposed(Value value) {
  auto permute = value.getDefiningOp<PermuteOp>();
  if (!permute)
    return {};
  auto order = llvm::to_vector(permute.getPermutation());
  std::swap(order[order.size() - 2], order.back());
  return llvm::is_sorted(order) ? permute.getInput() : Value();
}

namespace {
/// A product of what was transposed reads it as it was.
struct FoldTranspose : OpRewritePattern<MatMulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatMulOp op,
                                PatternRewriter &rewriter) const override {
    Value lhs = findTransposed(op.getLhs()), rhs = findTransposed(op.getRhs());
    if (!lhs && !rhs)
      return failure();
    rewriter.modifyOpInPlace(op, [&] {
      if (lhs) {
        op.getLhsMutable().assign(lhs);
        op.setTransposeLhs(!op.getTransposeLhs());
      }
      if (rhs) {
        op.getRhsMutable().assign(rhs);
        op.setTransposeRhs(!op.getTransposeRhs());
      }
    });
    return success();
  }
};
} // namespace

void MatMulOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<FoldTranspose>(context);
}
