//===- GeometricAugmentation.cpp - Layers that move pixels in training ----===//

#include "compiler/Import/Layers/Augmentation.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static RankedTensorType getType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// Mirrors one image in two; both ways at once or not at all.
static Value buildRandomFlip(LayerCall &call) {
  Value image = getAugmentedImage(call);
  std::string mode =
      call.arguments.getString("mode", "horizontal_and_vertical");
  if (!image || call.arguments.failed())
    return {};
  SmallVector<int64_t> axes;
  if (mode == "vertical" || mode == "horizontal_and_vertical")
    axes.push_back(1);
  if (mode == "horizontal" || mode == "horizontal_and_vertical")
    axes.push_back(2);
  if (axes.empty())
    return call.error("argument \"mode\" must be \"horizontal\", \"vertical\" "
                      "or \"horizontal_and_vertical\", but is " +
                      quote(mode));
  return buildInTraining(call, image, [&] {
    Value flips = nn::ExceedsOp::create(call.builder, drawNumbers(call, 0, 1),
                                        call.builder.getF64FloatAttr(0.5));
    // i as it is, or size - 1 - i.
    Value direction =
        nn::AddOp::create(call.builder, buildScaled(call.builder, flips, -2),
                          buildScalar(call.builder, 1));
    Value flipped = image;
    for (int64_t axis : axes) {
      int64_t size = getType(image).getDimSize(static_cast<unsigned>(axis));
      Value offset = buildScaled(call.builder, flips, double(size - 1));
      if (flipped)
        flipped = buildSampling(call, flipped,
                                {axis,
                                 size,
                                 direction,
                                 offset,
                                 {nn::Border::Zero, /*wholePixels=*/true}});
    }
    return flipped;
  });
}

/// A window at a random place in training, where the image is larger.
static Value buildRandomCrop(LayerCall &call) {
  Value image = getAugmentedImage(call);
  std::array<int64_t, 2> target = {call.arguments.getInteger("height"),
                                   call.arguments.getInteger("width")};
  if (!image || call.arguments.failed())
    return {};
  Value window = buildWindow(call, image, target);
  Value centre = window ? buildResized(call, window, target) : Value();
  ArrayRef<int64_t> shape = getType(image).getShape();
  if (!centre || shape[1] < target[0] || shape[2] < target[1])
    return centre;
  return buildInTraining(call, centre, [&] {
    Value window = image;
    for (unsigned i : {0u, 1u}) {
      if (!window || shape[i + 1] == target[i])
        continue;
      // Rounded to the offsets from 0 to the difference, each as likely.
      auto difference = double(shape[i + 1] - target[i]);
      Value offset = drawNumbers(call, -0.5, difference + 0.5);
      window = buildSampling(call, window,
                             {i + 1,
                              target[i],
                              buildScalar(call.builder, 1),
                              offset,
                              {nn::Border::Nearest, /*wholePixels=*/true}});
    }
    return window;
  });
}

/// Moves by parts of the image's size: pixel i is what lay at i - distance.
static Value buildRandomTranslation(LayerCall &call) {
  Value image = getAugmentedImage(call);
  Sampling sampling{};
  auto height = readFactor(call, "height_factor", -1);
  auto width = readFactor(call, "width_factor", -1);
  auto filling = readFilling(call);
  if (!filling || !image || !height || !width)
    return {};
  sampling.filling = *filling;
  return buildInTraining(call, image, [&] {
    Value moved = image;
    for (auto [axis, factor] : {std::pair(1u, *height), {2u, *width}}) {
      if (!moved || (factor.first == 0 && factor.second == 0))
        continue;
      sampling.axis = axis;
      sampling.size = getType(image).getDimSize(axis);
      sampling.scale = buildScalar(call.builder, 1);
      auto size = double(sampling.size);
      sampling.offset =
          drawNumbers(call, -factor.second * size, -factor.first * size);
      moved = buildSampling(call, moved, sampling);
    }
    return moved;
  });
}

/// Zooms about the centre c = (size - 1) / 2: pixel i is what lies at
/// c + (1 + factor) (i - c).
static Value buildRandomZoom(LayerCall &call) {
  Value image = getAugmentedImage(call);
  Sampling sampling{};
  constexpr double lowest = -0.999; // the image must not vanish
  auto height = readFactor(call, "height_factor", lowest);
  auto width = height;
  bool keepsAspect = !call.arguments.find("width_factor");
  if (!keepsAspect)
    width = readFactor(call, "width_factor", lowest);
  auto filling = readFilling(call);
  if (!filling || !image || !height || !width)
    return {};
  sampling.filling = *filling;
  return buildInTraining(call, image, [&] {
    Value zoomed = image, factors;
    for (auto [axis, limits] : {std::pair(1u, *height), {2u, *width}}) {
      if (!zoomed)
        continue;
      if (!factors || !keepsAspect)
        factors = drawNumbers(call, limits.first, limits.second);
      sampling.axis = axis;
      sampling.size = getType(image).getDimSize(axis);
      sampling.scale = nn::AddOp::create(call.builder, factors,
                                         buildScalar(call.builder, 1));
      sampling.offset =
          buildScaled(call.builder, factors, -double(sampling.size - 1) / 2);
      zoomed = buildSampling(call, zoomed, sampling);
    }
    return zoomed;
  });
}

void anabranch::import::registerGeometricAugmentation(LayerRegistry &registry) {
  registry["RandomFlip"] = {buildRandomFlip, RangeEffect::Keeps};
  registry["RandomCrop"] = {buildRandomCrop, RangeEffect::Keeps};
  registry["RandomTranslation"] = {buildRandomTranslation, RangeEffect::Keeps};
  registry["RandomZoom"] = {buildRandomZoom, RangeEffect::Keeps};
}
