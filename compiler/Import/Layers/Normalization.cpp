//===- Normalization.cpp - Layers that normalize --------------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static Value buildBatchNormalization(LayerCall &call) {
  JsonObject &arguments = call.arguments;
  Value input = call.getInput();
  double momentum = arguments.getNumber("momentum", 0.99);
  double epsilon = arguments.getNumber("epsilon", 1e-3, 0);
  bool scale = arguments.getBool("scale", true);
  bool center = arguments.getBool("center", true);
  arguments.ignore({"gamma_initializer", "beta_initializer",
                    "gamma_regularizer", "beta_regularizer", "renorm_clipping",
                    "renorm_momentum"});
  call.rejectConstraints({"gamma", "beta"});
  arguments.expect("renorm", {false}, "use plain batch normalization");
  arguments.expect("synchronized", {false}, "there is one device");
  if (!input || arguments.failed())
    return {};

  auto type = cast<RankedTensorType>(input.getType());
  call.expectLastAxis("normalize the last axis, -1");
  bool frozen = !call.trainable || call.training == false;
  if (call.training == true)
    return call.error("is called with training=True, so that it would use the "
                      "batch's statistics to predict, which is not supported");

  int64_t channels = type.getShape().back();
  FlatSymbolRefAttr gamma, beta;
  if (scale)
    gamma = call.declare("gamma", {channels}, "Ones");
  if (center)
    beta = call.declare("beta", {channels}, "Zeros");
  auto mean = call.declare("moving_mean", {channels}, "Zeros",
                           /*mayTrain=*/false);
  auto variance = call.declare("moving_variance", {channels}, "Ones",
                               /*mayTrain=*/false);
  if (arguments.failed())
    return {};
  return nn::BatchNormalizationOp::create(
      call.builder, type, input, mean, variance, gamma, beta,
      call.builder.getF64FloatAttr(epsilon),
      call.builder.getF64FloatAttr(momentum),
      frozen ? call.builder.getUnitAttr() : UnitAttr());
}

/// (x - mean) / sqrt(variance + epsilon), where mean and variance are those of
/// the elements that share a place in `kept`, the input's shape with 1 for the
/// axes they are taken over.
static Value normalizeExamples(LayerCall &call, Value input,
                               ArrayRef<int64_t> kept, double epsilon) {
  ImplicitLocOpBuilder &builder = call.builder;
  auto type = cast<RankedTensorType>(input.getType());
  double count = 1;
  for (auto [size, left] : llvm::zip_equal(type.getShape(), kept))
    count *= size == left ? 1 : double(size);
  auto getMean = [&](ValueRange factors) -> Value {
    Value sum = nn::ReduceSumOp::create(builder, type.clone(kept), factors);
    return nn::ScaleOp::create(builder, sum,
                               builder.getF64FloatAttr(1 / count));
  };
  Value centered = nn::SubtractOp::create(builder, input, getMean(input));
  Value variance = getMean({centered, centered});
  Value factor =
      nn::RsqrtOp::create(builder, variance, builder.getF64FloatAttr(epsilon));
  return nn::MultiplyOp::create(builder, centered, factor);
}

/// The product with gamma and the sum with beta, per channel, where there are
/// any.
static Value buildGammaAndBeta(LayerCall &call, Value input, Value gamma,
                               Value beta) {
  if (gamma)
    return nn::ChannelAffineOp::create(call.builder, input.getType(), input,
                                       gamma, beta);
  return beta ? nn::BiasAddOp::create(call.builder, input, beta) : input;
}

/// Loads gamma and beta, of one shape, as one number per channel; false after
/// an error.
static bool loadGammaAndBeta(LayerCall &call, ArrayRef<int64_t> shape,
                             Value &gamma, Value &beta) {
  bool scale = call.arguments.getBool("scale", true);
  bool center = call.arguments.getBool("center", true);
  call.arguments.ignore({"gamma_initializer", "beta_initializer"});
  call.rejectConstraints({"gamma", "beta"});
  if (call.arguments.failed())
    return false;
  auto load = [&](StringRef name, StringRef initializer) -> Value {
    Value variable = call.load(name, shape, initializer);
    return variable ? buildStretched(call, variable, shape, shape) : Value();
  };
  if (scale)
    gamma = load("gamma", "Ones");
  if (center)
    beta = load("beta", "Zeros");
  return !call.arguments.failed();
}

static Value buildLayerNormalization(LayerCall &call) {
  Value input = call.getInput();
  double epsilon = call.arguments.getNumber("epsilon", 1e-3, 0);
  call.arguments.expect("rms_scaling", {false},
                        "normalize with mean and variance");
  if (!input || call.arguments.failed())
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  int64_t rank = type.getRank();
  auto axes = readAxes(call, "axis", rank, {rank - 1});
  if (!axes)
    return {};
  int64_t first = axes->empty() ? rank : axes->front();
  if (static_cast<int64_t>(axes->size()) != rank - first || first == rank)
    return call.error(
        "argument \"axis\" must be the last axis or axes, such as "
        "-1 or [-2, -1]");
  Value gamma, beta;
  if (!loadGammaAndBeta(call, type.getShape().drop_front(first), gamma, beta))
    return {};
  return buildOverAxes(call, input, first, [&](Value rows) {
    SmallVector<int64_t> kept(
        cast<RankedTensorType>(rows.getType()).getShape());
    kept.back() = 1;
    return buildGammaAndBeta(call, normalizeExamples(call, rows, kept, epsilon),
                             gamma, beta);
  });
}

/// Statistics of each example's groups of channels.
static Value buildGroupNormalization(LayerCall &call) {
  Value input = call.getInput();
  double epsilon = call.arguments.getNumber("epsilon", 1e-3, 0);
  // -1 stands for as many groups as there are channels.
  int64_t groups = call.arguments.getInteger("groups", 32, -1);
  if (!input || call.arguments.failed())
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  int64_t channels = type.getShape().back();
  call.expectLastAxis("normalize groups of the last axis, -1");
  groups = groups == -1 ? channels : groups;
  if (call.arguments.failed())
    return {};
  if (groups < 1 || channels % groups != 0)
    return call.error("cannot split " + Twine(channels) + " channels into " +
                      Twine(groups) + " groups");
  Value gamma, beta;
  if (!loadGammaAndBeta(call, {channels}, gamma, beta))
    return {};
  int64_t pixels = 1;
  for (int64_t size : type.getShape().drop_front().drop_back())
    pixels *= size;
  Value grouped = buildReshape(
      call, input, {type.getDimSize(0), pixels, groups, channels / groups});
  if (!grouped)
    return {};
  Value normalized = normalizeExamples(
      call, grouped, {type.getDimSize(0), 1, groups, 1}, epsilon);
  normalized = buildReshape(call, normalized, type.getShape());
  return buildGammaAndBeta(call, normalized, gamma, beta);
}

/// A factor per channel; a layer of keras.applications.convnext.
static Value buildLayerScale(LayerCall &call) {
  Value input = call.getInput();
  double initialValue = call.arguments.getNumber("init_values");
  int64_t channels = call.arguments.getInteger("projection_dim");
  if (!input || call.arguments.failed())
    return {};
  if (cast<RankedTensorType>(input.getType()).getShape().back() != channels)
    return call.error("scales " + Twine(channels) + " channels, but has " +
                      printShape(input.getType()));
  Value gamma = call.loadConstant("gamma", {channels}, initialValue);
  return gamma ? buildGammaAndBeta(call, input, gamma, Value()) : Value();
}

/// The list of an array of NumPy's or the backend's; else the value itself.
static const Json *unwrapArray(const Json *value) {
  for (StringRef name : {"__numpy__", "__tensor__"})
    if (const Json *config = findConfig(*value, name))
      if (config->is_object() && config->contains("value"))
        return &(*config)["value"];
  return value;
}

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
  Value scaled = nn::ScaleOp::create(call.builder, input,
                                     call.builder.getF64FloatAttr(scale));
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

void anabranch::import::registerNormalization(LayerRegistry &registry) {
  registry["BatchNormalization"] = buildBatchNormalization;
  registry["LayerNormalization"] = buildLayerNormalization;
  registry["GroupNormalization"] = buildGroupNormalization;
  registry["LayerScale"] = buildLayerScale;
  registry["Rescaling"] = buildRescaling;
  registry["Normalization"] = buildNormalization;
}
