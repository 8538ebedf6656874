//===- Pooling.cpp - Pooling layers ---------------------------------------===//

#include "compiler/Import/Layers/ImageCall.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

template <typename Op> static Value buildPooling(LayerCall &call) {
  ImageCall images(call);
  Value input = images.getInput();
  auto window = images.getSizes("pool_size", 2);
  auto strides =
      call.arguments.find("strides") ? images.getSizes("strides") : window;
  if (!input || call.arguments.failed())
    return {};
  std::optional<Window> result =
      images.readWindow(input, window, strides, /*dilations=*/{1, 1});
  if (!result)
    return {};
  int64_t channels = cast<RankedTensorType>(input.getType()).getDimSize(3);
  RankedTensorType type = call.getType(
      {ShapedType::kDynamic, result->height, result->width, channels});
  if (!type)
    return {};
  return images.finish(
      Op::create(call.builder, type, input, window, strides, result->padding));
}

/// A window as large as the image.
template <typename Op> static Value buildGlobalPooling(LayerCall &call) {
  ImageCall images(call);
  Value input = images.getInput();
  bool keepDimensions = call.arguments.getBool("keepdims", false);
  call.expectChannelsLast();
  if (!input || call.arguments.failed())
    return {};
  auto shape = cast<RankedTensorType>(input.getType()).getShape();
  std::array<int64_t, 2> window = {shape[1], shape[2]};
  Value pooled =
      Op::create(call.builder, call.getType({shape[0], 1, 1, shape[3]}), input,
                 window, window, ArrayRef<int64_t>{0, 0, 0, 0});
  if (keepDimensions)
    return images.finish(pooled);
  return nn::ReshapeOp::create(call.builder, call.getType({shape[0], shape[3]}),
                               pooled);
}

/// Pooled pixels are pixels, or lie between them.
template <typename Op>
static void registerPoolingOf(LayerRegistry &registry, StringRef kind) {
  LayerBuilder windows = {buildPooling<Op>, RangeEffect::Keeps};
  LayerBuilder global = {buildGlobalPooling<Op>, RangeEffect::Keeps};
  registry[("ops." + kind + "Pool").str()] = windows;
  for (StringRef dimensions : {"1D", "2D"}) {
    registry[(kind + "Pooling" + dimensions).str()] = windows;
    registry[("Global" + kind + "Pooling" + dimensions).str()] = global;
  }
}

void anabranch::import::registerPooling(LayerRegistry &registry) {
  registerPoolingOf<nn::AveragePool2DOp>(registry, "Average");
  registerPoolingOf<nn::MaxPool2DOp>(registry, "Max");
}
