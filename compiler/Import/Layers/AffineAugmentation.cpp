//===- AffineAugmentation.cpp - Layers that turn images in training -------===//

#include "compiler/Import/Layers/Augmentation.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// The image's pixels at the points that six factors make of a pixel's place:
/// (i, j) is what lies in row factors[0] i + factors[1] j + factors[2], and in
/// the column that the other three make.
static Value buildMapped(LayerCall &call, Value image, ValueRange factors,
                         const Filling &filling) {
  ImplicitLocOpBuilder &builder = call.builder;
  auto type = cast<RankedTensorType>(image.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = nn::SamplingPointsOp::getCount(filling.wholePixels);
  RankedTensorType weights = call.getType(shape);
  if (!weights)
    return {};
  auto points = nn::SamplingPointsOp::create(
      builder, weights.clone(builder.getI32Type()), weights, factors,
      filling.border, type.getShape().slice(1, 2), filling.wholePixels);
  return nn::SamplePixelsOp::create(builder, type, image, points.getPlaces(),
                                    points.getWeights());
}

/// Turns by parts of a full turn about the centre c = (size - 1) / 2: pixel
/// (x, y) = c + d is what lies at
///
///     c + (cos(a) dx - sin(a) dy, sin(a) dx + cos(a) dy).
///
/// Source: BaseImagePreprocessingLayer._compute_affine_matrix.
static Value buildRandomRotation(LayerCall &call) {
  Value image = getAugmentedImage(call);
  auto factor = readFactor(call, "factor", -1);
  auto filling = readFilling(call);
  if (!image || !factor || !filling)
    return {};
  return buildInTraining(call, image, [&] {
    ImplicitLocOpBuilder &builder = call.builder;
    constexpr double turn = 2 * llvm::numbers::pi;
    Value angle =
        drawImageNumbers(call, {turn * factor->first, turn * factor->second});
    Value cos = nn::CosOp::create(builder, angle.getType(), angle);
    Value sin = nn::SinOp::create(builder, angle.getType(), angle);
    Value negated = buildScaled(builder, sin, -1);
    ArrayRef<int64_t> shape =
        cast<RankedTensorType>(image.getType()).getShape();
    double cy = double(shape[1] - 1) / 2, cx = double(shape[2] - 1) / 2;
    // c - a c - b c', for the factors a and b of the two dimensions.
    auto getOffset = [&](double own, Value a, double other, Value b) -> Value {
      Value moved = nn::AddOp::create(builder, buildScaled(builder, a, -own),
                                      buildScaled(builder, b, -other));
      return nn::AddOp::create(builder, moved, buildScalar(builder, own));
    };
    return buildMapped(call, image,
                       {cos, sin, getOffset(cy, cos, cx, sin), negated, cos,
                        getOffset(cx, cos, cy, negated)},
                       *filling);
  });
}

/// The limits of a shear. Keras saves one number f as -f, f, which it does not
/// load again.
static std::optional<std::pair<double, double>> readShear(LayerCall &call,
                                                          StringRef key) {
  return call.arguments.find(key) ? readFactor(call, key, -1)
                                  : std::pair(0.0, 0.0);
}

/// Moves rows by a part of their number, and columns by a part of theirs, both
/// one way or both the other: pixel (x, y) is what lies at
/// (x + s y, y + t x). Source: RandomShear._get_shear_matrix.
static Value buildRandomShear(LayerCall &call) {
  Value image = getAugmentedImage(call);
  auto x = readShear(call, "x_factor"), y = readShear(call, "y_factor");
  auto filling = readFilling(call);
  if (!image || !x || !y || !filling)
    return {};
  return buildInTraining(call, image, [&] {
    ImplicitLocOpBuilder &builder = call.builder;
    Value one = buildScalar(builder, 1), zero = buildScalar(builder, 0);
    Value turns = nn::ExceedsOp::create(builder, drawImageNumbers(call, {0, 1}),
                                        builder.getF64FloatAttr(0.5));
    Value direction =
        nn::AddOp::create(builder, buildScaled(builder, turns, -2), one);
    auto draw = [&](std::pair<double, double> limits) -> Value {
      return nn::MultiplyOp::create(builder, drawImageNumbers(call, limits),
                                    direction);
    };
    Value down = draw(*y), across = draw(*x);
    return buildMapped(call, image, {one, down, zero, across, one, zero},
                       *filling);
  });
}

void anabranch::import::registerAffineAugmentation(LayerRegistry &registry) {
  registry["RandomRotation"] = {buildRandomRotation, RangeEffect::Keeps};
  registry["RandomShear"] = {buildRandomShear, RangeEffect::Keeps};
}
