//===- Sparsemax.cpp - keras.activations.sparsemax ------------------------===//

#include "compiler/Import/Layers.h"
#include "compiler/Import/Layers/ActivationFunctions.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// max(z - tau, 0). With c_i elements of at least z_i, whose sum is s_i,
/// element i is in the support if 1 + c_i z_i > s_i (A. Martins and R.
/// Astudillo, "From Softmax to Sparsemax", 2016, without their sorting). Their
/// tau is the support's sum - 1, over its size, so that the result sums to 1;
/// Keras 3 adds the s_i of the support instead (keras.src.backend.jax.nn), and
/// whoever trained with that needs the same.
Value anabranch::import::buildSparsemax(ImplicitLocOpBuilder &builder,
                                        Value input) {
  auto type = cast<RankedTensorType>(input.getType());
  int64_t classes = type.getShape().back(), rows = 1;
  for (int64_t size : type.getShape().drop_front().drop_back())
    rows *= size;
  // Each class is compared with each.
  if (classes > mostElements / (rows * classes))
    return {};
  int64_t batch = type.getDimSize(0);
  RankedTensorType column = type.clone({batch, rows, classes, 1});
  RankedTensorType row = type.clone({batch, rows, 1, classes});
  RankedTensorType one = type.clone({batch, rows, 1, 1});
  Value unit = buildScalar(builder, 1);
  auto exceedsZero = [&](Value value) -> Value {
    return nn::ExceedsOp::create(builder, value, builder.getF64FloatAttr(0));
  };
  auto sum = [&](RankedTensorType result, ValueRange factors) -> Value {
    return nn::ReduceSumOp::create(builder, result, factors);
  };
  Value own = nn::ReshapeOp::create(builder, column, input);
  Value others = nn::ReshapeOp::create(builder, row, input);
  Value smaller = exceedsZero(nn::SubtractOp::create(builder, own, others));
  Value atLeast = nn::SubtractOp::create(builder, unit, smaller);
  Value count = sum(column, atLeast);
  Value total = sum(column, {atLeast, others});
  Value bound = nn::AddOp::create(
      builder, nn::MultiplyOp::create(builder, count, own), unit);
  Value support = exceedsZero(nn::SubtractOp::create(builder, bound, total));
  Value excess =
      nn::SubtractOp::create(builder, sum(one, {support, total}), unit);
  Value threshold = nn::DivideOp::create(builder, excess, sum(one, support));
  Value result =
      buildReLU(builder, nn::SubtractOp::create(builder, own, threshold), {});
  return nn::ReshapeOp::create(builder, type, result);
}

static Value buildSparsemaxOperation(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  call.expectLastAxis("use the last axis, -1");
  return call.arguments.failed() ? Value()
                                 : applyActivation(call, buildSparsemax, input);
}

void anabranch::import::registerSparsemax(LayerRegistry &registry) {
  registry["ops.Sparsemax"] = buildSparsemaxOperation;
}
