//===- LossProgram.cpp - The loss and the metrics of a model --------------===//

#include "compiler/Autodiff/LossProgram.h"

#include "dialects/NN/Labels.h"

#include <array>

using namespace mlir;
using namespace anabranch;

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
  if (loss.getTargets() == nn::LossTargets::Labels)
    return nn::getRows(prediction)
        .clone(IntegerType::get(loss.getContext(), 32));
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

  /// Probabilities whose logarithms are finite and, if the largest one is less
  /// than 1, those of what they lack to 1.
  Value clip(double largest = 1 - nn::kerasEpsilon) {
    return nn::ClipOp::create(builder, loc, prediction.getType(), prediction,
                              builder.getF64FloatAttr(nn::kerasEpsilon),
                              builder.getF64FloatAttr(largest));
  }

  Value buildLogarithms() {
    if (loss.getFromLogits())
      return nn::LogSoftmaxOp::create(builder, loc, prediction.getType(),
                                      prediction);
    return nn::LogOp::create(builder, loc, prediction.getType(), clip());
  }

  RankedTensorType getType() {
    return cast<RankedTensorType>(prediction.getType());
  }

  /// The sum of products along the last axis.
  Value buildDot(Value left, Value right) {
    return nn::ReduceSumOp::create(builder, loc, nn::getRows(getType()),
                                   ValueRange{left, right});
  }

  Value buildCosineSimilarity() {
    auto normalize = [&](Value rows) {
      return nn::buildUnitRows(builder, loc, rows, nn::kerasEpsilon);
    };
    Value left = normalize(prediction), right = normalize(targets);
    Value cosine = buildDot(left, right);
    return nn::ScaleOp::create(builder, loc, cosine.getType(), cosine,
                               builder.getF64FloatAttr(-1));
  }

  /// max(1 + max((1 - t) p) - sum(t p), 0) over an example's classes: how much
  /// the best other class comes near that of the target.
  Value buildCategoricalHinge() {
    RankedTensorType type = getType();
    int64_t batch = type.getDimSize(0), classes = type.getDimSize(1);
    RankedTensorType one = type.clone({batch, 1});
    Value unit = nn::ConstantOp::create(builder, loc, getScalarType(type), 1);
    Value own = buildDot(targets, prediction);
    Value others = nn::MultiplyOp::create(
        builder, loc, type,
        nn::SubtractOp::create(builder, loc, type, unit, targets), prediction);
    // A pooling window over the classes finds their maximum.
    Value column = nn::ReshapeOp::create(
        builder, loc, type.clone({batch, classes, 1, 1}), others);
    std::array<int64_t, 2> window = {classes, 1};
    Value best = nn::MaxPool2DOp::create(
        builder, loc, type.clone({batch, 1, 1, 1}), column, window, window,
        ArrayRef<int64_t>{0, 0, 0, 0});
    best = nn::ReshapeOp::create(builder, loc, one, best);
    Value margin = nn::AddOp::create(
        builder, loc, one, nn::SubtractOp::create(builder, loc, one, best, own),
        unit);
    return nn::ReLUOp::create(builder, loc, margin);
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
    case nn::LossKind::MeanAbsolutePercentageError:
      return create<nn::AbsolutePercentageErrorOp>(prediction);
    case nn::LossKind::Hinge:
      return create<nn::HingeErrorOp>(prediction);
    case nn::LossKind::SquaredHinge:
      return create<nn::SquaredHingeErrorOp>(prediction);
    case nn::LossKind::CategoricalHinge:
      return buildCategoricalHinge();
    case nn::LossKind::Poisson:
      return create<nn::PoissonErrorOp>(prediction);
    case nn::LossKind::KLDivergence:
      return create<nn::KLDivergenceOp>(clip(1));
    case nn::LossKind::CosineSimilarity:
      return buildCosineSimilarity();
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
  int64_t count =
      loss.sumsClasses() ? perExample / type.getShape().back() : perExample;
  Value batchSize = nn::StepValueOp::create(builder, location, scalar,
                                            nn::StepValueKind::BatchSize);
  return nn::WeightedMeanOp::create(builder, location, scalar, elements,
                                    weights, batchSize,
                                    builder.getI64IntegerAttr(count));
}

SmallVector<Value> autodiff::buildMetric(OpBuilder &builder, Location location,
                                         nn::MetricAttr metric,
                                         Value prediction, Value targets) {
  auto type = cast<RankedTensorType>(prediction.getType());
  RankedTensorType scalar = getScalarType(type);
  auto sum = [&](Value elements) -> Value {
    return nn::SumOp::create(builder, location, scalar, elements);
  };
  // An example counts with the mean of its elements, or of its rows.
  auto getMean = [&](Value sum, RankedTensorType counted) -> Value {
    int64_t count = countPerExample(counted);
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
