//===- ImageCall.cpp - Calls of layers over images and sequences ----------===//

#include "compiler/Import/Layers/ImageCall.h"

#include "dialects/NN/Window.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

ImageCall::ImageCall(LayerCall &call)
    : call(call), ofSequence(call.className.contains("1D")) {}

Value ImageCall::getInput() {
  Value input = call.getInput(ofSequence ? 3 : 4);
  if (!input || !ofSequence)
    return input;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(input.getType()).getShape();
  return buildReshape(call, input, {shape[0], shape[1], 1, shape[2]});
}

std::array<int64_t, 2> ImageCall::getSizes(StringRef key,
                                           std::optional<int64_t> fallback) {
  std::array<int64_t, 2> sizes = call.arguments.getPair(key, fallback);
  if (!ofSequence)
    return sizes;
  const Json *argument = call.arguments.find(key);
  if (argument && argument->is_array() && argument->size() != 1)
    call.error("argument " + quote(key) +
               " must be one positive whole number, but is " +
               describe(*argument));
  return {sizes[0], 1};
}

Value ImageCall::loadFilter(StringRef name, ArrayRef<int64_t> shape,
                            StringRef initializerName) {
  SmallVector<int64_t> declared(shape);
  if (ofSequence)
    declared.erase(declared.begin() + 1);
  Value filter = call.load(name, declared, "GlorotUniform", /*mayTrain=*/true,
                           initializerName);
  return filter && ofSequence ? buildReshape(call, filter, shape) : filter;
}

/// Zeros before and behind a dimension for the argument "padding". Source:
/// keras.layers.Conv1D's documentation for "causal".
static std::pair<int64_t, int64_t> getPadding(StringRef padding, int64_t size,
                                              int64_t window, int64_t stride,
                                              int64_t dilation) {
  if (padding == "same")
    return nn::getSamePadding(size, window, stride, dilation);
  if (padding == "causal")
    return {(window - 1) * dilation, 0};
  return {0, 0};
}

std::optional<std::string> ImageCall::readPadding() {
  std::string padding = call.arguments.getString("padding", "valid");
  call.expectChannelsLast();
  if (call.arguments.failed())
    return std::nullopt;
  bool mayBeCausal =
      call.className == "Conv1D" || call.className == "Convolution1D";
  if (padding == "same" || padding == "valid" ||
      (mayBeCausal && padding == "causal"))
    return padding;
  call.error(
      "argument \"padding\" must be \"same\"" +
      Twine(mayBeCausal ? ", \"valid\" or \"causal\"" : " or \"valid\"") +
      ", but is " + quote(padding));
  return std::nullopt;
}

std::optional<Window> ImageCall::readWindow(Value images,
                                            ArrayRef<int64_t> window,
                                            ArrayRef<int64_t> strides,
                                            ArrayRef<int64_t> dilations) {
  std::optional<std::string> padding = readPadding();
  if (!padding)
    return std::nullopt;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(images.getType()).getShape();
  Window result;
  int64_t sizes[2];
  for (unsigned i : {0u, 1u}) {
    auto [before, after] =
        getPadding(*padding, shape[i + 1], window[i], strides[i], dilations[i]);
    sizes[i] = nn::getWindowedSize(shape[i + 1], window[i], strides[i],
                                   dilations[i], before + after);
    result.padding.append({before, after});
  }
  if (sizes[0] == 0 || sizes[1] == 0) {
    std::string size = std::to_string(window[0]);
    if (!ofSequence)
      size += " by " + std::to_string(window[1]);
    call.error("the window of " + size + " does not fit into the input, " +
               printShape(call.inputs.front().getType()) +
               ": make it smaller, or use padding \"same\"");
    return std::nullopt;
  }
  result.height = sizes[0];
  result.width = sizes[1];
  return result;
}

Value ImageCall::finish(Value images) {
  if (!images || !ofSequence)
    return images;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(images.getType()).getShape();
  return buildReshape(call, images, {shape[0], shape[1], shape[3]});
}
