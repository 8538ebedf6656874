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
                    "renorm_momentum",
                    // There is one device.
                    "synchronized"});
  call.rejectConstraints({"gamma", "beta"});
  arguments.expect("renorm", {false}, "use plain batch normalization");
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

namespace {
/// What becomes of x: (x - mean) / deviation, x / deviation, as Keras computes
/// with `rms_scaling`, or x / root of the mean square.
enum class Normalizer { Standard, Deviation, RootMeanSquare };
} // namespace

/// Normalizes by the elements that share a place in `kept`, the input's shape
/// with 1 for the axes they are taken over; epsilon is added to what the root
/// is taken of.
static Value normalizeExamples(LayerCall &call, Value input,
                               ArrayRef<int64_t> kept, double epsilon,
                               Normalizer by = Normalizer::Standard) {
  ImplicitLocOpBuilder &builder = call.builder;
  auto type = cast<RankedTensorType>(input.getType());
  double count = 1;
  for (auto [size, left] : llvm::zip_equal(type.getShape(), kept))
    count *= size == left ? 1 : double(size);
  auto getMean = [&](ValueRange factors) -> Value {
    Value sum = nn::ReduceSumOp::create(builder, type.clone(kept), factors);
    return buildScaled(builder, sum, 1 / count);
  };
  Value measured = input;
  if (by != Normalizer::RootMeanSquare)
    measured = nn::SubtractOp::create(builder, input, getMean(input));
  Value square = getMean({measured, measured});
  Value factor =
      nn::RsqrtOp::create(builder, square, builder.getF64FloatAttr(epsilon));
  return nn::MultiplyOp::create(
      builder, by == Normalizer::Standard ? measured : input, factor);
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

/// Loads a variable of this shape as one number per channel; null after an
/// error.
static Value loadPerChannel(LayerCall &call, StringRef name,
                            ArrayRef<int64_t> shape, StringRef initializer) {
  Value variable = call.load(name, shape, initializer);
  return variable ? buildStretched(call, variable, shape, shape) : Value();
}

/// Loads gamma and beta, of one shape, as one number per channel; false after
/// an error.
static bool loadGammaAndBeta(LayerCall &call, ArrayRef<int64_t> shape,
                             Normalizer by, Value &gamma, Value &beta) {
  bool scale = call.arguments.getBool("scale", true);
  bool center = call.arguments.getBool("center", true);
  call.arguments.ignore({"gamma_initializer", "beta_initializer"});
  call.rejectConstraints({"gamma", "beta"});
  if (call.arguments.failed())
    return false;
  if (scale || by == Normalizer::Deviation)
    gamma = loadPerChannel(call, "gamma", shape, "Ones");
  if (center && by == Normalizer::Standard)
    beta = loadPerChannel(call, "beta", shape, "Zeros");
  return !call.arguments.failed();
}

/// The sizes of the last axis or axes, which the argument "axis" names; none
/// after an error.
static std::optional<ArrayRef<int64_t>> readLastAxes(LayerCall &call,
                                                     Value input) {
  auto type = cast<RankedTensorType>(input.getType());
  int64_t rank = type.getRank();
  auto axes = readAxes(call, "axis", rank, {rank - 1});
  if (!axes)
    return std::nullopt;
  auto count = static_cast<int64_t>(axes->size());
  if (count > 0 && axes->front() == rank - count)
    return type.getShape().take_back(axes->size());
  call.error("argument \"axis\" must be the last axis or axes, such as "
             "-1 or [-2, -1]");
  return std::nullopt;
}

/// Normalizes each example along so many last axes.
static Value normalizeLastAxes(LayerCall &call, Value input, size_t count,
                               double epsilon, Normalizer by, Value gamma,
                               Value beta) {
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  return buildOverAxes(
      call, input, rank - static_cast<int64_t>(count), [&](Value rows) {
        SmallVector<int64_t> kept(
            cast<RankedTensorType>(rows.getType()).getShape());
        kept.back() = 1;
        return buildGammaAndBeta(
            call, normalizeExamples(call, rows, kept, epsilon, by), gamma,
            beta);
      });
}

static Value buildLayerNormalization(LayerCall &call) {
  Value input = call.getInput();
  double epsilon = call.arguments.getNumber("epsilon", 1e-3, 0);
  auto by = call.arguments.getBool("rms_scaling", false) ? Normalizer::Deviation
                                                         : Normalizer::Standard;
  if (!input || call.arguments.failed())
    return {};
  auto shape = readLastAxes(call, input);
  Value gamma, beta;
  if (!shape || !loadGammaAndBeta(call, *shape, by, gamma, beta))
    return {};
  return normalizeLastAxes(call, input, shape->size(), epsilon, by, gamma,
                           beta);
}

static Value buildRMSNormalization(LayerCall &call) {
  Value input = call.getInput();
  double epsilon = call.arguments.getNumber("epsilon", 1e-6, 0);
  if (!input || call.arguments.failed())
    return {};
  auto shape = readLastAxes(call, input);
  Value scale = shape ? loadPerChannel(call, "scale", *shape, "Ones") : Value();
  return scale ? normalizeLastAxes(call, input, shape->size(), epsilon,
                                   Normalizer::RootMeanSquare, scale,
                                   /*beta=*/{})
               : Value();
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
  if (!loadGammaAndBeta(call, {channels}, Normalizer::Standard, gamma, beta))
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
  registry["RMSNormalization"] = buildRMSNormalization;
}
