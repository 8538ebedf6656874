//===- SampleData.cpp - Pictures that the runtime draws itself ------------===//
//
// Ten classes of shapes and textures, each picture with its own position, size,
// colours and noise: enough to see a network learn where no data set is at
// hand. Only integer arithmetic, so that every machine draws the same pictures.
//
//===----------------------------------------------------------------------===//

#include "runtime/Data/Dataset.h"
#include "runtime/Error.h"
#include "runtime/ParallelFor.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cstdlib>

namespace anabranch::runtime {

namespace {

constexpr int64_t classes = 10;
constexpr int64_t resolution = 1024; ///< both sides of a picture, in its units

/// What is random in one picture besides its noise. Lengths are in units of
/// 1/1024 of the picture's side.
struct Drawing {
  int64_t kind;
  int64_t x, y;   ///< the centre, or the texture's phase
  int64_t radius; ///< or half the texture's period
};

/// How much of the foreground is seen at a point: 0 to 255.
int64_t coverage(const Drawing &drawing, int64_t x, int64_t y) {
  int64_t dx = x - drawing.x, dy = y - drawing.y, r = drawing.radius;
  int64_t squared = dx * dx + dy * dy;
  auto visible = [](bool inside) { return inside ? 255 : 0; };
  // Shifted to stay positive, so that the division does not change its
  // direction at the centre.
  auto stripe = [r](int64_t distance) {
    return (distance + 16 * resolution) / r % 2;
  };
  switch (drawing.kind) {
  case 0: // disc
    return visible(squared < r * r);
  case 1: // ring
    return visible(squared < r * r && squared * 9 > r * r * 4);
  case 2: // square
    return visible(std::max(std::abs(dx), std::abs(dy)) < r * 7 / 8);
  case 3: // triangle, standing on its base
    return visible(dy < r * 3 / 4 && dy > 2 * std::abs(dx) - r);
  case 4: // upright cross
    return visible(std::min(std::abs(dx), std::abs(dy)) < r / 3 &&
                   std::max(std::abs(dx), std::abs(dy)) < r);
  case 5: // horizontal stripes
    return visible(stripe(dy / 2));
  case 6: // vertical stripes
    return visible(stripe(dx / 2));
  case 7: // checkerboard
    return visible(stripe(dx / 2) != stripe(dy / 2));
  case 8: { // dots on a grid
    int64_t period = r;
    int64_t u = (dx + 16 * resolution) % period - period / 2;
    int64_t v = (dy + 16 * resolution) % period - period / 2;
    return visible((u * u + v * v) * 9 < period * period);
  }
  default: // gradient away from the centre
    return 255 *
           std::max<int64_t>(0, resolution - std::abs(dx) - std::abs(dy)) /
           resolution;
  }
}

Drawing drawOne(int64_t kind, RandomStream &stream) {
  Drawing drawing;
  drawing.kind = kind;
  drawing.x = resolution * 3 / 10 + stream.below(resolution * 4 / 10);
  drawing.y = resolution * 3 / 10 + stream.below(resolution * 4 / 10);
  drawing.radius = resolution * 2 / 10 + stream.below(resolution * 2 / 10);
  if (kind >= 5 && kind <= 7)
    drawing.radius /= 4;
  return drawing;
}

/// Renders a picture of `shape` (height, width, channels), 8 bits a channel.
void render(const std::vector<int64_t> &shape, int64_t kind,
            RandomStream stream, char *picture) {
  Drawing drawing = drawOne(kind, stream);
  int64_t channels = shape[2];
  std::vector<int64_t> background(channels), foreground(channels);
  // The colours of one channel at least lie well apart.
  int64_t distinct = stream.below(channels);
  for (int64_t c = 0; c < channels; ++c) {
    background[c] = 30 + stream.below(196);
    foreground[c] = 30 + stream.below(196);
    if (c == distinct)
      foreground[c] = background[c] + (background[c] < 128 ? 90 : -90);
  }
  for (int64_t row = 0; row < shape[0]; ++row)
    for (int64_t column = 0; column < shape[1]; ++column) {
      int64_t y = (2 * row + 1) * resolution / (2 * shape[0]);
      int64_t x = (2 * column + 1) * resolution / (2 * shape[1]);
      int64_t seen = coverage(drawing, x, y);
      for (int64_t c = 0; c < channels; ++c) {
        int64_t noise = stream.below(25) + stream.below(25) - 24;
        int64_t value =
            (foreground[c] * seen + background[c] * (255 - seen)) / 255 + noise;
        *picture++ = char(std::clamp<int64_t>(value, 0, 255));
      }
    }
}

Examples drawExamples(const AnabranchModel &model, int64_t count,
                      uint64_t key) {
  const AnabranchTensor &input = model.evaluate->inputs[0];
  std::vector<int64_t> shape = shapeOf(input);
  int64_t kinds = std::min(classes, classCount(model, 0));
  int64_t pictureBytes = elementCount(shape);
  NumpyArray pictures;
  pictures.kind = 'u';
  pictures.itemSize = 1;
  pictures.shape = {count, shape[0], shape[1], shape[2]};
  pictures.bytes.resize(count * pictureBytes);
  std::vector<int32_t> labels(count);
  parallelFor(count, [&](int64_t i) {
    RandomStream stream(RandomStream::derive(key, uint64_t(i)));
    labels[i] = int32_t(stream.below(kinds));
    render(shape, labels[i], stream, &pictures.bytes[i * pictureBytes]);
  });
  Examples examples;
  examples.count = count;
  examples.inputs.push_back(
      inputColumn(input, std::move(pictures), "sample data"));
  examples.targets.push_back(classColumn(model, 0, labels));
  return examples;
}

} // namespace

Dataset drawSampleData(const AnabranchModel &model, Purpose purpose) {
  const AnabranchProgram &program = *model.evaluate;
  if (program.input_count != 1 || program.inputs[0].rank != 3 ||
      !hasOneClassTarget(model) || classCount(model, 0) < 2)
    throw Error("sample",
                "the sample data are pictures in classes, which the model does "
                "not read",
                "give --data an .npz file that fits the model");
  // 10,000 pictures of CIFAR-10's size; fewer where they are large.
  constexpr int64_t budgetBytes = int64_t(256) << 20;
  int64_t bytes = elementCount(program.inputs[0]);
  int64_t trainCount = std::clamp<int64_t>(budgetBytes / bytes, 100, 10000);
  constexpr uint64_t seed = 10;
  Dataset dataset;
  dataset.description = "sample data (drawn, not CIFAR-10)";
  if (purpose == Purpose::Train)
    dataset.train =
        drawExamples(model, trainCount, RandomStream::derive(seed, "train"));
  dataset.test =
      drawExamples(model, trainCount / 5, RandomStream::derive(seed, "test"));
  return dataset;
}

} // namespace anabranch::runtime
