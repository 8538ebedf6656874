//===- Schedule.cpp - Learning-rate schedules as numbers ------------------===//

#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch::nn;

static SmallVector<double> toDoubles(ArrayRef<APFloat> values) {
  return llvm::map_to_vector(
      values, [](const APFloat &value) { return value.convertToDouble(); });
}

ScheduleKind CosineDecayAttr::getScheduleKind() const {
  return ScheduleKind::Cosine;
}

SmallVector<double> CosineDecayAttr::getNumbers() const {
  return toDoubles(
      {getRate(), getDecaySteps(), getAlpha(), getTarget(), getWarmupSteps()});
}

ScheduleKind CosineDecayRestartsAttr::getScheduleKind() const {
  return ScheduleKind::CosineRestarts;
}

SmallVector<double> CosineDecayRestartsAttr::getNumbers() const {
  return toDoubles({getRate(), getFirstSteps(), getT(), getM(), getAlpha()});
}

ScheduleKind ExponentialDecayAttr::getScheduleKind() const {
  return ScheduleKind::Exponential;
}

SmallVector<double> ExponentialDecayAttr::getNumbers() const {
  SmallVector<double> numbers =
      toDoubles({getRate(), getDecaySteps(), getDecayRate()});
  numbers.push_back(getStaircase());
  return numbers;
}

ScheduleKind InverseTimeDecayAttr::getScheduleKind() const {
  return ScheduleKind::InverseTime;
}

SmallVector<double> InverseTimeDecayAttr::getNumbers() const {
  SmallVector<double> numbers =
      toDoubles({getRate(), getDecaySteps(), getDecayRate()});
  numbers.push_back(getStaircase());
  return numbers;
}

ScheduleKind PolynomialDecayAttr::getScheduleKind() const {
  return ScheduleKind::Polynomial;
}

SmallVector<double> PolynomialDecayAttr::getNumbers() const {
  SmallVector<double> numbers =
      toDoubles({getRate(), getDecaySteps(), getEndRate(), getPower()});
  numbers.push_back(getCycle());
  return numbers;
}

ScheduleKind PiecewiseConstantDecayAttr::getScheduleKind() const {
  return ScheduleKind::PiecewiseConstant;
}

SmallVector<double> PiecewiseConstantDecayAttr::getNumbers() const {
  SmallVector<double> numbers(getBoundaries().asArrayRef());
  llvm::append_range(numbers, getValues().asArrayRef());
  return numbers;
}

LogicalResult
PiecewiseConstantDecayAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   DenseF64ArrayAttr boundaries,
                                   DenseF64ArrayAttr values) {
  if (values.size() != boundaries.size() + 1)
    return emitError() << "needs one value more than boundaries, but has "
                       << values.size() << " for " << boundaries.size();
  return success();
}
