//===- Loss.cpp - Losses, regularization, and their gradients -------------===//

#include "dialects/NN/Labels.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

#include <cmath>

using namespace mlir;
using namespace anabranch::nn;

namespace {
/// What tells losses apart beside their formulas.
struct LossForm {
  LossTargets targets = LossTargets::Values;
  bool isCrossEntropy = false;
  bool sumsClasses = false;
};
} // namespace

static LossForm getForm(LossKind kind) {
  switch (kind) {
  case LossKind::SparseCategoricalCrossentropy:
    return {LossTargets::Labels, /*isCrossEntropy=*/true, /*sumsClasses=*/true};
  case LossKind::CategoricalCrossentropy:
  case LossKind::CategoricalFocalCrossentropy:
    return {LossTargets::OneHot, /*isCrossEntropy=*/true, /*sumsClasses=*/true};
  case LossKind::BinaryCrossentropy:
  case LossKind::BinaryFocalCrossentropy:
    return {LossTargets::Values, /*isCrossEntropy=*/true};
  case LossKind::CategoricalHinge:
    return {LossTargets::OneHot};
  case LossKind::KLDivergence:
    return {LossTargets::Values, /*isCrossEntropy=*/false,
            /*sumsClasses=*/true};
  default:
    return {};
  }
}

LossTargets LossAttr::getTargets() const { return getForm(getKind()).targets; }

bool LossAttr::isCrossEntropy() const {
  return getForm(getKind()).isCrossEntropy;
}

bool LossAttr::sumsClasses() const { return getForm(getKind()).sumsClasses; }

RankedTensorType anabranch::nn::getRows(RankedTensorType prediction) {
  SmallVector<int64_t> shape(prediction.getShape());
  shape.back() = 1;
  return prediction.clone(shape);
}

LogicalResult anabranch::nn::verifyLabels(Operation *op,
                                          RankedTensorType prediction,
                                          RankedTensorType labels) {
  if (prediction.getRank() < 2)
    return op->emitOpError("needs rows of classes for each example, but has ")
           << prediction;
  if (labels.getShape() != getRows(prediction).getShape())
    return op->emitOpError("needs one label for each row of ")
           << prediction << ", but has " << labels;
  return success();
}

LogicalResult SparseNegativeLogLikelihoodOp::verify() {
  return verifyLabels(*this, getPrediction().getType(), getTargets().getType());
}

LogicalResult WeightedMeanOp::verify() {
  RankedTensorType elements = getElements().getType();
  RankedTensorType weights = getWeights().getType();
  if (elements.getRank() != 2)
    return emitOpError("needs one row of elements per example, but has ")
           << elements;
  if (weights.getRank() != 2 || weights.getDimSize(1) != 1)
    return emitOpError("needs one weight per example, but has ") << weights;
  return success();
}

/// The value at the channel of the label, 0 elsewhere.
static Value selectLabel(OpBuilder &builder, Location location, Value label,
                         Value channel, Value value) {
  ScalarBuilder s(builder, location, value.getType());
  Value isLabel = arith::CmpIOp::create(
      builder, location, arith::CmpIPredicate::eq, channel, label);
  return s.select(isLabel, value, s.constant(0));
}

SmallVector<Value>
SparseNegativeLogLikelihoodOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {selectLabel(builder, getLoc(), operands[1], operands[2],
                      s.neg(operands[0]))};
}

SmallVector<Value>
SparseNegativeLogLikelihoodGradOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {selectLabel(builder, getLoc(), operands[1], operands[2],
                      s.neg(operands[0]))};
}

/// t (1 - s) + s / classes.
static Value smoothTarget(ScalarBuilder &s, Value target,
                          const APFloat &smoothing, int64_t classes) {
  double part = smoothing.convertToDouble();
  if (part == 0)
    return target;
  return s.add(s.mul(target, s.constant(1 - part)),
               s.constant(part / static_cast<double>(classes)));
}

SmallVector<Value> NegativeLogLikelihoodOp::buildScalars(OpBuilder &builder,
                                                         ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value target = smoothTarget(s, operands[1], getLabelSmoothing(),
                              getType().getShape().back());
  return {s.neg(s.mul(target, operands[0]))};
}

SmallVector<Value>
NegativeLogLikelihoodGradOp::buildScalars(OpBuilder &builder,
                                          ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value target = smoothTarget(s, operands[2], getLabelSmoothing(),
                              getType().getShape().back());
  return {s.neg(s.mul(target, operands[0]))};
}

SmallVector<Value> BinaryCrossEntropyOp::buildScalars(OpBuilder &builder,
                                                      ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[0], one = s.constant(1);
  Value t = smoothTarget(s, operands[1], getLabelSmoothing(), 2);
  return {s.neg(
      s.add(s.mul(t, s.log(p)), s.mul(s.sub(one, t), s.log(s.sub(one, p)))))};
}

SmallVector<Value> BinaryCrossEntropyGradOp::buildScalars(OpBuilder &builder,
                                                          ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[1];
  Value t = smoothTarget(s, operands[2], getLabelSmoothing(), 2);
  return {s.div(s.mul(operands[0], s.sub(p, t)),
                s.mul(p, s.sub(s.constant(1), p)))};
}

SmallVector<Value>
LogitBinaryCrossEntropyOp::buildScalars(OpBuilder &builder,
                                        ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value x = operands[0];
  Value t = smoothTarget(s, operands[1], getLabelSmoothing(), 2);
  Value rest = s.log(s.add(s.constant(1), s.exp(s.neg(s.abs(x)))));
  return {s.add(s.sub(s.max(x, s.constant(0)), s.mul(x, t)), rest)};
}

SmallVector<Value>
LogitBinaryCrossEntropyGradOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value one = s.constant(1);
  Value t = smoothTarget(s, operands[2], getLabelSmoothing(), 2);
  Value p = s.div(one, s.add(one, s.exp(s.neg(operands[1]))));
  return {s.mul(operands[0], s.sub(p, t))};
}

SmallVector<Value> SquaredErrorOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value difference = s.sub(operands[0], operands[1]);
  return {s.mul(difference, difference)};
}

SmallVector<Value> SquaredErrorGradOp::buildScalars(OpBuilder &builder,
                                                    ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.mul(s.mul(s.constant(2), operands[0]),
                s.sub(operands[1], operands[2]))};
}

SmallVector<Value> AbsoluteErrorOp::buildScalars(OpBuilder &builder,
                                                 ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.abs(s.sub(operands[0], operands[1]))};
}

SmallVector<Value> AbsoluteErrorGradOp::buildScalars(OpBuilder &builder,
                                                     ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.mul(operands[0], s.sign(s.sub(operands[1], operands[2])))};
}

SmallVector<Value> HuberErrorOp::buildScalars(OpBuilder &builder,
                                              ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  double delta = getDelta().convertToDouble();
  Value d = s.abs(s.sub(operands[0], operands[1]));
  Value square = s.mul(s.constant(0.5), s.mul(d, d));
  Value line =
      s.sub(s.mul(s.constant(delta), d), s.constant(0.5 * delta * delta));
  return {s.select(s.greater(d, s.constant(delta)), line, square)};
}

SmallVector<Value> HuberErrorGradOp::buildScalars(OpBuilder &builder,
                                                  ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  double delta = getDelta().convertToDouble();
  Value d = s.sub(operands[1], operands[2]);
  return {s.mul(operands[0],
                s.min(s.max(d, s.constant(-delta)), s.constant(delta)))};
}

/// log(1 + max(x, epsilon)).
static Value buildLogarithm(ScalarBuilder &s, Value x) {
  return s.log(s.add(s.constant(1), s.max(x, s.constant(kerasEpsilon))));
}

SmallVector<Value>
SquaredLogarithmicErrorOp::buildScalars(OpBuilder &builder,
                                        ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value difference =
      s.sub(buildLogarithm(s, operands[0]), buildLogarithm(s, operands[1]));
  return {s.mul(difference, difference)};
}

SmallVector<Value>
SquaredLogarithmicErrorGradOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[1];
  Value difference =
      s.sub(buildLogarithm(s, p), buildLogarithm(s, operands[2]));
  Value gradient = s.div(s.mul(s.mul(s.constant(2), operands[0]), difference),
                         s.add(s.constant(1), p));
  Value counts = s.greater(p, s.constant(kerasEpsilon));
  return {s.select(counts, gradient, s.constant(0))};
}

SmallVector<Value> LogCoshErrorOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value d = s.abs(s.sub(operands[0], operands[1]));
  Value rest = s.log(s.add(s.constant(1), s.exp(s.mul(s.constant(-2), d))));
  return {s.sub(s.add(d, rest), s.constant(std::log(2.0)))};
}

SmallVector<Value> LogCoshErrorGradOp::buildScalars(OpBuilder &builder,
                                                    ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.mul(operands[0], s.tanh(s.sub(operands[1], operands[2])))};
}

/// 100 / max(|t|, epsilon).
static Value buildPercentage(ScalarBuilder &s, Value target) {
  return s.div(s.constant(100), s.max(s.abs(target), s.constant(kerasEpsilon)));
}

SmallVector<Value>
AbsolutePercentageErrorOp::buildScalars(OpBuilder &builder,
                                        ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.mul(s.abs(s.sub(operands[0], operands[1])),
                buildPercentage(s, operands[1]))};
}

SmallVector<Value>
AbsolutePercentageErrorGradOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.mul(operands[0], s.mul(s.sign(s.sub(operands[1], operands[2])),
                                   buildPercentage(s, operands[2])))};
}

namespace {
/// The side s that a target asks for, and what the prediction lacks to a margin
/// of 1 there: max(1 - s p, 0).
struct Hinge {
  Value side, lack;
};
} // namespace

static Hinge buildHinge(ScalarBuilder &s, Value prediction, Value target) {
  Value isGiven = s.greater(s.abs(target), s.constant(0));
  Value side = s.select(isGiven, target, s.constant(-1));
  Value lack =
      s.max(s.sub(s.constant(1), s.mul(side, prediction)), s.constant(0));
  return {side, lack};
}

SmallVector<Value> HingeErrorOp::buildScalars(OpBuilder &builder,
                                              ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {buildHinge(s, operands[0], operands[1]).lack};
}

SmallVector<Value> HingeErrorGradOp::buildScalars(OpBuilder &builder,
                                                  ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  auto [side, lack] = buildHinge(s, operands[1], operands[2]);
  return {s.neg(s.mul(operands[0], s.mul(side, s.sign(lack))))};
}

SmallVector<Value> SquaredHingeErrorOp::buildScalars(OpBuilder &builder,
                                                     ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value lack = buildHinge(s, operands[0], operands[1]).lack;
  return {s.mul(lack, lack)};
}

SmallVector<Value> SquaredHingeErrorGradOp::buildScalars(OpBuilder &builder,
                                                         ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  auto [side, lack] = buildHinge(s, operands[1], operands[2]);
  return {s.mul(s.mul(s.constant(-2), operands[0]), s.mul(side, lack))};
}

SmallVector<Value> PoissonErrorOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value p = operands[0];
  return {
      s.sub(p, s.mul(operands[1], s.log(s.add(p, s.constant(kerasEpsilon)))))};
}

SmallVector<Value> PoissonErrorGradOp::buildScalars(OpBuilder &builder,
                                                    ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value part = s.div(operands[2], s.add(operands[1], s.constant(kerasEpsilon)));
  return {s.mul(operands[0], s.sub(s.constant(1), part))};
}

static Value clipProbability(ScalarBuilder &s, Value target) {
  return s.min(s.max(target, s.constant(kerasEpsilon)), s.constant(1));
}

SmallVector<Value> KLDivergenceOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value t = clipProbability(s, operands[1]);
  return {s.mul(t, s.log(s.div(t, operands[0])))};
}

SmallVector<Value> KLDivergenceGradOp::buildScalars(OpBuilder &builder,
                                                    ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value t = clipProbability(s, operands[2]);
  return {s.neg(s.mul(operands[0], s.div(t, operands[1])))};
}

SmallVector<Value> WeightedMeanGradOp::buildScalars(OpBuilder &builder,
                                                    ValueRange operands) {
  Value weight = operands[0], n = operands[1], lossGrad = operands[2];
  ScalarBuilder s(builder, getLoc(), n.getType());
  Value count = s.constant(static_cast<double>(getCount()));
  return {s.mul(weight, s.div(lossGrad, s.mul(n, count)))};
}

SmallVector<Value> RegularizationGradOp::buildScalars(OpBuilder &builder,
                                                      ValueRange operands) {
  Value p = operands[0], lossGrad = operands[1];
  ScalarBuilder s(builder, getLoc(), p.getType());
  double l1 = getL1().convertToDouble(), l2 = getL2().convertToDouble();
  Value slope = s.mul(s.constant(2 * l2), p);
  if (l1 != 0)
    slope = s.add(slope, s.mul(s.constant(l1), s.sign(p)));
  return {s.mul(lossGrad, slope)};
}

SmallVector<LossAttr> anabranch::nn::getLosses(Operation *module) {
  if (auto loss = module->getAttrOfType<LossAttr>("nn.loss"))
    return {loss};
  SmallVector<LossAttr> losses;
  if (auto list = module->getAttrOfType<ArrayAttr>("nn.loss"))
    for (Attribute loss : list)
      losses.push_back(dyn_cast<LossAttr>(loss));
  return losses;
}
