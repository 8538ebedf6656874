//===- ExpandMath.cpp - Functions as arithmetic ---------------------------===//

#include "compiler/CodeGen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace anabranch::codegen {
#define GEN_PASS_DEF_EXPANDMATHPASS
#include "compiler/CodeGen/Passes.h.inc"
} // namespace anabranch::codegen

using namespace mlir;
using namespace anabranch;

namespace {
struct ExpandMathPass : codegen::impl::ExpandMathPassBase<ExpandMathPass> {
  using ExpandMathPassBase::ExpandMathPassBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMathPolynomialApproximationPatterns(patterns);
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
