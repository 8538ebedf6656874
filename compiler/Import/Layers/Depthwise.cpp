//===- Depthwise.cpp - Depthwise and separable convolutions ---------------===//

#include "compiler/Import/Layers/ImageCall.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// Each channel as many times as the multiplier says, one after the other.
static Value repeatChannels(LayerCall &call, Value input, int64_t multiplier) {
  if (multiplier == 1)
    return input;
  SmallVector<int64_t> shape(
      cast<RankedTensorType>(input.getType()).getShape());
  int64_t channels = shape.pop_back_val();
  shape.append({channels, 1});
  Value single = buildReshape(call, input, shape);
  shape.back() = multiplier;
  RankedTensorType type = call.getType(shape);
  if (!single || !type)
    return {};
  Value repeated = nn::BroadcastOp::create(call.builder, type, single);
  shape.pop_back();
  shape.back() = channels * multiplier;
  return buildReshape(call, repeated, shape);
}

Value anabranch::import::buildDepthwiseConvolution(
    LayerCall &call, Value input, Value kernel, RankedTensorType type,
    ArrayRef<int64_t> strides, ArrayRef<int64_t> padding,
    ArrayRef<int64_t> dilations) {
  int64_t channels = cast<RankedTensorType>(input.getType()).getDimSize(3);
  int64_t filters = type.getDimSize(3);
  ArrayRef<int64_t> window =
      cast<RankedTensorType>(kernel.getType()).getShape().take_front(2);
  Value repeated = repeatChannels(call, input, filters / channels);
  Value taps = buildReshape(call, kernel, {window[0], window[1], filters});
  if (!repeated || !taps)
    return {};
  return nn::DepthwiseConv2DOp::create(call.builder, type, repeated, taps,
                                       strides, padding, dilations);
}

/// The convolution of each channel of the images alone, by the variable `name`.
static Value buildEachChannel(LayerCall &call, ImageCall &images,
                              StringRef name) {
  JsonObject &arguments = call.arguments;
  Value input = images.getInput();
  auto window = images.getSizes("kernel_size");
  auto strides = images.getSizes("strides", 1);
  auto dilations = images.getSizes("dilation_rate", 1);
  int64_t multiplier = arguments.getInteger("depth_multiplier", 1);
  // Keras 2 writes what it has of all convolutions, and does not use it.
  arguments.ignore({"groups", "kernel_initializer", "kernel_regularizer",
                    "kernel_constraint"});
  if (!input || arguments.failed())
    return {};
  if (!call.checkStrides(strides, dilations))
    return {};
  std::optional<Window> result =
      images.readWindow(input, window, strides, dilations);
  if (!result)
    return {};
  int64_t channels = cast<RankedTensorType>(input.getType()).getDimSize(3);
  Value kernel = images.loadFilter(
      name, {window[0], window[1], channels, multiplier}, "depthwise");
  RankedTensorType type = call.getType({ShapedType::kDynamic, result->height,
                                        result->width, channels * multiplier});
  if (!kernel || !type)
    return {};
  return buildDepthwiseConvolution(call, input, kernel, type, strides,
                                   result->padding, dilations);
}

static Value buildDepthwise(LayerCall &call) {
  ImageCall images(call);
  call.rejectConstraints({"depthwise", "bias"});
  Value output = buildEachChannel(call, images, "kernel");
  return output ? images.finish(buildBiasAndActivation(call, output)) : Value();
}

/// A depthwise convolution, and one of single pixels that mixes the channels.
static Value buildSeparable(LayerCall &call) {
  ImageCall images(call);
  call.rejectConstraints({"depthwise", "pointwise", "bias"});
  int64_t filters = call.arguments.getInteger("filters");
  Value depthwise = buildEachChannel(call, images, "depthwise_kernel");
  if (!depthwise)
    return {};
  SmallVector<int64_t> shape(
      cast<RankedTensorType>(depthwise.getType()).getShape());
  int64_t channels = shape.back();
  shape.back() = filters;
  Value kernel = images.loadFilter("pointwise_kernel",
                                   {1, 1, channels, filters}, "pointwise");
  RankedTensorType type = call.getType(shape);
  if (!kernel || !type)
    return {};
  int64_t ones[] = {1, 1}, zeros[] = {0, 0, 0, 0};
  Value output = nn::Conv2DOp::create(call.builder, type, depthwise, kernel,
                                      ones, zeros, ones, /*groups=*/1);
  return images.finish(buildBiasAndActivation(call, output));
}

void anabranch::import::registerDepthwise(LayerRegistry &registry) {
  registry["DepthwiseConv1D"] = buildDepthwise;
  registry["DepthwiseConv2D"] = buildDepthwise;
  for (StringRef name : {"SeparableConv1D", "SeparableConv2D",
                         "SeparableConvolution1D", "SeparableConvolution2D"})
    registry[name] = buildSeparable;
}
