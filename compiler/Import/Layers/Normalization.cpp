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
    return buildScaled(builder, sum, 1 / count);
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

void anabranch::import::registerNormalization(LayerRegistry &registry) {
  registry["BatchNormalization"] = buildBatchNormalization;
  registry["LayerNormalization"] = buildLayerNormalization;
  registry["GroupNormalization"] = buildGroupNormalization;
  registry["LayerScale"] = buildLayerScale;
}
