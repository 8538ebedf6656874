//===- Activation.cpp - Formulas of the activations -----------------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace anabranch::nn;

SmallVector<Value> BiasAddOp::buildScalars(OpBuilder &builder,
                                           ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.add(operands[0], operands[1])};
}

SmallVector<Value> ReLUOp::buildScalars(OpBuilder &builder,
                                        ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[0];
  double slope = getNegativeSlope().convertToDouble();
  double threshold = getThreshold().convertToDouble();
  Value y;
  if (slope == 0 && threshold == 0) {
    y = s.max(x, s.constant(0));
  } else {
    Value below =
        slope == 0 ? s.constant(0)
                   : s.mul(s.sub(x, s.constant(threshold)), s.constant(slope));
    y = s.select(s.greater(x, s.constant(threshold)), x, below);
  }
  if (std::optional<APFloat> limit = getMaxValue())
    y = s.min(y, s.constant(limit->convertToDouble()));
  return {y};
}

SmallVector<Value> ReLUGradOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value dy = operands[0], y = operands[1], zero = s.constant(0);
  double slope = getNegativeSlope().convertToDouble();
  Value below = slope == 0 ? zero : s.mul(dy, s.constant(slope));
  Value dx = s.select(s.greater(y, zero), dy, below);
  if (std::optional<APFloat> limit = getMaxValue())
    dx = s.select(s.greater(s.constant(limit->convertToDouble()), y), dx, zero);
  return {dx};
}

SmallVector<Value> SigmoidOp::buildScalars(OpBuilder &builder,
                                           ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value one = s.constant(1);
  return {s.div(one, s.add(one, s.exp(s.neg(operands[0]))))};
}

SmallVector<Value> SigmoidGradOp::buildScalars(OpBuilder &builder,
                                               ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value y = operands[1];
  return {s.mul(operands[0], s.mul(y, s.sub(s.constant(1), y)))};
}

SmallVector<Value> TanhGradOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value y = operands[1];
  return {s.mul(operands[0], s.sub(s.constant(1), s.mul(y, y)))};
}

SmallVector<Value> LogGradOp::buildScalars(OpBuilder &builder,
                                           ValueRange operands) {
  return {ScalarBuilder(builder, getLoc(), operands[0].getType())
              .div(operands[0], operands[1])};
}

/// x^n by multiplications, of which there are about log2(n).
static Value buildWholePower(ScalarBuilder &s, Value x, unsigned n) {
  if (n == 1)
    return x;
  Value half = buildWholePower(s, x, n / 2);
  Value square = s.mul(half, half);
  return n % 2 == 0 ? square : s.mul(square, x);
}

SmallVector<Value> PowerOp::buildScalars(OpBuilder &builder,
                                         ValueRange operands) {
  constexpr double mostMultiplied = 8;
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  double exponent = getExponent().convertToDouble(), size = std::abs(exponent);
  bool isWhole =
      size >= 1 && size <= mostMultiplied && size == std::floor(size);
  if (!isWhole)
    return {s.exp(s.mul(s.constant(exponent), s.log(operands[0])))};
  Value power = buildWholePower(s, operands[0], static_cast<unsigned>(size));
  return {exponent < 0 ? s.div(s.constant(1), power) : power};
}

SmallVector<Value> ClipOp::buildScalars(OpBuilder &builder,
                                        ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.min(s.max(operands[0], s.constant(getMinimum().convertToDouble())),
                s.constant(getMaximum().convertToDouble()))};
}

SmallVector<Value> ClipGradOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value dy = operands[0], x = operands[1], zero = s.constant(0);
  // At the limits themselves the gradient passes, as in Keras's backends.
  Value below = s.greater(s.constant(getMinimum().convertToDouble()), x);
  Value above = s.greater(x, s.constant(getMaximum().convertToDouble()));
  return {s.select(below, zero, s.select(above, zero, dy))};
}

SmallVector<Value> EluOp::buildScalars(OpBuilder &builder,
                                       ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[0], zero = s.constant(0);
  // Of the branch that is not taken, the exponential must not overflow.
  Value below = s.mul(s.constant(getAlpha().convertToDouble()),
                      s.sub(s.exp(s.min(x, zero)), s.constant(1)));
  return {s.select(s.greater(x, zero), x, below)};
}

SmallVector<Value> EluGradOp::buildScalars(OpBuilder &builder,
                                           ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value dy = operands[0], y = operands[1];
  Value below = s.mul(dy, s.add(y, s.constant(getAlpha().convertToDouble())));
  return {s.select(s.greater(y, s.constant(0)), dy, below)};
}

SmallVector<Value> SoftsignOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.div(operands[0], s.add(s.constant(1), s.abs(operands[0])))};
}

SmallVector<Value> SoftsignGradOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value root = s.sub(s.constant(1), s.abs(operands[1]));
  return {s.mul(operands[0], s.mul(root, root))};
}

/// The normal distribution's function: (1 + erf(x / sqrt 2)) / 2.
static Value buildNormalDistribution(ScalarBuilder &s, Value x) {
  Value erf = s.erf(s.mul(x, s.constant(std::sqrt(0.5))));
  return s.mul(s.constant(0.5), s.add(s.constant(1), erf));
}

/// t = tanh(sqrt(2 / pi) (x + c x^3)), the approximation's distribution being
/// (1 + t) / 2 (D. Hendrycks and K. Gimpel, arXiv:1606.08415).
static constexpr double geluCubic = 0.044715;
static const double geluFactor = std::sqrt(2 / llvm::numbers::pi);

static Value buildApproximateErf(ScalarBuilder &s, Value x) {
  Value cubic = s.mul(s.constant(geluCubic), s.mul(x, s.mul(x, x)));
  return s.tanh(s.mul(s.constant(geluFactor), s.add(x, cubic)));
}

SmallVector<Value> GeluOp::buildScalars(OpBuilder &builder,
                                        ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[0];
  if (!getApproximate())
    return {s.mul(x, buildNormalDistribution(s, x))};
  Value t = buildApproximateErf(s, x);
  return {s.mul(s.mul(x, s.constant(0.5)), s.add(s.constant(1), t))};
}

SmallVector<Value> GeluGradOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[1], one = s.constant(1), half = s.constant(0.5);
  Value square = s.mul(x, x);
  if (getApproximate()) {
    Value t = buildApproximateErf(s, x);
    // u'(x) = sqrt(2 / pi) (1 + 3 c x^2)
    Value slope = s.mul(s.constant(geluFactor),
                        s.add(one, s.mul(s.constant(3 * geluCubic), square)));
    Value rise = s.mul(s.mul(x, s.sub(one, s.mul(t, t))), slope);
    return {s.mul(s.mul(operands[0], half), s.add(s.add(one, t), rise))};
  }
  // p(x) = exp(-x^2 / 2) / sqrt(2 pi)
  Value density = s.mul(s.constant(1 / std::sqrt(2 * llvm::numbers::pi)),
                        s.exp(s.mul(s.constant(-0.5), square)));
  return {s.mul(operands[0],
                s.add(buildNormalDistribution(s, x), s.mul(x, density)))};
}

SmallVector<Value> HardSigmoidOp::buildScalars(OpBuilder &builder,
                                               ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value slope = s.constant(getSlope().convertToDouble());
  Value line = s.add(s.mul(operands[0], slope), s.constant(0.5));
  return {s.min(s.max(line, s.constant(0)), s.constant(1))};
}

SmallVector<Value> HardSigmoidGradOp::buildScalars(OpBuilder &builder,
                                                   ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value dy = operands[0], y = operands[1], zero = s.constant(0);
  Value inside =
      s.select(s.greater(s.constant(1), y),
               s.mul(dy, s.constant(getSlope().convertToDouble())), zero);
  return {s.select(s.greater(y, zero), inside, zero)};
}

/// log(1 + exp(x)), whose exponential does not overflow.
static Value buildSoftplus(ScalarBuilder &s, Value x) {
  Value rest = s.log(s.add(s.constant(1), s.exp(s.neg(s.abs(x)))));
  return s.add(s.max(x, s.constant(0)), rest);
}

SmallVector<Value> SoftplusOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {buildSoftplus(s, operands[0])};
}

SmallVector<Value> MishOp::buildScalars(OpBuilder &builder,
                                        ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.mul(operands[0], s.tanh(buildSoftplus(s, operands[0])))};
}

SmallVector<Value> MishGradOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[1], one = s.constant(1);
  Value t = s.tanh(buildSoftplus(s, x));
  Value sigmoid = s.div(one, s.add(one, s.exp(s.neg(x))));
  Value rise = s.mul(s.mul(x, sigmoid), s.sub(one, s.mul(t, t)));
  return {s.mul(operands[0], s.add(t, rise))};
}

SmallVector<Value> HardShrinkOp::buildScalars(OpBuilder &builder,
                                              ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[0];
  Value outside =
      s.greater(s.abs(x), s.constant(getThreshold().convertToDouble()));
  return {s.select(outside, x, s.constant(0))};
}

SmallVector<Value> HardShrinkGradOp::buildScalars(OpBuilder &builder,
                                                  ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value zero = s.constant(0);
  return {s.select(s.greater(s.abs(operands[1]), zero), operands[0], zero)};
}

SmallVector<Value> ThresholdOp::buildScalars(OpBuilder &builder,
                                             ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[0];
  return {s.select(s.greater(x, s.constant(getThreshold().convertToDouble())),
                   x, s.constant(getValue().convertToDouble()))};
}

SmallVector<Value> ThresholdGradOp::buildScalars(OpBuilder &builder,
                                                 ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value above =
      s.greater(operands[1], s.constant(getThreshold().convertToDouble()));
  return {s.select(above, operands[0], s.constant(0))};
}

SmallVector<Value> SparsePlusOp::buildScalars(OpBuilder &builder,
                                              ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[0], one = s.constant(1);
  // Below -1 the parabola's root is cut off at 0.
  Value root = s.max(s.add(x, one), s.constant(0));
  Value parabola = s.mul(s.constant(0.25), s.mul(root, root));
  return {s.select(s.greater(x, one), x, parabola)};
}

SmallVector<Value> SquareplusOp::buildScalars(OpBuilder &builder,
                                              ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[0];
  Value root = s.sqrt(s.add(s.mul(x, x), s.constant(getB().convertToDouble())));
  return {s.mul(s.constant(0.5), s.add(x, root))};
}

SmallVector<Value> SquareplusGradOp::buildScalars(OpBuilder &builder,
                                                  ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[1];
  Value root = s.sqrt(s.add(s.mul(x, x), s.constant(getB().convertToDouble())));
  Value slope = s.mul(s.constant(0.5), s.add(s.constant(1), s.div(x, root)));
  return {s.mul(operands[0], slope)};
}

SmallVector<Value> PReLUOp::buildScalars(OpBuilder &builder,
                                         ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[0];
  return {s.select(s.greater(x, s.constant(0)), x, s.mul(operands[1], x))};
}

SmallVector<Value> PReLUGradOp::buildScalars(OpBuilder &builder,
                                             ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value dy = operands[0];
  return {s.select(s.greater(operands[1], s.constant(0)), dy,
                   s.mul(operands[2], dy))};
}
