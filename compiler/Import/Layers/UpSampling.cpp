//===- UpSampling.cpp - UpSampling1D and UpSampling2D ---------------------===//

#include "compiler/Import/Layers/ImageCall.h"

#include <cmath>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static ArrayRef<int64_t> getShape(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// Pixels get axes of 1, which are stretched.
static Value repeatPixels(LayerCall &call, Value input,
                          ArrayRef<int64_t> size) {
  ArrayRef<int64_t> shape = getShape(input);
  RankedTensorType type =
      call.getType({shape[0], shape[1], size[0], shape[2], size[1], shape[3]});
  if (!type)
    return {};
  Value pixels =
      buildReshape(call, input, {shape[0], shape[1], 1, shape[2], 1, shape[3]});
  return buildReshape(
      call, nn::BroadcastOp::create(call.builder, type, pixels),
      {shape[0], shape[1] * size[0], shape[2] * size[1], shape[3]});
}

/// Every pixel's neighbour before or behind it along an axis; the pixel itself
/// at the edge.
static Value getNeighbours(LayerCall &call, Value input, int64_t axis,
                           bool before) {
  auto type = cast<RankedTensorType>(input.getType());
  int64_t size = type.getDimSize(axis);
  if (size == 1)
    return input;
  auto cut = [&](int64_t begin, int64_t end) -> Value {
    SmallVector<int64_t> low(type.getRank()), high(type.getRank()),
        shape(type.getShape());
    low[axis] = -begin;
    high[axis] = end - size;
    shape[axis] = end - begin;
    return nn::PadOp::create(call.builder, type.clone(shape), input, low, high);
  };
  SmallVector<Value> parts;
  if (before)
    parts = {cut(0, 1), cut(0, size - 1)};
  else
    parts = {cut(1, size), cut(size - 1, size)};
  return nn::ConcatenateOp::create(call.builder, type, parts,
                                   call.builder.getI64IntegerAttr(axis));
}

/// Each pixel becomes `factor` of them along an axis. The middle of the r-th
/// lies (r + 1/2) / factor - 1/2 of a pixel behind the old pixel's, between it
/// and a neighbour.
static Value interpolate(LayerCall &call, Value input, int64_t axis,
                         int64_t factor) {
  if (factor == 1 || !input)
    return input;
  ImplicitLocOpBuilder &builder = call.builder;
  SmallVector<int64_t> shape(getShape(input));
  SmallVector<int64_t> single(shape), joined(shape);
  single.insert(single.begin() + axis + 1, 1);
  joined.insert(joined.begin() + axis + 1, factor);
  shape[axis] *= factor;
  RankedTensorType type = call.getType(joined);
  if (!type)
    return {};
  Value previous = getNeighbours(call, input, axis, /*before=*/true);
  Value next = getNeighbours(call, input, axis, /*before=*/false);
  SmallVector<Value> parts;
  for (int64_t r = 0; r < factor; ++r) {
    double distance = (double(r) + 0.5) / double(factor) - 0.5;
    Value neighbour = distance < 0 ? previous : next;
    double weight = std::abs(distance);
    Value part =
        nn::AddOp::create(builder, buildScaled(builder, input, 1 - weight),
                          buildScaled(builder, neighbour, weight));
    parts.push_back(buildReshape(call, part, single));
  }
  Value all = nn::ConcatenateOp::create(builder, type, parts,
                                        builder.getI64IntegerAttr(axis + 1));
  return buildReshape(call, all, shape);
}

static Value buildUpSampling(LayerCall &call) {
  ImageCall images(call);
  Value input = images.getInput();
  auto size = images.getSizes("size", 2);
  std::string interpolation =
      call.arguments.getString("interpolation", "nearest");
  call.expectChannelsLast();
  if (!input || call.arguments.failed())
    return {};
  if (interpolation == "nearest")
    return images.finish(repeatPixels(call, input, size));
  if (interpolation != "bilinear")
    return call.error("argument \"interpolation\" must be \"nearest\" or "
                      "\"bilinear\", but is " +
                      quote(interpolation));
  // There are ops for each pixel that one becomes.
  constexpr int64_t limit = 16;
  if (size[0] > limit || size[1] > limit)
    return call.error("interpolates up to " + Twine(limit) +
                      " pixels from one, but argument \"size\" is larger");
  Value rows = interpolate(call, input, 1, size[0]);
  return images.finish(interpolate(call, rows, 2, size[1]));
}

void anabranch::import::registerUpSampling(LayerRegistry &registry) {
  registry["UpSampling1D"] =
      registry["UpSampling2D"] = {buildUpSampling, RangeEffect::Keeps};
}
