//===- MetricProgram.cpp - The metrics of a model -------------------------===//

#include "compiler/Autodiff/MetricProgram.h"

#include "dialects/NN/Labels.h"

using namespace mlir;
using namespace anabranch;

SmallVector<Value> autodiff::buildMetric(OpBuilder &builder, Location location,
                                         nn::MetricAttr metric,
                                         Value prediction, Value targets) {
  auto type = cast<RankedTensorType>(prediction.getType());
  auto scalar = RankedTensorType::get({}, type.getElementType());
  auto sum = [&](Value elements) -> Value {
    return nn::SumOp::create(builder, location, scalar, elements);
  };
  // An example counts with the mean of its elements, or of its rows.
  auto getMean = [&](Value sum, RankedTensorType counted) -> Value {
    int64_t count = ShapedType::getNumElements(counted.getShape().drop_front());
    return count == 1
               ? sum
               : nn::ScaleOp::create(
                     builder, location, scalar, sum,
                     builder.getF64FloatAttr(1 / static_cast<double>(count)));
  };
  auto sumOfMeans = [&](Value elements) -> SmallVector<Value> {
    return {getMean(sum(elements), type)};
  };
  auto exceeds = [&](Value values, double threshold) -> Value {
    return nn::ExceedsOp::create(builder, location, type, values,
                                 builder.getF64FloatAttr(threshold));
  };
  double parameter = metric.getParameter().convertToDouble();
  switch (metric.getKind()) {
  case nn::MetricKind::Accuracy:
    return {getMean(nn::CorrectPredictionsOp::create(builder, location, scalar,
                                                     prediction, targets),
                    nn::getRows(type))};
  case nn::MetricKind::TopKAccuracy:
    return {
        getMean(nn::TopKPredictionsOp::create(
                    builder, location, scalar, prediction, targets,
                    builder.getI64IntegerAttr(static_cast<int64_t>(parameter))),
                nn::getRows(type))};
  case nn::MetricKind::BinaryAccuracy:
    return sumOfMeans(nn::EqualOp::create(
        builder, location, type, exceeds(prediction, parameter), targets));
  case nn::MetricKind::Precision:
  case nn::MetricKind::Recall: {
    Value predicted = exceeds(prediction, parameter);
    Value actual = exceeds(targets, 0);
    Value both =
        nn::MultiplyOp::create(builder, location, type, predicted, actual);
    bool isPrecision = metric.getKind() == nn::MetricKind::Precision;
    return {sum(both), sum(isPrecision ? predicted : actual)};
  }
  case nn::MetricKind::MeanAbsoluteError:
    return sumOfMeans(nn::AbsoluteErrorOp::create(builder, location, type,
                                                  prediction, targets));
  case nn::MetricKind::MeanSquaredError:
    return sumOfMeans(nn::SquaredErrorOp::create(builder, location, type,
                                                 prediction, targets));
  case nn::MetricKind::Loss:
    break;
  }
  llvm_unreachable("losses are built by buildLoss");
}
