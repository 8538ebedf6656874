//===- RandomNumbers.cpp - Numbers that layers draw in training -----------===//

#include "compiler/Import/Layers/RandomNumbers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

Value anabranch::import::drawUniform(LayerCall &call, ArrayRef<int64_t> shape,
                                     double low, double high) {
  auto scalar = RankedTensorType::get({}, call.builder.getF32Type());
  auto getStepValue = [&](nn::StepValueKind kind) {
    return nn::StepValueOp::create(call.builder, scalar, kind);
  };
  return nn::RandomUniformOp::create(
      call.builder, scalar.clone(shape), getStepValue(nn::StepValueKind::Seed),
      getStepValue(nn::StepValueKind::Iteration),
      call.builder.getF64FloatAttr(low), call.builder.getF64FloatAttr(high));
}

/// sqrt(-2 ln u) cos(v) for u from 0 to 1 and v of a full turn. Source: G. Box
/// and M. Muller, "A note on the generation of random normal deviates", 1958.
Value anabranch::import::drawNormal(LayerCall &call, ArrayRef<int64_t> shape) {
  ImplicitLocOpBuilder &builder = call.builder;
  // Numbers are multiples of 2^-24: without 0, whose logarithm is infinite, and
  // with 1. None is further than 5.8 from the mean.
  constexpr double smallest = 0x1p-24;
  Value u = drawUniform(call, shape, smallest, 1 + smallest);
  Value v = drawUniform(call, shape, 0, 2 * llvm::numbers::pi);
  Value square = buildScaled(builder, nn::LogOp::create(builder, u), -2);
  Value length = nn::SqrtOp::create(builder, square);
  Value direction = nn::CosOp::create(builder, v);
  return nn::MultiplyOp::create(builder, length, direction);
}

Value anabranch::import::buildInTraining(LayerCall &call, Value otherwise,
                                         function_ref<Value()> build) {
  if (call.training == true)
    return call.error("is called with training=True, so that it would draw "
                      "numbers to predict, which is not supported");
  if (call.training == false)
    return otherwise;
  Value changed = build();
  return changed ? nn::InTrainingOp::create(call.builder, changed, otherwise)
                 : Value();
}
