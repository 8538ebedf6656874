//===- Arithmetic.cpp - Gradients of merge layers and shapes --------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// d(a + b) = da + db: the gradient goes to both branches as it is.
struct AddGradient : GradientRule<AddGradient, nn::AddOp> {
  static SmallVector<Value> build(OpBuilder &, nn::AddOp, ValueRange dy,
                                  ArrayRef<bool>) {
    return {dy[0], dy[0]};
  }
};

/// d(a - b) = da - db.
struct SubtractGradient : GradientRule<SubtractGradient, nn::SubtractOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::SubtractOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    SmallVector<Value> gradients{dy[0], Value()};
    if (needed[1])
      gradients[1] = nn::ScaleOp::create(builder, op.getLoc(), dy[0].getType(),
                                         dy[0], builder.getF64FloatAttr(-1));
    return gradients;
  }
};

/// d(a b) = b da + a db.
struct MultiplyGradient : GradientRule<MultiplyGradient, nn::MultiplyOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::MultiplyOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    SmallVector<Value> gradients(2);
    if (needed[0])
      gradients[0] = nn::MultiplyOp::create(builder, op.getLoc(), op.getType(),
                                            dy[0], op.getRhs());
    if (needed[1])
      gradients[1] = nn::MultiplyOp::create(builder, op.getLoc(), op.getType(),
                                            dy[0], op.getLhs());
    return gradients;
  }
};

/// d(c x) = c dx.
struct ScaleGradient : GradientRule<ScaleGradient, nn::ScaleOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ScaleOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::ScaleOp::create(builder, op.getLoc(), op.getType(), dy[0],
                                op.getFactorAttr())};
  }
};

struct ReshapeGradient : GradientRule<ReshapeGradient, nn::ReshapeOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ReshapeOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::ReshapeOp::create(builder, op.getLoc(), op.getInput().getType(),
                                  dy[0])};
  }
};
} // namespace

void autodiff::registerArithmeticGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::AddOp::attachInterface<AddGradient>(*context);
    nn::SubtractOp::attachInterface<SubtractGradient>(*context);
    nn::MultiplyOp::attachInterface<MultiplyGradient>(*context);
    nn::ScaleOp::attachInterface<ScaleGradient>(*context);
    nn::ReshapeOp::attachInterface<ReshapeGradient>(*context);
  });
}
