//===- ExpandMath.cpp - Functions as arithmetic ---------------------------===//

#include "compiler/CodeGen/CUDA/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace anabranch::codegen::cuda {
#define GEN_PASS_DEF_EXPANDMATHPASS
#include "compiler/CodeGen/CUDA/Passes.h.inc"
} // namespace anabranch::codegen::cuda

using namespace mlir;
using namespace anabranch;

namespace {
struct ExpandMathPass
    : codegen::cuda::impl::ExpandMathPassBase<ExpandMathPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMathPolynomialApproximationPatterns(patterns);
    // What is made of other functions, before those are approximated.
    math::populateExpansionPatterns(patterns, {"sinh", "cosh", "tan", "asinh",
                                               "acosh", "atanh", "powf", "exp2",
                                               "rsqrt", "round"});
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
    // Polynomials are for f32.
    getOperation().walk([&](Operation *op) {
      if (!isa<math::MathDialect>(op->getDialect()) ||
          isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp,
              math::FloorOp, math::FmaOp, math::RoundEvenOp, math::SqrtOp,
              math::TruncOp>(op))
        return;
      op->emitOpError("has no code for a GPU in this precision: use f32");
      signalPassFailure();
    });
  }
};
} // namespace
