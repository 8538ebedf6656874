//===- Rescaling.cpp - Layers of fixed factors and shifts -----------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// One number for each channel, from one or a list, nested or not; empty after
/// an error.
static std::vector<float> readChannels(LayerCall &call, StringRef key,
                                       int64_t channels) {
  std::vector<float> numbers;
  const Json *list = call.arguments.find(key);
  bool isGood = list;
  std::vector<const Json *> pending;
  if (list)
    pending.push_back(list);
  while (!pending.empty()) {
    const Json &value = *unwrapArray(pending.back());
    pending.pop_back();
    if (value.is_array())
      for (const Json &element : llvm::reverse(value))
        pending.push_back(&element);
    else if (value.is_number())
      numbers.push_back(value.get<float>());
    else
      isGood = false;
  }
  if (isGood && numbers.size() == 1)
    numbers.resize(static_cast<size_t>(channels), numbers.front());
  if (isGood && static_cast<int64_t>(numbers.size()) == channels)
    return numbers;
  call.error("argument " + quote(key) +
             " must be a number, or one for each of " + Twine(channels) +
             " channels");
  return {};
}

/// A product and a sum, with one number for all or for each channel.
static Value buildRescaling(LayerCall &call) {
  Value input = call.getInput();
  const Json *scales = call.arguments.find("scale");
  const Json *offsets = call.arguments.find("offset");
  if (!input)
    return {};
  auto isNumber = [](const Json *value) {
    return !value || value->is_number();
  };
  if (!isNumber(scales) || !isNumber(offsets)) {
    int64_t channels =
        cast<RankedTensorType>(input.getType()).getShape().back();
    std::vector<float> factors = readChannels(call, "scale", channels);
    std::vector<float> shifts(static_cast<size_t>(channels));
    if (offsets)
      shifts = readChannels(call, "offset", channels);
    if (call.arguments.failed())
      return {};
    Value scale = call.loadGiven("scale", factors);
    Value offset = call.loadGiven("offset", shifts);
    return scale && offset
               ? nn::ChannelAffineOp::create(call.builder, input.getType(),
                                             input, scale, offset)
               : Value();
  }
  double scale = call.arguments.getNumber("scale");
  double offset = call.arguments.getNumber("offset", 0);
  if (call.arguments.failed())
    return {};
  Value scaled = buildScaled(call.builder, input, scale);
  if (offset == 0)
    return scaled;
  return nn::AddOp::create(call.builder, scaled,
                           buildScalar(call.builder, offset));
}

/// (x - mean) / max(sqrt(variance), 1e-7), with numbers from the config or from
/// adapt().
static Value buildNormalization(LayerCall &call) {
  Value input = call.getInput();
  call.arguments.expect("invert", {false}, "use Rescaling to invert");
  if (!input || call.arguments.failed())
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  int64_t channels = type.getShape().back();
  call.expectLastAxis("normalize the last axis, -1");
  bool isGiven = call.arguments.find("mean") || call.arguments.find("variance");
  if (isGiven &&
      !(call.arguments.find("mean") && call.arguments.find("variance")))
    return call.error("needs both a mean and a variance, or neither");
  if (call.arguments.failed())
    return {};
  Value mean, variance;
  if (isGiven) {
    std::vector<float> means = readChannels(call, "mean", channels);
    std::vector<float> variances = readChannels(call, "variance", channels);
    if (call.arguments.failed())
      return {};
    mean = call.loadGiven("mean", means);
    variance = call.loadGiven("variance", variances);
  } else {
    mean = call.load("mean", {channels}, "Zeros", /*mayTrain=*/false);
    variance = call.load("variance", {channels}, "Ones", /*mayTrain=*/false);
  }
  if (!mean || !variance)
    return {};
  // The square of what Keras limits the deviation to: only a variance of about
  // 0 shows a difference.
  constexpr double epsilon = nn::kerasEpsilon * nn::kerasEpsilon;
  auto factors = nn::NormalizationFactorsOp::create(
      call.builder, mean.getType(), mean.getType(), mean, variance, Value(),
      Value(), call.builder.getF64FloatAttr(epsilon));
  return nn::ChannelAffineOp::create(call.builder, type, input,
                                     factors.getScale(), factors.getShift());
}

void anabranch::import::registerRescaling(LayerRegistry &registry) {
  registry["Rescaling"] = {buildRescaling, RangeEffect::Scales};
  registry["Normalization"] = {buildNormalization, RangeEffect::Scales};
}
