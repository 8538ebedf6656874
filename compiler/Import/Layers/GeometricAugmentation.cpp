//===- GeometricAugmentation.cpp - Layers that move pixels in training ----===//

#include "compiler/Import/Layers/Augmentation.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static RankedTensorType getType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

namespace {
/// How an image's rows (axis 1) or columns (axis 2) are sampled: pixel i is
/// what lies at scale i + offset.
struct Sampling {
  int64_t axis, size;
  Value scale, offset;
  Filling filling;
};
} // namespace

/// The product of the image with a sampling matrix along one axis.
static Value buildSampling(LayerCall &call, Value image,
                           const Sampling &sampling) {
  ImplicitLocOpBuilder &builder = call.builder;
  RankedTensorType type = getType(image);
  ArrayRef<int64_t> shape = type.getShape();
  int64_t from = shape[sampling.axis], to = sampling.size;
  Value matrix = nn::SamplingMatrixOp::create(
      builder, type.clone({shape[0], to, from}), sampling.scale,
      sampling.offset, sampling.filling.border, sampling.filling.wholePixels);
  // The image as in front x from x behind; the matrix as 1 x to x from x 1.
  int64_t front = sampling.axis == 1 ? 1 : shape[1];
  int64_t behind = sampling.axis == 1 ? shape[2] * shape[3] : shape[3];
  matrix = buildReshape(call, matrix, {shape[0], 1, to, from, 1});
  Value pixels = buildReshape(call, image, {shape[0], front, 1, from, behind});
  RankedTensorType sum = call.getType({shape[0], front, to, 1, behind});
  if (!sum || !call.getType({shape[0], front, to, from, behind}))
    return {};
  Value sampled =
      nn::ReduceSumOp::create(builder, sum, ValueRange{matrix, pixels});
  SmallVector<int64_t> result(shape);
  result[sampling.axis] = to;
  return buildReshape(call, sampled, result);
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

/// The largest window in the middle that has the target's aspect ratio, made
/// as large as the target. Source: RandomCrop.get_random_transformation and
/// keras.src.ops.image.resize, whose pixels have their centres at 1/2.
static Value buildCentreCrop(LayerCall &call, Value image,
                             ArrayRef<int64_t> target) {
  ArrayRef<int64_t> shape = getType(image).getShape();
  for (unsigned i : {0u, 1u}) {
    auto size = double(shape[i + 1]), other = double(shape[2 - i]);
    double window =
        std::floor(other * double(target[i]) / double(target[1 - i]));
    window = std::max(std::min(size, window), 1.0);
    double first = std::floor((size - window) / 2);
    double step = window / double(target[i]);
    if (first == 0 && shape[i + 1] == target[i])
      continue;
    image = buildSampling(call, image,
                          {i + 1,
                           target[i],
                           buildScalar(call.builder, step),
                           buildScalar(call.builder, first + step / 2 - 0.5),
                           {nn::Border::Nearest}});
    if (!image)
      return {};
  }
  return image;
}

/// A window at a random place in training, where the image is larger.
static Value buildRandomCrop(LayerCall &call) {
  Value image = getAugmentedImage(call);
  std::array<int64_t, 2> target = {call.arguments.getInteger("height"),
                                   call.arguments.getInteger("width")};
  if (!image || call.arguments.failed())
    return {};
  Value centre = buildCentreCrop(call, image, target);
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
