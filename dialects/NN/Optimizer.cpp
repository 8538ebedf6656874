//===- Optimizer.cpp - Formulas of the optimizers -------------------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch::nn;

/// a + (b - a)(1 - beta): a moving average's next value.
static Value moveAverage(ScalarBuilder &s, Value a, Value b,
                         const APFloat &beta) {
  return s.add(a, s.mul(s.sub(b, a), s.constant(1 - beta.convertToDouble())));
}

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
  m = moveAverage(s, m, g, getBeta1());
  v = moveAverage(s, v, s.mul(g, g), getBeta2());
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

SmallVector<Value> AMSGradUpdateOp::buildScalars(OpBuilder &builder,
                                                 ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[0], g = operands[1], m = operands[2], v = operands[3],
        w = operands[4], rate = operands[5];
  m = moveAverage(s, m, g, getBeta1());
  v = moveAverage(s, v, s.mul(g, g), getBeta2());
  w = s.max(w, v);
  Value step =
      s.div(s.mul(m, rate),
            s.add(s.sqrt(w), s.constant(getEpsilon().convertToDouble())));
  return {s.sub(p, step), m, v, w};
}

SmallVector<Value> RMSNormalizeOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value g = operands[0];
  Value v = moveAverage(s, operands[1], s.mul(g, g), getRho());
  Value epsilon = s.constant(getEpsilon().convertToDouble());
  return {s.div(g, s.sqrt(s.add(v, epsilon))), v};
}

SmallVector<Value> CenteredRMSNormalizeOp::buildScalars(OpBuilder &builder,
                                                        ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value g = operands[0];
  Value v = moveAverage(s, operands[1], s.mul(g, g), getRho());
  Value m = moveAverage(s, operands[2], g, getRho());
  Value variance =
      s.add(s.sub(v, s.mul(m, m)), s.constant(getEpsilon().convertToDouble()));
  return {s.div(g, s.sqrt(variance)), v, m};
}

SmallVector<Value> AdagradNormalizeOp::buildScalars(OpBuilder &builder,
                                                    ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value g = operands[0], a = s.add(operands[1], s.mul(g, g));
  Value epsilon = s.constant(getEpsilon().convertToDouble());
  return {s.div(g, s.sqrt(s.add(a, epsilon))), a};
}

SmallVector<Value> AdadeltaNormalizeOp::buildScalars(OpBuilder &builder,
                                                     ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value g = operands[0], steps = operands[2];
  Value epsilon = s.constant(getEpsilon().convertToDouble());
  auto getRoot = [&](Value square) { return s.sqrt(s.add(square, epsilon)); };
  Value v = moveAverage(s, operands[1], s.mul(g, g), getRho());
  Value step = s.div(s.mul(getRoot(steps), g), getRoot(v));
  return {step, v, moveAverage(s, steps, s.mul(step, step), getRho())};
}

SmallVector<Value> AdamaxRateOp::buildScalars(OpBuilder &builder,
                                              ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value one = s.constant(1), t = s.add(operands[1], one);
  Value beta1 = s.constant(getBeta1().convertToDouble());
  return {s.div(operands[0], s.sub(one, s.pow(beta1, t)))};
}

SmallVector<Value> AdamaxUpdateOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[0], g = operands[1];
  Value m = moveAverage(s, operands[2], g, getBeta1());
  Value beta2 = s.constant(getBeta2().convertToDouble());
  Value u = s.max(s.mul(beta2, operands[3]), s.abs(g));
  Value step = s.div(s.mul(operands[4], m),
                     s.add(u, s.constant(getEpsilon().convertToDouble())));
  return {s.sub(p, step), m, u};
}

SmallVector<Value> LionUpdateOp::buildScalars(OpBuilder &builder,
                                              ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[0], g = operands[1], m = operands[2];
  Value direction = s.sign(moveAverage(s, m, g, getBeta1()));
  return {s.sub(p, s.mul(operands[3], direction)),
          moveAverage(s, m, g, getBeta2())};
}

SmallVector<Value> NadamRatesOp::buildScalars(OpBuilder &builder,
                                              ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value rate = operands[0], one = s.constant(1), t = s.add(operands[1], one);
  auto getMomentum = [&](Value t) {
    Value warmUp = s.mul(s.constant(0.5), s.pow(s.constant(0.96), t));
    return s.mul(s.constant(getBeta1().convertToDouble()), s.sub(one, warmUp));
  };
  Value now = getMomentum(t), next = getMomentum(s.add(t, one));
  Value product = s.mul(operands[2], now);
  Value beta2 = s.constant(getBeta2().convertToDouble());
  return {s.div(s.mul(rate, next), s.sub(one, s.mul(product, next))),
          s.div(s.mul(rate, s.sub(one, now)), s.sub(one, product)),
          s.div(one, s.sub(one, s.pow(beta2, t))), product};
}

SmallVector<Value> NadamUpdateOp::buildScalars(OpBuilder &builder,
                                               ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[0], g = operands[1], m = operands[2], v = operands[3];
  m = moveAverage(s, m, g, getBeta1());
  v = moveAverage(s, v, s.mul(g, g), getBeta2());
  Value momentum = s.add(s.mul(operands[4], m), s.mul(operands[5], g));
  Value deviation = s.add(s.sqrt(s.mul(operands[6], v)),
                          s.constant(getEpsilon().convertToDouble()));
  return {s.sub(p, s.div(momentum, deviation)), m, v};
}

SmallVector<Value> DecayWeightsOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[0];
  Value decay = s.constant(getDecay().convertToDouble());
  return {s.sub(p, s.mul(s.mul(p, decay), operands[1]))};
}

SmallVector<Value> NormClipFactorOp::buildScalars(OpBuilder &builder,
                                                  ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value sum = operands[0];
  for (Value square : operands.drop_front())
    sum = s.add(sum, square);
  Value norm = s.sqrt(sum), limit = s.constant(getLimit().convertToDouble());
  // norm - norm is 0, or NaN if the norm is no finite number.
  return {s.add(s.div(limit, s.max(norm, limit)), s.sub(norm, norm))};
}

SmallVector<Value> ScaleGradientOp::buildScalars(OpBuilder &builder,
                                                 ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.mul(operands[0], operands[1])};
}
