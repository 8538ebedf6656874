//===- Loss.cpp - Losses and their gradients ------------------------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch::nn;

static LogicalResult verifyRows(Operation *op, RankedTensorType prediction,
                                RankedTensorType targets) {
  if (prediction.getRank() != 2)
    return op->emitOpError("needs one row of classes per example, but has ")
           << prediction;
  if (targets.getElementType().isInteger()) {
    if (targets.getRank() != 2 || targets.getDimSize(1) != 1)
      return op->emitOpError("needs one label per example, but has ")
             << targets;
    return success();
  }
  if (targets != prediction)
    return op->emitOpError("needs targets of the prediction's type, ")
           << prediction << ", but has " << targets;
  return success();
}

LogicalResult SparseNegativeLogLikelihoodOp::verify() {
  return verifyRows(*this, getLogProbabilities().getType(),
                    getLabels().getType());
}

LogicalResult NegativeLogLikelihoodOp::verify() {
  return verifyRows(*this, getLogProbabilities().getType(),
                    getTargets().getType());
}

LogicalResult MeanSquaredErrorOp::verify() {
  if (getPrediction().getType() != getTargets().getType())
    return emitOpError("needs targets of the prediction's type, ")
           << getPrediction().getType() << ", but has "
           << getTargets().getType();
  return success();
}

LogicalResult CorrectPredictionsOp::verify() {
  return verifyRows(*this, getPrediction().getType(),
                    cast<RankedTensorType>(getTargets().getType()));
}

SmallVector<Value>
SparseNegativeLogLikelihoodGradOp::buildScalars(OpBuilder &builder,
                                                ValueRange operands) {
  Value label = operands[0], n = operands[1], lossGrad = operands[2],
        channel = operands[3];
  ScalarBuilder s(builder, getLoc(), n.getType());
  Value isLabel = arith::CmpIOp::create(
      builder, getLoc(), arith::CmpIPredicate::eq, channel, label);
  return {s.select(isLabel, s.neg(s.div(lossGrad, n)), s.constant(0))};
}

SmallVector<Value>
NegativeLogLikelihoodGradOp::buildScalars(OpBuilder &builder,
                                          ValueRange operands) {
  Value target = operands[0], n = operands[1], lossGrad = operands[2];
  ScalarBuilder s(builder, getLoc(), n.getType());
  double smoothing = getLabelSmoothing().convertToDouble();
  if (smoothing != 0) {
    auto classes = static_cast<double>(getType().getShape().back());
    target = s.add(s.mul(target, s.constant(1 - smoothing)),
                   s.constant(smoothing / classes));
  }
  return {s.neg(s.mul(target, s.div(lossGrad, n)))};
}

SmallVector<Value> MeanSquaredErrorGradOp::buildScalars(OpBuilder &builder,
                                                        ValueRange operands) {
  Value prediction = operands[0], target = operands[1], n = operands[2],
        lossGrad = operands[3];
  ScalarBuilder s(builder, getLoc(), n.getType());
  int64_t perExample = 1;
  for (int64_t size : getType().getShape().drop_front())
    perExample *= size;
  Value factor = s.div(
      s.mul(s.constant(2.0 / static_cast<double>(perExample)), lossGrad), n);
  return {s.mul(s.sub(prediction, target), factor)};
}
