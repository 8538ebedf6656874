//===- Pooling.cpp - Pooling layers ---------------------------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

template <typename Op> static Value buildPooling(LayerCall &call) {
  Value input = call.getInput(4);
  auto window = call.arguments.getPair("pool_size", 2);
  auto strides = call.arguments.find("strides")
                     ? call.arguments.getPair("strides")
                     : window;
  if (!input || call.arguments.failed())
    return {};
  std::optional<Window> result =
      readWindow(call, input, window, strides, /*dilations=*/{1, 1});
  if (!result)
    return {};
  int64_t channels = cast<RankedTensorType>(input.getType()).getDimSize(3);
  RankedTensorType type = call.getType(
      {ShapedType::kDynamic, result->height, result->width, channels});
  if (!type)
    return {};
  return Op::create(call.builder, type, input, window, strides,
                    result->padding);
}

/// A window as large as the image.
template <typename Op> static Value buildGlobalPooling(LayerCall &call) {
  Value input = call.getInput(4);
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
    return pooled;
  return nn::ReshapeOp::create(call.builder, call.getType({shape[0], shape[3]}),
                               pooled);
}

void anabranch::import::registerPooling(LayerRegistry &registry) {
  registry["AveragePooling2D"] = buildPooling<nn::AveragePool2DOp>;
  registry["MaxPooling2D"] = buildPooling<nn::MaxPool2DOp>;
  registry["ops.AveragePool"] = buildPooling<nn::AveragePool2DOp>;
  registry["ops.MaxPool"] = buildPooling<nn::MaxPool2DOp>;
  registry["GlobalAveragePooling2D"] = buildGlobalPooling<nn::AveragePool2DOp>;
  registry["GlobalMaxPooling2D"] = buildGlobalPooling<nn::MaxPool2DOp>;
}
