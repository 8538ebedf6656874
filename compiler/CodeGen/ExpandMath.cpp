//===- ExpandMath.cpp - Functions as arithmetic ---------------------------===//

#include "compiler/CodeGen/FunctionPolynomials.h"
#include "compiler/CodeGen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace anabranch::codegen {
#define GEN_PASS_DEF_EXPANDMATHPASS
#include "compiler/CodeGen/Passes.h.inc"
} // namespace anabranch::codegen

using namespace mlir;
using namespace anabranch;

namespace {
/// max(x, c) = x < c ? c : x and min(x, c) = x > c ? c : x, which are one
/// instruction of x86's and return an x that is no number, as IEEE's maximum
/// and minimum do. Those take three. Of two zeros x is returned, whatever their
/// signs.
template <typename Extremum, arith::CmpFPredicate predicate>
struct CompareWithConstant : OpRewritePattern<Extremum> {
  using OpRewritePattern<Extremum>::OpRewritePattern;

  LogicalResult matchAndRewrite(Extremum op,
                                PatternRewriter &rewriter) const override {
    APFloat limit(0.0f);
    if (!matchPattern(op.getRhs(), m_ConstantFloat(&limit)) || limit.isNaN())
      return failure();
    Value isBeyond = arith::CmpFOp::create(rewriter, op.getLoc(), predicate,
                                           op.getLhs(), op.getRhs());
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, isBeyond, op.getRhs(),
                                                 op.getLhs());
    return success();
  }
};

struct ExpandMathPass : codegen::impl::ExpandMathPassBase<ExpandMathPass> {
  using ExpandMathPassBase::ExpandMathPassBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    codegen::populateFunctionPolynomials(patterns);
    populateMathPolynomialApproximationPatterns(patterns);
    // GPUs have instructions for these.
    if (!complete)
      patterns.add<
          CompareWithConstant<arith::MaximumFOp, arith::CmpFPredicate::OLT>,
          CompareWithConstant<arith::MinimumFOp, arith::CmpFPredicate::OGT>>(
          &getContext());
    // What is made of other functions, before those are approximated.
    if (complete)
      math::populateExpansionPatterns(patterns, {"sinh", "cosh", "tan", "asinh",
                                                 "acosh", "atanh", "powf",
                                                 "exp2", "rsqrt", "round"});
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    // Polynomials are for f32.
    if (complete)
      getOperation()->walk([&](Operation *op) {
        if (!isa<math::MathDialect>(op->getDialect()) || isInstruction(op))
          return;
        op->emitOpError("has no code for a GPU in this precision: use f32");
        signalPassFailure();
      });
  }

private:
  static bool isInstruction(Operation *op) {
    return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp,
               math::FloorOp, math::FmaOp, math::RoundEvenOp, math::SqrtOp,
               math::TruncOp>(op);
  }
};
} // namespace
