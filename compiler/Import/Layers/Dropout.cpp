//===- Dropout.cpp - Dropout, its variants and noise ----------------------===//

#include "compiler/Import/Layers/RandomNumbers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// How much is dropped; none after an error.
static std::optional<double> readRate(LayerCall &call, StringRef key) {
  double rate = call.arguments.getNumber(key, {}, 0);
  // The run's seed decides; equal runs of Keras draw other numbers anyway.
  call.arguments.ignore({"seed"});
  // Keras allows to drop all; nothing would be left to train.
  if (!call.arguments.failed() && rate >= 1)
    call.error("drops everything: its rate must be less than 1");
  return call.arguments.failed() ? std::nullopt : std::optional(rate);
}

/// Drops elements that share their places along the axes `shared` together.
static Value buildMasked(LayerCall &call, Value input, double rate,
                         ArrayRef<int64_t> shared) {
  if (call.training == true)
    return call.error("is called with training=True, so that it would drop "
                      "elements to predict, which is not supported");
  if (call.training == false)
    return input;
  return nn::DropoutOp::create(call.builder, input.getType(), input,
                               call.builder.getF64FloatAttr(rate),
                               call.builder.getDenseI64ArrayAttr(shared));
}

/// The axes along which the argument "noise_shape" is 1, where the input is
/// larger; none after an error.
static std::optional<SmallVector<int64_t>> readSharedAxes(LayerCall &call,
                                                          Value input) {
  SmallVector<int64_t> shared;
  const Json *argument = call.arguments.find("noise_shape");
  if (!argument)
    return shared;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(input.getType()).getShape();
  // The batch's size is open, and its examples are dropped one by one.
  bool fits = argument->is_array() && argument->size() == shape.size() &&
              argument->front().is_null();
  for (size_t axis = 1; fits && axis < shape.size(); ++axis) {
    const Json &size = (*argument)[axis];
    fits = size.is_null() || size == 1 || size == shape[axis];
    if (fits && size == 1 && shape[axis] != 1)
      shared.push_back(static_cast<int64_t>(axis));
  }
  if (fits)
    return shared;
  call.error("argument \"noise_shape\" must be None for the batch, and behind "
             "it None, 1 or the size for each axis of " +
             printShape(input.getType()) + ", but is " + describe(*argument));
  return std::nullopt;
}

Value anabranch::import::buildDropout(LayerCall &call, Value input,
                                      StringRef key) {
  auto rate = readRate(call, key);
  if (!rate)
    return {};
  return *rate == 0 ? input : buildMasked(call, input, *rate, {});
}

static Value buildDropoutLayer(LayerCall &call) {
  Value input = call.getInput();
  auto rate = readRate(call, "rate");
  auto shared = input && rate ? readSharedAxes(call, input) : std::nullopt;
  return shared ? buildMasked(call, input, *rate, *shared) : Value();
}

/// Drops whole channels of an image or a sequence.
template <int64_t rank> static Value buildSpatialDropout(LayerCall &call) {
  Value input = call.getInput(rank);
  auto rate = readRate(call, "rate");
  call.arguments.ignore({"noise_shape"});
  call.expectChannelsLast();
  if (!input || !rate || call.arguments.failed())
    return {};
  return buildMasked(call, input, *rate,
                     llvm::to_vector(llvm::seq<int64_t>(1, rank - 1)));
}

/// Drops whole examples; a layer of keras.applications.convnext.
static Value buildStochasticDepth(LayerCall &call) {
  Value input = call.getInput();
  auto rate = readRate(call, "drop_path_rate");
  if (!input || !rate)
    return {};
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  return buildMasked(call, input, *rate,
                     llvm::to_vector(llvm::seq<int64_t>(1, rank)));
}

/// Drops elements to the least that SELU makes, alpha, and moves and stretches
/// all so that mean 0 and a variance of 1 stay. Source: G. Klambauer et al.,
/// "Self-normalizing neural networks", 2017.
static Value buildAlphaDropout(LayerCall &call) {
  Value input = call.getInput();
  auto drop = readRate(call, "rate");
  auto shared = input && drop ? readSharedAxes(call, input) : std::nullopt;
  if (!shared)
    return {};
  return buildInTraining(call, input, [&, rate = *drop]() -> Value {
    ImplicitLocOpBuilder &builder = call.builder;
    SmallVector<int64_t> shape(
        cast<RankedTensorType>(input.getType()).getShape());
    for (int64_t axis : *shared)
      shape[static_cast<size_t>(axis)] = 1;
    // -1.6732632423543772 times 1.0507009873554805, SELU's constants.
    constexpr double alpha = -1.7580993408473766;
    double factor = 1 / std::sqrt((1 - rate) * (1 + rate * alpha * alpha));
    Value kept = nn::ExceedsOp::create(builder, drawUniform(call, shape, 0, 1),
                                       builder.getF64FloatAttr(rate));
    Value left = nn::MultiplyOp::create(builder, input, kept);
    Value negated = buildScaled(builder, kept, -1);
    Value dropped =
        nn::AddOp::create(builder, negated, buildScalar(builder, 1));
    Value filling = buildScaled(builder, dropped, alpha);
    Value mixed = nn::AddOp::create(builder, left, filling);
    Value stretched = buildScaled(builder, mixed, factor);
    return nn::AddOp::create(builder, stretched,
                             buildScalar(builder, -factor * alpha * rate));
  });
}

/// The product with numbers of mean 1 that vary as those of dropout do.
static Value buildGaussianDropout(LayerCall &call) {
  Value input = call.getInput();
  auto drop = readRate(call, "rate");
  if (!input || !drop)
    return {};
  return buildInTraining(call, input, [&, rate = *drop]() -> Value {
    ImplicitLocOpBuilder &builder = call.builder;
    Value noise =
        drawNormal(call, cast<RankedTensorType>(input.getType()).getShape());
    Value spread = buildScaled(builder, noise, std::sqrt(rate / (1 - rate)));
    Value factors = nn::AddOp::create(builder, spread, buildScalar(builder, 1));
    return nn::MultiplyOp::create(builder, input, factors);
  });
}

static Value buildGaussianNoise(LayerCall &call) {
  Value input = call.getInput();
  double deviation = call.arguments.getNumber("stddev", {}, 0);
  call.arguments.ignore({"seed"});
  if (!input || call.arguments.failed())
    return {};
  return buildInTraining(call, input, [&]() -> Value {
    Value noise =
        drawNormal(call, cast<RankedTensorType>(input.getType()).getShape());
    return nn::AddOp::create(call.builder, input,
                             buildScaled(call.builder, noise, deviation));
  });
}

void anabranch::import::registerDropout(LayerRegistry &registry) {
  registry["AlphaDropout"] = {buildAlphaDropout, RangeEffect::Keeps};
  registry["Dropout"] = {buildDropoutLayer, RangeEffect::Keeps};
  registry["GaussianDropout"] = {buildGaussianDropout, RangeEffect::Keeps};
  registry["GaussianNoise"] = {buildGaussianNoise, RangeEffect::Keeps};
  registry["SpatialDropout1D"] = {buildSpatialDropout<3>, RangeEffect::Keeps};
  registry["SpatialDropout2D"] = {buildSpatialDropout<4>, RangeEffect::Keeps};
  registry["StochasticDepth"] = {buildStochasticDepth, RangeEffect::Keeps};
}
