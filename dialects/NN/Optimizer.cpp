//===- Optimizer.cpp - Formulas of the optimizers -------------------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch::nn;

SmallVector<Value> AdamRateOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value one = s.constant(1), t = s.add(operands[1], one);
  Value beta1 = s.constant(getBeta1().convertToDouble());
  Value beta2 = s.constant(getBeta2().convertToDouble());
  Value correction =
      s.div(s.sqrt(s.sub(one, s.pow(beta2, t))), s.sub(one, s.pow(beta1, t)));
  return {s.mul(operands[0], correction)};
}

SmallVector<Value> AdamUpdateOp::buildScalars(OpBuilder &builder,
                                              ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[0], g = operands[1], m = operands[2], v = operands[3],
        rate = operands[4];
  m = s.add(m,
            s.mul(s.sub(g, m), s.constant(1 - getBeta1().convertToDouble())));
  v = s.add(v, s.mul(s.sub(s.mul(g, g), v),
                     s.constant(1 - getBeta2().convertToDouble())));
  Value step =
      s.div(s.mul(m, rate),
            s.add(s.sqrt(v), s.constant(getEpsilon().convertToDouble())));
  return {s.sub(p, step), m, v};
}

SmallVector<Value> SGDUpdateOp::buildScalars(OpBuilder &builder,
                                             ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.sub(operands[0], s.mul(operands[1], operands[2]))};
}

SmallVector<Value> MomentumUpdateOp::buildScalars(OpBuilder &builder,
                                                  ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[0], step = s.mul(operands[1], operands[3]);
  Value momentum = s.constant(getMomentum().convertToDouble());
  Value v = s.sub(s.mul(operands[2], momentum), step);
  if (getNesterov())
    return {s.add(p, s.sub(s.mul(v, momentum), step)), v};
  return {s.add(p, v), v};
}

llvm::StringRef AdamAttr::getOptimizerName() const { return "adam"; }

double AdamAttr::getInitialLearningRate() const {
  return getLearningRate().convertToDouble();
}

SmallVector<StringRef> AdamAttr::getSlotNames() const {
  return {"momentum", "velocity"};
}

Value AdamAttr::buildRate(OpBuilder &builder, Location location) const {
  auto scalar = RankedTensorType::get({}, builder.getF32Type());
  Value rate = StepValueOp::create(builder, location, scalar,
                                   StepValueKind::LearningRate);
  Value iteration =
      StepValueOp::create(builder, location, scalar, StepValueKind::Iteration);
  return AdamRateOp::create(
      builder, location, scalar, rate, iteration,
      builder.getF64FloatAttr(getBeta1().convertToDouble()),
      builder.getF64FloatAttr(getBeta2().convertToDouble()));
}

SmallVector<Value> AdamAttr::buildUpdate(OpBuilder &builder, Location location,
                                         Value parameter, Value gradient,
                                         ValueRange slots, Value rate) const {
  Type type = parameter.getType();
  auto update = AdamUpdateOp::create(
      builder, location, TypeRange{type, type, type}, parameter, gradient,
      slots[0], slots[1], rate,
      builder.getF64FloatAttr(getBeta1().convertToDouble()),
      builder.getF64FloatAttr(getBeta2().convertToDouble()),
      builder.getF64FloatAttr(getEpsilon().convertToDouble()));
  return llvm::to_vector_of<Value>(update.getResults());
}

llvm::StringRef SGDAttr::getOptimizerName() const { return "sgd"; }

double SGDAttr::getInitialLearningRate() const {
  return getLearningRate().convertToDouble();
}

SmallVector<StringRef> SGDAttr::getSlotNames() const {
  return getMomentum().isZero() ? SmallVector<StringRef>{}
                                : SmallVector<StringRef>{"momentum"};
}

Value SGDAttr::buildRate(OpBuilder &builder, Location location) const {
  return StepValueOp::create(builder, location,
                             RankedTensorType::get({}, builder.getF32Type()),
                             StepValueKind::LearningRate);
}

SmallVector<Value> SGDAttr::buildUpdate(OpBuilder &builder, Location location,
                                        Value parameter, Value gradient,
                                        ValueRange slots, Value rate) const {
  Type type = parameter.getType();
  if (slots.empty())
    return {SGDUpdateOp::create(builder, location, type, parameter, gradient,
                                rate)};
  auto update = MomentumUpdateOp::create(
      builder, location, TypeRange{type, type}, parameter, gradient, slots[0],
      rate, builder.getF64FloatAttr(getMomentum().convertToDouble()),
      getNesterov() ? builder.getUnitAttr() : UnitAttr());
  return llvm::to_vector_of<Value>(update.getResults());
}
