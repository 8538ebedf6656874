//===- Resizing.cpp - Layers that make images as large as a model wants ---===//

#include "compiler/Import/Layers/Resampling.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

namespace {
/// An image and the height and width that it is to have.
struct Resized {
  Value image;
  std::array<int64_t, 2> target;

  ArrayRef<int64_t> getShape() const {
    return cast<RankedTensorType>(image.getType()).getShape();
  }
};
} // namespace

static std::optional<Resized> readResized(LayerCall &call) {
  Resized resized{call.getInput(4),
                  {call.arguments.getInteger("height"),
                   call.arguments.getInteger("width")}};
  call.expectChannelsLast();
  if (!resized.image || call.arguments.failed())
    return std::nullopt;
  return resized;
}

/// Zeros on both sides of the axis that is too short for the target's aspect
/// ratio. Source: `pad_to_aspect_ratio` in keras.src.backend.tensorflow.image.
static Value padToAspectRatio(LayerCall &call, const Resized &resized) {
  ArrayRef<int64_t> shape = resized.getShape();
  SmallVector<int64_t> sides(shape.size());
  for (unsigned i : {0u, 1u}) {
    int64_t missing = getSizeInRatio(shape, resized.target, i) - shape[i + 1];
    sides[i + 1] = std::max<int64_t>(missing, 0) / 2;
  }
  return buildPad(call, resized.image, sides, sides);
}

static Value buildResizing(LayerCall &call) {
  auto resized = readResized(call);
  std::string interpolation =
      call.arguments.getString("interpolation", "bilinear");
  bool crops = call.arguments.getBool("crop_to_aspect_ratio", false);
  bool pads = call.arguments.getBool("pad_to_aspect_ratio", false);
  call.arguments.expect("antialias", {false}, "resize without");
  call.arguments.expect("fill_mode", {"constant"}, "fill with zeros");
  call.arguments.expect("fill_value", {Json(0), Json(0.0)}, "fill with zeros");
  if (!resized || call.arguments.failed())
    return {};
  if (interpolation != "bilinear" && interpolation != "nearest")
    return call.error("argument \"interpolation\" must be \"bilinear\" or "
                      "\"nearest\", but is " +
                      quote(interpolation));
  if (crops && pads)
    return call.error("cannot both crop and pad to the aspect ratio");
  Value image = resized->image;
  if (crops)
    image = buildWindow(call, image, resized->target);
  if (pads)
    image = padToAspectRatio(call, *resized);
  return image ? buildResized(call, image, resized->target,
                              interpolation == "nearest")
               : Value();
}

/// The middle of an image, or of a smaller one the largest window that has the
/// target's aspect ratio, resized.
static Value buildCenterCrop(LayerCall &call) {
  auto resized = readResized(call);
  if (!resized)
    return {};
  ArrayRef<int64_t> shape = resized->getShape();
  if (shape[1] >= resized->target[0] && shape[2] >= resized->target[1])
    return buildMiddle(call, resized->image, resized->target);
  Value window = buildWindow(call, resized->image, resized->target);
  return window ? buildResized(call, window, resized->target) : Value();
}

void anabranch::import::registerResizing(LayerRegistry &registry) {
  registry["Resizing"] = {buildResizing, RangeEffect::Keeps};
  registry["CenterCrop"] = {buildCenterCrop, RangeEffect::Keeps};
}
