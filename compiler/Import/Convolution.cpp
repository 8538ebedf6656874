//===- Convolution.cpp - Conv2D -------------------------------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static Value buildConv2D(LayerCall &call) {
  JsonObject &arguments = call.arguments;
  Value input = call.getInput(4);
  int64_t filters = arguments.getInteger("filters");
  auto window = arguments.getPair("kernel_size");
  auto strides = arguments.getPair("strides", 1);
  auto dilations = arguments.getPair("dilation_rate", 1);
  int64_t groups = arguments.getInteger("groups", 1);
  for (StringRef key : {"kernel_constraint", "bias_constraint"})
    arguments.expect(key, {}, "train without constraints");
  if (!input || arguments.failed())
    return {};

  bool isStrided = strides[0] > 1 || strides[1] > 1;
  bool isDilated = dilations[0] > 1 || dilations[1] > 1;
  if (isStrided && isDilated)
    return call.error("\"strides\" and \"dilation_rate\" cannot both be "
                      "larger than 1");
  int64_t channels = cast<RankedTensorType>(input.getType()).getDimSize(3);
  if (channels % groups != 0 || filters % groups != 0)
    return call.error("cannot split " + Twine(channels) +
                      " input channels and " + Twine(filters) +
                      " filters into " + Twine(groups) + " groups");
  std::optional<Window> result =
      readWindow(call, input, window, strides, dilations);
  if (!result)
    return {};
  RankedTensorType type = call.getType(
      {ShapedType::kDynamic, result->height, result->width, filters});
  Value kernel =
      call.load("kernel", {window[0], window[1], channels / groups, filters},
                "GlorotUniform");
  if (!type || !kernel)
    return {};
  Value output =
      nn::Conv2DOp::create(call.builder, type, input, kernel, strides,
                           result->padding, dilations, groups);
  return buildBiasAndActivation(call, output);
}

void anabranch::import::registerConvolution(LayerRegistry &registry) {
  registry["Conv2D"] = buildConv2D;
  registry["Convolution2D"] = buildConv2D;
}
