//===- Resampling.cpp - Images of other pixels than there are -------------===//

#include "compiler/Import/Layers/Resampling.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static RankedTensorType getType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

Value anabranch::import::buildSampling(LayerCall &call, Value image,
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

/// Pixels have their centres at 1/2: the first of n in place of m, m / n wide,
/// lies at m / (2 n) - 1/2. Source: keras.src.backend.tensorflow.image.resize.
Value anabranch::import::buildResized(LayerCall &call, Value image,
                                      ArrayRef<int64_t> target,
                                      bool wholePixels) {
  for (unsigned i : {0u, 1u}) {
    int64_t size = getType(image).getDimSize(i + 1);
    if (size == target[i])
      continue;
    double step = double(size) / double(target[i]);
    image = buildSampling(call, image,
                          {i + 1,
                           target[i],
                           buildScalar(call.builder, step),
                           buildScalar(call.builder, step / 2 - 0.5),
                           {nn::Border::Nearest, wholePixels}});
    if (!image)
      return {};
  }
  return image;
}

Value anabranch::import::buildMiddle(LayerCall &call, Value image,
                                     ArrayRef<int64_t> target) {
  ArrayRef<int64_t> shape = getType(image).getShape();
  SmallVector<int64_t> low(shape.size()), high(shape.size());
  for (unsigned i : {0u, 1u}) {
    int64_t difference = shape[i + 1] - target[i];
    low[i + 1] = -(difference / 2);
    high[i + 1] = -difference - low[i + 1];
  }
  return buildPad(call, image, low, high);
}

int64_t anabranch::import::getSizeInRatio(ArrayRef<int64_t> imageShape,
                                          ArrayRef<int64_t> target,
                                          unsigned dimension) {
  return static_cast<int64_t>(double(imageShape[2 - dimension]) *
                              double(target[dimension]) /
                              double(target[1 - dimension]));
}

/// Source: keras.src.utils.image_utils.smart_resize.
Value anabranch::import::buildWindow(LayerCall &call, Value image,
                                     ArrayRef<int64_t> target) {
  ArrayRef<int64_t> shape = getType(image).getShape();
  std::array<int64_t, 2> window;
  for (unsigned i : {0u, 1u})
    window[i] =
        std::clamp<int64_t>(getSizeInRatio(shape, target, i), 1, shape[i + 1]);
  return buildMiddle(call, image, window);
}
