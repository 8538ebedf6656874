//===- ColorAugmentation.cpp - Layers that change colors in training ------===//

#include "compiler/Import/Layers/Augmentation.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static bool isPair(const Json &value) {
  return value.is_array() && value.size() == 2 && value[0].is_number() &&
         value[1].is_number();
}

/// What colors may be, the argument "value_range"; none after an error.
static std::optional<std::pair<double, double>>
readValueRange(LayerCall &call) {
  const Json *range = call.arguments.find("value_range");
  if (!range)
    return std::pair(0.0, 255.0);
  if (isPair(*range) && (*range)[0] <= (*range)[1])
    return std::pair<double, double>((*range)[0], (*range)[1]);
  call.error("argument \"value_range\" must be two numbers, the larger one "
             "last, but is " +
             describe(*range));
  return std::nullopt;
}

static Value clip(LayerCall &call, Value image,
                  std::pair<double, double> range) {
  return nn::ClipOp::create(call.builder, image.getType(), image,
                            call.builder.getF64FloatAttr(range.first),
                            call.builder.getF64FloatAttr(range.second));
}

/// Adds a part of the range to all pixels.
static Value buildRandomBrightness(LayerCall &call) {
  Value image = getAugmentedImage(call);
  auto range = readValueRange(call);
  auto factor = readFactor(call, "factor", -1);
  if (!image || !range || !factor)
    return {};
  return buildInTraining(call, image, [&] {
    Value brightness =
        buildScaled(call.builder, drawImageNumbers(call, *factor),
                    range->second - range->first);
    Value changed = nn::AddOp::create(call.builder, image, brightness);
    return clip(call, changed, *range);
  });
}

/// Moves pixels away from their channel's mean, or towards it.
static Value buildRandomContrast(LayerCall &call) {
  Value image = getAugmentedImage(call);
  const Json *factor = call.arguments.find("factor");
  auto range = readValueRange(call);
  if (!image || !range)
    return {};
  if (!factor || !(factor->is_number() || isPair(*factor)))
    return call.error("needs a \"factor\" of one or two numbers");
  double lower = factor->is_number() ? *factor : (*factor)[0];
  double upper = factor->is_number() ? *factor : (*factor)[1];
  // The contrast is from 1 - lower to 1 + upper. Like Keras, both may be above
  // 1, as with -0.2, 0.2.
  if (lower > 1 || upper < 0)
    return call.error("argument \"factor\" must hold a number of at most 1 and "
                      "one of at least 0, but is " +
                      describe(*factor));
  std::pair<double, double> limits = std::minmax({1 - lower, 1 + upper});
  return buildInTraining(call, image, [&]() -> Value {
    ImplicitLocOpBuilder &builder = call.builder;
    auto type = cast<RankedTensorType>(image.getType());
    ArrayRef<int64_t> shape = type.getShape();
    Value contrast = drawImageNumbers(call, limits);
    Value sum = nn::ReduceSumOp::create(
        builder, type.clone({shape[0], 1, 1, shape[3]}), image);
    Value mean =
        buildScaled(call.builder, sum, 1.0 / double(shape[1] * shape[2]));
    Value distance = nn::SubtractOp::create(builder, image, mean);
    Value product = nn::MultiplyOp::create(builder, distance, contrast);
    Value changed = nn::AddOp::create(builder, product, mean);
    return clip(call, changed, *range);
  });
}

void anabranch::import::registerColorAugmentation(LayerRegistry &registry) {
  registry["RandomBrightness"] = {buildRandomBrightness, RangeEffect::Keeps};
  registry["RandomContrast"] = {buildRandomContrast, RangeEffect::Keeps};
}
