//===- LossProgram.cpp - The losses of a model ----------------------------===//

#include "compiler/Autodiff/LossProgram.h"

#include "dialects/NN/Labels.h"

#include <array>

using namespace mlir;
using namespace anabranch;

static RankedTensorType getScalarType(RankedTensorType type) {
  return RankedTensorType::get({}, type.getElementType());
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

  FloatAttr getSmoothing() { return getNumber(loss.getLabelSmoothing()); }

  /// Probabilities whose logarithms are finite and, if the largest one is less
  /// than 1, those of what they lack to 1.
  Value clip(double largest = 1 - nn::kerasEpsilon) {
    return nn::ClipOp::create(builder, loc, prediction.getType(), prediction,
                              builder.getF64FloatAttr(nn::kerasEpsilon),
                              builder.getF64FloatAttr(largest));
  }

  FloatAttr getNumber(const APFloat &number) {
    return builder.getF64FloatAttr(number.convertToDouble());
  }

  Value scale(Value values, double factor) {
    return nn::ScaleOp::create(builder, loc, values.getType(), values,
                               builder.getF64FloatAttr(factor));
  }

  Value add(Value left, Value right) {
    return nn::AddOp::create(builder, loc, left.getType(), left, right);
  }

  Value multiply(Value left, Value right) {
    return nn::MultiplyOp::create(builder, loc, left.getType(), left, right);
  }

  Value getScalar(double number) {
    return nn::ConstantOp::create(builder, loc, getScalarType(getType()),
                                  number);
  }

  /// 1 - x.
  Value complement(Value values) {
    return nn::SubtractOp::create(builder, loc, values.getType(), getScalar(1),
                                  values);
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
    return scale(buildDot(left, right), -1);
  }

  /// max(1 + max((1 - t) p) - sum(t p), 0) over an example's classes: how much
  /// the best other class comes near that of the target.
  Value buildCategoricalHinge() {
    RankedTensorType type = getType();
    int64_t batch = type.getDimSize(0), classes = type.getDimSize(1);
    RankedTensorType one = type.clone({batch, 1});
    Value own = buildDot(targets, prediction);
    Value others = multiply(complement(targets), prediction);
    // A pooling window over the classes finds their maximum.
    Value column = nn::ReshapeOp::create(
        builder, loc, type.clone({batch, classes, 1, 1}), others);
    std::array<int64_t, 2> window = {classes, 1};
    Value best = nn::MaxPool2DOp::create(
        builder, loc, type.clone({batch, 1, 1, 1}), column, window, window,
        ArrayRef<int64_t>{0, 0, 0, 0});
    best = nn::ReshapeOp::create(builder, loc, one, best);
    Value margin =
        add(nn::SubtractOp::create(builder, loc, one, best, own), getScalar(1));
    return nn::ReLUOp::create(builder, loc, margin);
  }

  /// Less of an element the surer it is rightly predicted: (1 - p)^gamma times
  /// it (Lin et al., Focal Loss for Dense Object Detection, 2017).
  Value buildFocal(Value elements, Value right) {
    if (loss.getGamma().isZero())
      return elements;
    Value wrong = complement(right);
    return multiply(elements,
                    nn::PowerOp::create(builder, loc, wrong.getType(), wrong,
                                        getNumber(loss.getGamma())));
  }

  Value buildBinaryFocal() {
    if (loss.getFromLogits())
      prediction =
          nn::SigmoidOp::create(builder, loc, prediction.getType(), prediction);
    double smoothing = loss.getLabelSmoothing().convertToDouble();
    if (smoothing != 0)
      targets = add(scale(targets, 1 - smoothing), getScalar(smoothing / 2));
    Value elements =
        create<nn::BinaryCrossEntropyOp>(clip(), builder.getF64FloatAttr(0));
    // a t + (1 - a) (1 - t) for both outcomes, of a number or of p itself.
    Value zero = complement(targets);
    Value right = add(multiply(targets, prediction),
                      multiply(zero, complement(prediction)));
    elements = buildFocal(elements, right);
    if (!loss.getBalanced())
      return elements;
    double alpha = loss.getAlpha().convertToDouble();
    return multiply(elements,
                    add(scale(targets, alpha), scale(zero, 1 - alpha)));
  }

  Value buildCategoricalFocal() {
    if (loss.getFromLogits())
      prediction =
          nn::SoftmaxOp::create(builder, loc, prediction.getType(), prediction);
    Value clipped = clip();
    Value elements = create<nn::NegativeLogLikelihoodOp>(
        nn::LogOp::create(builder, loc, clipped.getType(), clipped),
        getSmoothing());
    return scale(buildFocal(elements, clipped),
                 loss.getAlpha().convertToDouble());
  }

  /// How much of the targets t and the prediction p, of the whole batch, is not
  /// common to both. With I = sum(t p), Tversky's loss is
  /// 1 - I / (I + alpha (sum(t) - I) + beta (sum(p) - I)), and Dice's the same
  /// with 1/2 for both (Salehi et al., Tversky loss function for image
  /// segmentation, 2017; Milletari et al., V-Net, 2016). Alpha is Keras's, of
  /// what was missed.
  Value buildOverlap(double alpha, double beta, double epsilon) {
    RankedTensorType scalar = getScalarType(getType());
    auto sum = [&](ValueRange factors) -> Value {
      return nn::ReduceSumOp::create(builder, loc, scalar, factors);
    };
    Value common = sum({targets, prediction});
    Value all =
        add(add(scale(common, 1 - alpha - beta),
                add(scale(sum(targets), alpha), scale(sum(prediction), beta))),
            getScalar(epsilon));
    Value share = nn::DivideOp::create(builder, loc, scalar, common, all);
    // Of each example, so that its weight counts as in Keras.
    return nn::BroadcastOp::create(
        builder, loc, getType().clone({getType().getDimSize(0), 1}),
        complement(share));
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
      return create<nn::HuberErrorOp>(prediction, getNumber(loss.getDelta()));
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
    case nn::LossKind::BinaryFocalCrossentropy:
      return buildBinaryFocal();
    case nn::LossKind::CategoricalFocalCrossentropy:
      return buildCategoricalFocal();
    case nn::LossKind::Dice:
      // Keras adds its epsilon to twice the sums.
      return buildOverlap(0.5, 0.5, nn::kerasEpsilon / 2);
    case nn::LossKind::Tversky:
      return buildOverlap(loss.getAlpha().convertToDouble(),
                          loss.getBeta().convertToDouble(), nn::kerasEpsilon);
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
  int64_t perExample = ShapedType::getNumElements(type.getShape().drop_front());
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
