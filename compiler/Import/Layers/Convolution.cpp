//===- Convolution.cpp - Conv1D, Conv2D and their transposes --------------===//

#include "compiler/Import/Layers/ImageCall.h"
#include "dialects/NN/Window.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static Value buildConvolution(LayerCall &call) {
  JsonObject &arguments = call.arguments;
  ImageCall images(call);
  Value input = images.getInput();
  int64_t filters = arguments.getInteger("filters");
  auto window = images.getSizes("kernel_size");
  auto strides = images.getSizes("strides", 1);
  auto dilations = images.getSizes("dilation_rate", 1);
  int64_t groups = arguments.getInteger("groups", 1);
  call.rejectConstraints({"kernel", "bias"});
  if (!input || arguments.failed())
    return {};

  if (!call.checkStrides(strides, dilations))
    return {};
  int64_t channels = cast<RankedTensorType>(input.getType()).getDimSize(3);
  if (channels % groups != 0 || filters % groups != 0)
    return call.error("cannot split " + Twine(channels) +
                      " input channels and " + Twine(filters) +
                      " filters into " + Twine(groups) + " groups");
  std::optional<Window> result =
      images.readWindow(input, window, strides, dilations);
  if (!result)
    return {};
  RankedTensorType type = call.getType(
      {ShapedType::kDynamic, result->height, result->width, filters});
  Value kernel = images.loadFilter(
      "kernel", {window[0], window[1], channels / groups, filters});
  if (!type || !kernel)
    return {};
  // A group for each channel is a depthwise convolution.
  if (groups > 1 && groups == channels) {
    Value output = buildDepthwiseConvolution(call, input, kernel, type, strides,
                                             result->padding, dilations);
    return output ? images.finish(buildBiasAndActivation(call, output))
                  : Value();
  }
  Value output =
      nn::Conv2DOp::create(call.builder, type, input, kernel, strides,
                           result->padding, dilations, groups);
  return images.finish(buildBiasAndActivation(call, output));
}

/// One dimension of a transposed convolution: its output's size, and the
/// padding of the convolution that it transposes. Source:
/// keras.src.backend.common.backend_utils.
namespace {
struct TransposedDimension {
  int64_t size, before, after;
};
} // namespace

static TransposedDimension transposeDimension(int64_t input, int64_t window,
                                              int64_t stride, int64_t dilation,
                                              bool isSame,
                                              std::optional<int64_t> extra) {
  int64_t reach = (window - 1) * dilation + 1, size, before;
  if (isSame) {
    size = extra ? (input - 1) * stride + reach % 2 + *extra : input * stride;
    // Keras pads the stretched input, by so much in all and on the left.
    int64_t total = stride + reach - 2;
    if (extra)
      total = reach + reach % 2 - 2 + *extra;
    before = reach - 1 - std::min((total + 1) / 2, reach - 1);
  } else {
    size = (input - 1) * stride + reach +
           extra.value_or(std::max<int64_t>(stride - reach, 0));
    before = 0;
  }
  int64_t after = (input - 1) * stride + reach - size - before;
  return {size, before, std::max<int64_t>(after, 0)};
}

/// The transpose of a convolution: what its input's gradient is.
static Value buildTransposedConvolution(LayerCall &call) {
  JsonObject &arguments = call.arguments;
  ImageCall images(call);
  Value input = images.getInput();
  int64_t filters = arguments.getInteger("filters");
  auto window = images.getSizes("kernel_size");
  auto strides = images.getSizes("strides", 1);
  auto dilations = images.getSizes("dilation_rate", 1);
  std::optional<std::string> padding = images.readPadding();
  const Json *extra = arguments.find("output_padding");
  call.rejectConstraints({"kernel", "bias"});
  if (!input || !padding || arguments.failed())
    return {};
  if (!call.checkStrides(strides, dilations))
    return {};
  auto shape = cast<RankedTensorType>(input.getType()).getShape();
  SmallVector<int64_t> result{shape[0]}, sides;
  for (size_t i = 0; i < 2; ++i) {
    // Products of what is smaller than 2^31 do not overflow.
    if (shape[i + 1] > std::numeric_limits<int32_t>::max())
      return call.error("has an image of more than 2^31 pixels a side");
    std::optional<int64_t> more;
    // A sequence's only column stays one.
    if (extra && !(images.isSequence() && i == 1)) {
      bool isList = extra->is_array() && !extra->empty() && extra->size() <= 2;
      const Json &number =
          isList ? (*extra)[std::min(i, extra->size() - 1)] : *extra;
      if (!number.is_number_integer() || number < 0 || number >= strides[i])
        return call.error("argument \"output_padding\" must be one or two "
                          "whole numbers less than the strides, but is " +
                          describe(*extra));
      more = number.get<int64_t>();
    }
    TransposedDimension dimension =
        transposeDimension(shape[i + 1], window[i], strides[i], dilations[i],
                           *padding == "same", more);
    if (nn::getWindowedSize(dimension.size, window[i], strides[i], dilations[i],
                            dimension.before + dimension.after) != shape[i + 1])
      return call.error("has no convolution to transpose: make the window "
                        "larger, or leave \"output_padding\" out");
    result.push_back(dimension.size);
    sides.append({dimension.before, dimension.after});
  }
  result.push_back(filters);
  RankedTensorType type = call.getType(result);
  Value kernel =
      images.loadFilter("kernel", {window[0], window[1], filters, shape[3]});
  if (!type || !kernel)
    return {};
  Value output =
      nn::Conv2DInputGradOp::create(call.builder, type, input, kernel, strides,
                                    sides, dilations, /*groups=*/1);
  return images.finish(buildBiasAndActivation(call, output));
}

void anabranch::import::registerConvolution(LayerRegistry &registry) {
  for (StringRef name :
       {"Conv1D", "Conv2D", "Convolution1D", "Convolution2D"}) {
    registry[name] = buildConvolution;
    registry[(name + "Transpose").str()] = buildTransposedConvolution;
  }
}
