//===- ResizeImage.cpp - Pictures of another size -------------------------===//
//
// Bilinear, as tf.image.resize and keras.ops.image.resize with their defaults:
// pixel i of n, whose centre is at (i + 0.5) / n, becomes what lies there
// between the centres of the old pixels, in floats,
//
//   place = (i + 0.5) * (old n / n) - 0.5
//   value = p[floor(place)] + (p[ceil(place)] - p[floor(place)]) * (place mod
//   1)
//
// first along the rows, then along the columns; beyond the border lie more of
// its pixels. Smaller pictures are not smoothed (antialias=False). TensorFlow
// has this in core/kernels/image/resize_bilinear_op.cc.
//
// Keras goes on with the floats. Here pictures stay bytes, which take a quarter
// of the memory, so a value is off by half a step of 255 at most.
//
//===----------------------------------------------------------------------===//

#include "runtime/Files/ResizeImage.h"

#include <algorithm>
#include <cmath>

namespace anabranch::runtime {

namespace {

/// The two old pixels that a new one lies between.
struct Neighbours {
  int64_t lower, upper;
  float fraction; ///< of the way from the lower to the upper one
};

} // namespace

static std::vector<Neighbours> findNeighbours(int64_t oldCount, int64_t count) {
  float scale = float(oldCount) / float(count);
  std::vector<Neighbours> all;
  all.reserve(count);
  for (int64_t i = 0; i < count; ++i) {
    float place = (float(i) + 0.5f) * scale - 0.5f, lower = std::floor(place);
    auto inside = [&](float pixel) {
      return std::clamp<int64_t>(int64_t(pixel), 0, oldCount - 1);
    };
    all.push_back({inside(lower), inside(std::ceil(place)), place - lower});
  }
  return all;
}

static float blend(float lower, float upper, float fraction) {
  return lower + (upper - lower) * fraction;
}

void resizeImage(const uint8_t *picture, int64_t height, int64_t width,
                 const std::vector<int64_t> &shape, uint8_t *resized) {
  int64_t channels = shape[2];
  std::vector<Neighbours> columns = findNeighbours(width, shape[1]);
  for (const Neighbours &row : findNeighbours(height, shape[0])) {
    const uint8_t *above = picture + row.lower * width * channels;
    const uint8_t *below = picture + row.upper * width * channels;
    for (const Neighbours &column : columns)
      for (int64_t c = 0; c < channels; ++c) {
        int64_t left = column.lower * channels + c;
        int64_t right = column.upper * channels + c;
        float value = blend(blend(above[left], above[right], column.fraction),
                            blend(below[left], below[right], column.fraction),
                            row.fraction);
        *resized++ = uint8_t(std::lround(value));
      }
  }
}

} // namespace anabranch::runtime
