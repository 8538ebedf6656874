//===- OptimizerAttributes.cpp - Optimizers as compositions of updates ----===//

#include "dialects/NN/NN.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace anabranch::nn;

/// A number of an optimizer as an op's attribute.
static FloatAttr toAttr(OpBuilder &builder, const APFloat &value) {
  return builder.getF64FloatAttr(value.convertToDouble());
}

/// The number of steps that came before.
static Value buildIteration(OpBuilder &builder, Location location) {
  return StepValueOp::create(builder, location, StepValueKind::Iteration,
                             builder.getF32Type());
}

/// Adam's bias-corrected rate.
static Value buildAdamRate(OpBuilder &builder, Location location,
                           Value learningRate, const APFloat &beta1,
                           const APFloat &beta2) {
  return AdamRateOp::create(builder, location, learningRate.getType(),
                            learningRate, buildIteration(builder, location),
                            toAttr(builder, beta1), toAttr(builder, beta2));
}

/// A step along a gradient, with momentum if there is a slot for it.
static SmallVector<Value> buildDescent(OpBuilder &builder, Location location,
                                       Value parameter, Value gradient,
                                       ValueRange slots, Value rate,
                                       const APFloat &momentum, bool nesterov) {
  Type type = parameter.getType();
  if (slots.empty())
    return {SGDUpdateOp::create(builder, location, type, parameter, gradient,
                                rate)};
  auto update = MomentumUpdateOp::create(
      builder, location, TypeRange{type, type}, parameter, gradient, slots[0],
      rate, toAttr(builder, momentum),
      nesterov ? builder.getUnitAttr() : UnitAttr());
  return llvm::to_vector_of<Value>(update.getResults());
}

SmallVector<OptimizerSlot> AdamAttr::getSlots() const {
  // Both moments of a parameter are saved side by side.
  SmallVector<OptimizerSlot> slots{{"momentum"}, {"velocity"}};
  if (getAmsgrad())
    slots.push_back({"velocity_hat", /*initialValue=*/0, /*savedGroup=*/1});
  return slots;
}

SmallVector<Value> AdamAttr::buildStep(OpBuilder &builder, Location location,
                                       Value learningRate, ValueRange) const {
  return {
      buildAdamRate(builder, location, learningRate, getBeta1(), getBeta2())};
}

SmallVector<Value> AdamAttr::buildUpdate(OpBuilder &builder, Location location,
                                         Value parameter, Value gradient,
                                         ValueRange slots,
                                         ValueRange step) const {
  SmallVector<Type> types(slots.size() + 1, parameter.getType());
  FloatAttr beta1 = toAttr(builder, getBeta1());
  FloatAttr beta2 = toAttr(builder, getBeta2());
  FloatAttr epsilon = toAttr(builder, getEpsilon());
  if (getAmsgrad())
    return llvm::to_vector_of<Value>(
        AMSGradUpdateOp::create(builder, location, types, parameter, gradient,
                                slots[0], slots[1], slots[2], step[0], beta1,
                                beta2, epsilon)
            .getResults());
  return llvm::to_vector_of<Value>(
      AdamUpdateOp::create(builder, location, types, parameter, gradient,
                           slots[0], slots[1], step[0], beta1, beta2, epsilon)
          .getResults());
}

SmallVector<OptimizerSlot> SGDAttr::getSlots() const {
  if (getMomentum().isZero())
    return {};
  return {{"momentum"}};
}

SmallVector<Value> SGDAttr::buildUpdate(OpBuilder &builder, Location location,
                                        Value parameter, Value gradient,
                                        ValueRange slots,
                                        ValueRange step) const {
  return buildDescent(builder, location, parameter, gradient, slots, step[0],
                      getMomentum(), getNesterov());
}

SmallVector<OptimizerSlot> RMSpropAttr::getSlots() const {
  SmallVector<OptimizerSlot> slots{{"velocity"}};
  if (getCentered())
    slots.push_back({"average_gradient", /*initialValue=*/0, /*savedGroup=*/2});
  // Keras subtracts its momentum, and ours is added.
  if (!getMomentum().isZero())
    slots.push_back({"momentum", /*initialValue=*/0, /*savedGroup=*/1,
                     /*isNegated=*/true});
  return slots;
}

SmallVector<Value> RMSpropAttr::buildUpdate(OpBuilder &builder,
                                            Location location, Value parameter,
                                            Value gradient, ValueRange slots,
                                            ValueRange step) const {
  Type type = parameter.getType();
  FloatAttr rho = toAttr(builder, getRho());
  FloatAttr epsilon = toAttr(builder, getEpsilon());
  SmallVector<Value> normalized;
  if (getCentered())
    llvm::append_range(normalized,
                       CenteredRMSNormalizeOp::create(
                           builder, location, TypeRange{type, type, type},
                           gradient, slots[0], slots[1], rho, epsilon)
                           .getResults());
  else
    llvm::append_range(normalized, RMSNormalizeOp::create(
                                       builder, location, TypeRange{type, type},
                                       gradient, slots[0], rho, epsilon)
                                       .getResults());
  SmallVector<Value> updated = buildDescent(
      builder, location, parameter, normalized[0],
      slots.drop_front(normalized.size() - 1), step[0], getMomentum(),
      /*nesterov=*/false);
  updated.insert(updated.begin() + 1, normalized.begin() + 1, normalized.end());
  return updated;
}

SmallVector<OptimizerSlot> NadamAttr::getSlots() const {
  return {{"momentum"}, {"velocity"}};
}

SmallVector<OptimizerSlot> NadamAttr::getSharedSlots() const {
  return {{"momentum_product", 1}};
}

SmallVector<Value> NadamAttr::buildStep(OpBuilder &builder, Location location,
                                        Value learningRate,
                                        ValueRange sharedSlots) const {
  Type type = learningRate.getType();
  auto rates = NadamRatesOp::create(
      builder, location, TypeRange{type, type, type, type}, learningRate,
      buildIteration(builder, location), sharedSlots[0],
      toAttr(builder, getBeta1()), toAttr(builder, getBeta2()));
  return llvm::to_vector_of<Value>(rates.getResults());
}

SmallVector<Value> NadamAttr::buildUpdate(OpBuilder &builder, Location location,
                                          Value parameter, Value gradient,
                                          ValueRange slots,
                                          ValueRange step) const {
  Type type = parameter.getType();
  auto update = NadamUpdateOp::create(
      builder, location, TypeRange{type, type, type}, parameter, gradient,
      slots[0], slots[1], step[0], step[1], step[2],
      toAttr(builder, getBeta1()), toAttr(builder, getBeta2()),
      toAttr(builder, getEpsilon()));
  return llvm::to_vector_of<Value>(update.getResults());
}

SmallVector<OptimizerSlot> AdagradAttr::getSlots() const {
  return {{"accumulator", getInitialAccumulator().convertToDouble()}};
}

SmallVector<Value> AdagradAttr::buildUpdate(OpBuilder &builder,
                                            Location location, Value parameter,
                                            Value gradient, ValueRange slots,
                                            ValueRange step) const {
  Type type = parameter.getType();
  auto normalized = AdagradNormalizeOp::create(
      builder, location, TypeRange{type, type}, gradient, slots[0],
      toAttr(builder, getEpsilon()));
  Value updated = SGDUpdateOp::create(builder, location, type, parameter,
                                      normalized.getNormalized(), step[0]);
  return {updated, normalized.getNewAccumulator()};
}

SmallVector<OptimizerSlot> AdadeltaAttr::getSlots() const {
  return {{"accumulated_grad"}, {"accumulated_delta_var"}};
}

SmallVector<Value> AdadeltaAttr::buildUpdate(OpBuilder &builder,
                                             Location location, Value parameter,
                                             Value gradient, ValueRange slots,
                                             ValueRange step) const {
  Type type = parameter.getType();
  auto normalized = AdadeltaNormalizeOp::create(
      builder, location, TypeRange{type, type, type}, gradient, slots[0],
      slots[1], toAttr(builder, getRho()), toAttr(builder, getEpsilon()));
  Value updated = SGDUpdateOp::create(builder, location, type, parameter,
                                      normalized.getStep(), step[0]);
  return {updated, normalized.getNewMeanSquare(),
          normalized.getNewMeanSquareStep()};
}

SmallVector<OptimizerSlot> AdamaxAttr::getSlots() const {
  return {{"momentum"}, {"norm"}};
}

SmallVector<Value> AdamaxAttr::buildStep(OpBuilder &builder, Location location,
                                         Value learningRate, ValueRange) const {
  return {AdamaxRateOp::create(builder, location, learningRate.getType(),
                               learningRate, buildIteration(builder, location),
                               toAttr(builder, getBeta1()))};
}

SmallVector<Value> AdamaxAttr::buildUpdate(OpBuilder &builder,
                                           Location location, Value parameter,
                                           Value gradient, ValueRange slots,
                                           ValueRange step) const {
  Type type = parameter.getType();
  auto update = AdamaxUpdateOp::create(
      builder, location, TypeRange{type, type, type}, parameter, gradient,
      slots[0], slots[1], step[0], toAttr(builder, getBeta1()),
      toAttr(builder, getBeta2()), toAttr(builder, getEpsilon()));
  return llvm::to_vector_of<Value>(update.getResults());
}

SmallVector<OptimizerSlot> LionAttr::getSlots() const { return {{"momentum"}}; }

SmallVector<Value> LionAttr::buildUpdate(OpBuilder &builder, Location location,
                                         Value parameter, Value gradient,
                                         ValueRange slots,
                                         ValueRange step) const {
  Type type = parameter.getType();
  auto update = LionUpdateOp::create(
      builder, location, TypeRange{type, type}, parameter, gradient, slots[0],
      step[0], toAttr(builder, getBeta1()), toAttr(builder, getBeta2()));
  return llvm::to_vector_of<Value>(update.getResults());
}
