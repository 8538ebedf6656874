//===- Arithmetic.cpp - Gradients of merge layers and shapes --------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

/// The gradient of an operand that was broadcast: every element of the result
/// that it stood for has a part. The parts are `inputs`' product.
static Value sumToOperand(OpBuilder &builder, Location loc, Value operand,
                          ValueRange inputs) {
  auto type = cast<RankedTensorType>(operand.getType());
  if (type != inputs.front().getType())
    return nn::ReduceSumOp::create(builder, loc, type, inputs);
  if (inputs.size() == 1)
    return inputs.front();
  return nn::MultiplyOp::create(builder, loc, inputs[0], inputs[1]);
}

namespace {
/// d(a + b) = da + db: the gradient goes to both branches as it is.
struct AddGradient : GradientRule<AddGradient, nn::AddOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::AddOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    SmallVector<Value> gradients(2);
    for (unsigned i : {0u, 1u})
      if (needed[i])
        gradients[i] =
            sumToOperand(builder, op.getLoc(), op->getOperand(i), dy[0]);
    return gradients;
  }
};

/// d(a - b) = da - db.
struct SubtractGradient : GradientRule<SubtractGradient, nn::SubtractOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::SubtractOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    Location loc = op.getLoc();
    SmallVector<Value> gradients(2);
    if (needed[0])
      gradients[0] = sumToOperand(builder, loc, op.getLhs(), dy[0]);
    if (needed[1]) {
      Value sum = sumToOperand(builder, loc, op.getRhs(), dy[0]);
      gradients[1] = nn::ScaleOp::create(builder, loc, sum.getType(), sum,
                                         builder.getF64FloatAttr(-1));
    }
    return gradients;
  }
};

/// d(a b) = b da + a db.
struct MultiplyGradient : GradientRule<MultiplyGradient, nn::MultiplyOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::MultiplyOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    SmallVector<Value> gradients(2);
    for (unsigned i : {0u, 1u}) {
      if (!needed[i])
        continue;
      Value operand = op->getOperand(i), other = op->getOperand(1 - i);
      bool isWhole = other.getType() == op.getType();
      SmallVector<Value> factors{dy[0], other};
      if (!isWhole)
        factors = {nn::MultiplyOp::create(builder, op.getLoc(), dy[0], other)};
      gradients[i] = sumToOperand(builder, op.getLoc(), operand, factors);
    }
    return gradients;
  }
};

/// With y = a / b: dy = da / b - y db / b.
struct DivideGradient : GradientRule<DivideGradient, nn::DivideOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::DivideOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    Location loc = op.getLoc();
    SmallVector<Value> gradients(2);
    Value quotient = nn::DivideOp::create(builder, loc, dy[0], op.getRhs());
    if (needed[0])
      gradients[0] = sumToOperand(builder, loc, op.getLhs(), quotient);
    if (needed[1]) {
      Value sum =
          sumToOperand(builder, loc, op.getRhs(), {quotient, op.getResult()});
      gradients[1] = nn::ScaleOp::create(builder, loc, sum.getType(), sum,
                                         builder.getF64FloatAttr(-1));
    }
    return gradients;
  }
};

/// The gradient goes to the operand that was taken, and of equals to the first,
/// as in TensorFlow.
template <typename Op, bool isMaximum>
struct ExtremumGradient : GradientRule<ExtremumGradient<Op, isMaximum>, Op> {
  static SmallVector<Value> build(OpBuilder &builder, Op op, ValueRange dy,
                                  ArrayRef<bool> needed) {
    Location loc = op.getLoc();
    SmallVector<Value> gradients(2);
    for (unsigned i : {0u, 1u}) {
      if (!needed[i])
        continue;
      // The first is taken if it is not less (or not greater) than the second,
      // and the second otherwise.
      Value taken = op->getOperand(i), other = op->getOperand(1 - i);
      Value part = nn::SelectGreaterOp::create(
          builder, loc, op.getType(), isMaximum ? taken : other,
          isMaximum ? other : taken, dy[0], /*or_equal=*/i == 0);
      gradients[i] = sumToOperand(builder, loc, op->getOperand(i), part);
    }
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

/// Each element gathers the gradients of those that it was repeated to.
struct BroadcastGradient : GradientRule<BroadcastGradient, nn::BroadcastOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::BroadcastOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {sumToOperand(builder, op.getLoc(), op.getInput(), dy[0])};
  }
};

/// Whether two factors have all elements of their product's shape, if they are
/// repeated along each other's sizes of 1.
static bool span(Value a, Value b, RankedTensorType product) {
  auto getSizes = [&](Value value) {
    ArrayRef<int64_t> shape =
        cast<RankedTensorType>(value.getType()).getShape();
    return shape.empty() ? SmallVector<int64_t>(product.getRank(), 1)
                         : SmallVector<int64_t>(shape);
  };
  return llvm::all_of(
      llvm::zip_equal(getSizes(a), getSizes(b), product.getShape()),
      [](auto sizes) {
        auto [first, second, size] = sizes;
        return first == size || second == size;
      });
}

/// s = sum x y, so dx = ds y and dy = ds x, summed over what x or y stood for;
/// a plain sum hands ds on to each.
struct ReduceSumGradient : GradientRule<ReduceSumGradient, nn::ReduceSumOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ReduceSumOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    Location loc = op.getLoc();
    SmallVector<Value> gradients(op->getNumOperands());
    if (gradients.size() == 1)
      return {
          nn::BroadcastOp::create(builder, loc, op.getProductType(), dy[0])};
    for (unsigned i : {0u, 1u}) {
      if (!needed[i])
        continue;
      Value operand = op->getOperand(i), other = op->getOperand(1 - i);
      RankedTensorType product = op.getProductType();
      Value ds = dy[0];
      if (!span(ds, other, product))
        ds = nn::BroadcastOp::create(builder, loc, product, ds);
      if (operand.getType() == product)
        gradients[i] = nn::MultiplyOp::create(builder, loc, product, ds, other);
      else
        gradients[i] = nn::ReduceSumOp::create(builder, loc, operand.getType(),
                                               ValueRange{ds, other});
    }
    return gradients;
  }
};

/// Constant but for jumps.
struct ExceedsGradient : GradientRule<ExceedsGradient, nn::ExceedsOp> {
  static SmallVector<Value> build(OpBuilder &, nn::ExceedsOp, ValueRange,
                                  ArrayRef<bool>) {
    return {Value()};
  }
};
} // namespace

void autodiff::registerArithmeticGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::AddOp::attachInterface<AddGradient>(*context);
    nn::SubtractOp::attachInterface<SubtractGradient>(*context);
    nn::MultiplyOp::attachInterface<MultiplyGradient>(*context);
    nn::DivideOp::attachInterface<DivideGradient>(*context);
    nn::MaximumOp::attachInterface<ExtremumGradient<nn::MaximumOp, true>>(
        *context);
    nn::MinimumOp::attachInterface<ExtremumGradient<nn::MinimumOp, false>>(
        *context);
    nn::BroadcastOp::attachInterface<BroadcastGradient>(*context);
    nn::ReduceSumOp::attachInterface<ReduceSumGradient>(*context);
    nn::ExceedsOp::attachInterface<ExceedsGradient>(*context);
    nn::ScaleOp::attachInterface<ScaleGradient>(*context);
  });
}
