//===- MatMul.cpp - Gradient of matrix products ---------------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// y = A B, so dA = dy B' and dB = A' dy (M. Giles, "Collected Matrix
/// Derivative Results for Forward and Reverse Mode Algorithmic
/// Differentiation", 2008). Where A = a', da is the transpose of that:
/// da = B dy'. In the same way, where B = b', db = dy' A.
struct MatMulGradient : GradientRule<MatMulGradient, nn::MatMulOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::MatMulOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    Value a = op.getLhs(), b = op.getRhs();
    bool transposeA = op.getTransposeLhs(), transposeB = op.getTransposeRhs();
    auto multiply = [&](Value like, Value lhs, bool transposeLhs, Value rhs,
                        bool transposeRhs) -> Value {
      return nn::MatMulOp::create(builder, op.getLoc(), like.getType(), lhs,
                                  rhs, transposeLhs, transposeRhs);
    };
    SmallVector<Value> gradients(2);
    if (needed[0])
      gradients[0] = transposeA ? multiply(a, b, transposeB, dy[0], true)
                                : multiply(a, dy[0], false, b, !transposeB);
    if (needed[1])
      gradients[1] = transposeB ? multiply(b, dy[0], true, a, transposeA)
                                : multiply(b, a, !transposeA, dy[0], false);
    return gradients;
  }
};
} // namespace

void autodiff::registerMatMulGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::MatMulOp::attachInterface<MatMulGradient>(*context);
  });
}
