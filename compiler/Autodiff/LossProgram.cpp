//===- LossProgram.cpp - The loss and the metrics of a model --------------===//

#include "compiler/Autodiff/LossProgram.h"

using namespace mlir;
using namespace anabranch;

/// Keras's epsilon, which keeps logarithms of probabilities finite.
static constexpr double probabilityEpsilon = 1e-7;

static RankedTensorType getScalarType(RankedTensorType type) {
  return RankedTensorType::get({}, type.getElementType());
}

static int64_t countPerExample(RankedTensorType type) {
  int64_t count = 1;
  for (int64_t size : type.getShape().drop_front())
    count *= size;
  return count;
}

RankedTensorType autodiff::getTargetType(nn::LossAttr loss,
                                         RankedTensorType prediction) {
  if (loss.getKind() == nn::LossKind::SparseCategoricalCrossentropy)
    return RankedTensorType::get({prediction.getDimSize(0), 1},
                                 IntegerType::get(loss.getContext(), 32));
  return prediction;
}

namespace {
/// Builds what each element of the prediction adds to a loss.
struct ElementBuilder {
  OpBuilder &builder;
  Location loc;
  nn::LossAttr loss;
  Value prediction, targets;

  template <typename Op, typename... Attributes>
  Value create(Value operand, Attributes... attributes) {
    return Op::create(builder, loc, operand.getType(), operand, targets,
                      attributes...);
  }

  FloatAttr getSmoothing() {
    return builder.getF64FloatAttr(loss.getLabelSmoothing().convertToDouble());
  }

  /// Probabilities whose logarithms, and those of what they lack to 1, are
  /// finite.
  Value clip() {
    return nn::ClipOp::create(builder, loc, prediction.getType(), prediction,
                              builder.getF64FloatAttr(probabilityEpsilon),
                              builder.getF64FloatAttr(1 - probabilityEpsilon));
  }

  Value buildLogarithms() {
    if (loss.getFromLogits())
      return nn::LogSoftmaxOp::create(builder, loc, prediction.getType(),
                                      prediction);
    return nn::LogOp::create(builder, loc, prediction.getType(), clip());
  }

  Value build() {
    switch (loss.getKind()) {
    case nn::LossKind::SparseCategoricalCrossentropy:
      return create<nn::SparseNegativeLogLikelihoodOp>(buildLogarithms());
    case nn::LossKind::CategoricalCrossentropy:
      return create<nn::NegativeLogLikelihoodOp>(buildLogarithms(),
                                                 getSmoothing());
    case nn::LossKind::BinaryCrossentropy:
      if (loss.getFromLogits())
        return create<nn::LogitBinaryCrossEntropyOp>(prediction,
                                                     getSmoothing());
      return create<nn::BinaryCrossEntropyOp>(clip(), getSmoothing());
    case nn::LossKind::MeanSquaredError:
      return create<nn::SquaredErrorOp>(prediction);
    case nn::LossKind::MeanAbsoluteError:
      return create<nn::AbsoluteErrorOp>(prediction);
    case nn::LossKind::Huber:
      return create<nn::HuberErrorOp>(
          prediction,
          builder.getF64FloatAttr(loss.getDelta().convertToDouble()));
    case nn::LossKind::MeanSquaredLogarithmicError:
      return create<nn::SquaredLogarithmicErrorOp>(prediction);
    case nn::LossKind::LogCosh:
      return create<nn::LogCoshErrorOp>(prediction);
    }
    llvm_unreachable("all losses have elements");
  }
};
} // namespace

Value autodiff::buildLoss(OpBuilder &builder, Location location,
                          nn::LossAttr loss, Value prediction, Value targets,
                          Value weights) {
  Value elements =
      ElementBuilder{builder, location, loss, prediction, targets}.build();
  auto type = cast<RankedTensorType>(elements.getType());
  RankedTensorType scalar = getScalarType(type);
  int64_t perExample = countPerExample(type);
  if (type.getRank() != 2)
    elements = nn::ReshapeOp::create(
        builder, location,
        RankedTensorType::get({type.getDimSize(0), perExample},
                              type.getElementType()),
        elements);
  // Over classes a cross-entropy is a sum.
  bool isSum = loss.getKind() == nn::LossKind::SparseCategoricalCrossentropy ||
               loss.getKind() == nn::LossKind::CategoricalCrossentropy;
  Value batchSize = nn::StepValueOp::create(builder, location, scalar,
                                            nn::StepValueKind::BatchSize);
  return nn::WeightedMeanOp::create(
      builder, location, scalar, elements, weights, batchSize,
      builder.getI64IntegerAttr(isSum ? 1 : perExample));
}

SmallVector<Value> autodiff::buildMetric(OpBuilder &builder, Location location,
                                         nn::MetricAttr metric,
                                         Value prediction, Value targets) {
  auto type = cast<RankedTensorType>(prediction.getType());
  RankedTensorType scalar = getScalarType(type);
  auto sum = [&](Value elements) -> Value {
    return nn::SumOp::create(builder, location, scalar, elements);
  };
  // An example counts with the mean of its elements.
  auto sumOfMeans = [&](Value elements) -> SmallVector<Value> {
    auto count = static_cast<double>(countPerExample(type));
    return {nn::ScaleOp::create(builder, location, scalar, sum(elements),
                                builder.getF64FloatAttr(1 / count))};
  };
  auto exceeds = [&](Value values, double threshold) -> Value {
    return nn::ExceedsOp::create(builder, location, type, values,
                                 builder.getF64FloatAttr(threshold));
  };
  double parameter = metric.getParameter().convertToDouble();
  switch (metric.getKind()) {
  case nn::MetricKind::Accuracy:
    return {nn::CorrectPredictionsOp::create(builder, location, scalar,
                                             prediction, targets)};
  case nn::MetricKind::TopKAccuracy:
    return {nn::TopKPredictionsOp::create(
        builder, location, scalar, prediction, targets,
        builder.getI64IntegerAttr(static_cast<int64_t>(parameter)))};
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
