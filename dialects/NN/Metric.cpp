//===- Metric.cpp - Checks and formulas of the metrics --------------------===//

#include "dialects/NN/Labels.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch::nn;

/// Checks for labels or rows of classes as targets.
static LogicalResult verifyRows(Operation *op, RankedTensorType prediction,
                                RankedTensorType targets) {
  if (targets.getElementType().isInteger())
    return verifyLabels(op, prediction, targets);
  if (targets != prediction)
    return op->emitOpError("needs targets of the prediction's type, ")
           << prediction << ", but has " << targets;
  return success();
}

LogicalResult CorrectPredictionsOp::verify() {
  return verifyRows(*this, getPrediction().getType(),
                    cast<RankedTensorType>(getTargets().getType()));
}

LogicalResult TopKPredictionsOp::verify() {
  if (static_cast<int64_t>(getK()) < 1)
    return emitOpError("needs a k of 1 or more, but has ")
           << static_cast<int64_t>(getK());
  return verifyRows(*this, getPrediction().getType(),
                    cast<RankedTensorType>(getTargets().getType()));
}

SmallVector<Value> ExceedsOp::buildScalars(OpBuilder &builder,
                                           ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value threshold = s.constant(getThreshold().convertToDouble());
  return {s.select(s.greater(operands[0], threshold), s.constant(1),
                   s.constant(0))};
}

SmallVector<Value> EqualOp::buildScalars(OpBuilder &builder,
                                         ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value equal = arith::CmpFOp::create(
      builder, getLoc(), arith::CmpFPredicate::OEQ, operands[0], operands[1]);
  return {s.select(equal, s.constant(1), s.constant(0))};
}
