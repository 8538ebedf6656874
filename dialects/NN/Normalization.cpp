//===- Normalization.cpp - Formulas of batch normalization ----------------===//

#include "dialects/NN/Channels.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch::nn;

int64_t BatchStatisticsOp::getCountPerExample() {
  int64_t count = 1;
  for (int64_t size : getInput().getType().getShape().drop_front().drop_back())
    count *= size;
  return count;
}

SmallVector<Value> BatchStatisticsGradOp::buildScalars(OpBuilder &builder,
                                                       ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value mean = operands[0], meanGrad = operands[1], varianceGrad = operands[2];
  Value n = s.mul(operands[3], s.constant(static_cast<double>(getCount())));
  Value scale = s.div(s.mul(s.constant(2), varianceGrad), n);
  return {scale, s.sub(s.div(meanGrad, n), s.mul(scale, mean))};
}

SmallVector<Value> NormalizationFactorsOp::buildScalars(OpBuilder &builder,
                                                        ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value mean = operands[0], variance = operands[1];
  Value scale = s.div(
      getGamma() ? operands[2] : s.constant(1),
      s.sqrt(s.add(variance, s.constant(getEpsilon().convertToDouble()))));
  Value beta = getBeta() ? operands.back() : s.constant(0);
  return {scale, s.sub(beta, s.mul(mean, scale))};
}

SmallVector<Value>
NormalizationFactorsGradOp::buildScalars(OpBuilder &builder,
                                         ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value mean = operands[0], variance = operands[1], scaleGrad = operands[2],
        shiftGrad = operands[3];
  Value gamma = getGamma() ? operands[4] : s.constant(1);
  Value r = s.div(
      s.constant(1),
      s.sqrt(s.add(variance, s.constant(getEpsilon().convertToDouble()))));
  Value scale = s.mul(gamma, r);
  // shift = beta - mean scale, so the gradient of scale has a part through it.
  Value wholeScaleGrad = s.sub(scaleGrad, s.mul(mean, shiftGrad));
  Value meanGrad = s.neg(s.mul(scale, shiftGrad));
  Value varianceGrad =
      s.mul(s.constant(-0.5), s.mul(wholeScaleGrad, s.mul(scale, s.mul(r, r))));
  return {meanGrad, varianceGrad, s.mul(wholeScaleGrad, r)};
}

SmallVector<Value> MovingAverageOp::buildScalars(OpBuilder &builder,
                                                 ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  double momentum = getMomentum().convertToDouble();
  return {s.add(s.mul(operands[0], s.constant(momentum)),
                s.mul(operands[1], s.constant(1 - momentum)))};
}

LogicalResult ChannelAffineOp::verify() {
  if (getInputs().empty() || getInputs().size() != getScales().size())
    return emitOpError("needs a scale for each of its inputs, but has ")
           << getScales().size() << " for " << getInputs().size();
  for (Value input : getInputs())
    if (input.getType() != getType())
      return emitOpError("adds tensors of one type, but has ")
             << input.getType() << " and " << getType();
  for (Value channels : getOperands().drop_front(getInputs().size()))
    if (!isChannelsOf(channels.getType(), getType()))
      return emitOpError("has ")
             << channels.getType() << " for the channels of " << getType();
  return success();
}

SmallVector<Value> ChannelAffineOp::buildScalars(OpBuilder &builder,
                                                 ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  size_t count = getInputs().size();
  Value sum = getShift() ? operands.back() : Value();
  for (auto [input, scale] : llvm::zip_equal(operands.take_front(count),
                                             operands.slice(count, count))) {
    Value product = s.mul(input, scale);
    sum = sum ? s.add(product, sum) : product;
  }
  return {sum};
}

LogicalResult ChannelSumOp::verify() {
  if (getInputs().empty() || getInputs().size() > 2)
    return emitOpError("sums one tensor or the product of two, but has ")
           << getInputs().size();
  Type input = getInputs().front().getType();
  if (!isChannelsOf(getType(), input))
    return emitOpError("makes ")
           << getType() << " of the channels of " << input;
  return success();
}

SmallVector<Value> RsqrtOp::buildScalars(OpBuilder &builder,
                                         ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value sum = s.add(operands[0], s.constant(getEpsilon().convertToDouble()));
  return {s.div(s.constant(1), s.sqrt(sum))};
}

SmallVector<Value> RsqrtGradOp::buildScalars(OpBuilder &builder,
                                             ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value y = operands[1];
  Value cube = s.mul(y, s.mul(y, y));
  return {s.mul(operands[0], s.mul(s.constant(-0.5), cube))};
}

Value anabranch::nn::buildUnitRows(OpBuilder &builder, Location location,
                                   Value input, double shortest) {
  auto type = cast<RankedTensorType>(input.getType());
  SmallVector<int64_t> kept(type.getShape());
  kept.back() = 1;
  Value square = ReduceSumOp::create(builder, location, type.clone(kept),
                                     ValueRange{input, input});
  Value limit = ConstantOp::create(
      builder, location, RankedTensorType::get({}, type.getElementType()),
      shortest * shortest);
  Value bounded = MaximumOp::create(builder, location, square, limit);
  Value factor = RsqrtOp::create(builder, location, square.getType(), bounded,
                                 builder.getF64FloatAttr(0));
  return MultiplyOp::create(builder, location, input, factor);
}
