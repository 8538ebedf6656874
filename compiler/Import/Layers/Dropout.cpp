//===- Dropout.cpp - Dropout and its variants -----------------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// Drops elements that share their places along the axes `shared` together.
static Value buildMasked(LayerCall &call, Value input, double rate,
                         ArrayRef<int64_t> shared) {
  // Keras allows to drop all; nothing would be left to train.
  if (rate >= 1)
    return call.error("drops everything: its rate must be less than 1");
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

static Value buildDropout(LayerCall &call) {
  Value input = call.getInput();
  double rate = call.arguments.getNumber("rate", {}, 0);
  // The run's seed decides; equal runs of Keras draw other numbers anyway.
  call.arguments.ignore({"seed"});
  if (!input || call.arguments.failed())
    return {};
  auto shared = readSharedAxes(call, input);
  return shared ? buildMasked(call, input, rate, *shared) : Value();
}

/// Drops whole channels of an image or a sequence.
template <int64_t rank> static Value buildSpatialDropout(LayerCall &call) {
  Value input = call.getInput(rank);
  double rate = call.arguments.getNumber("rate", {}, 0);
  call.arguments.ignore({"seed", "noise_shape"});
  call.expectChannelsLast();
  if (!input || call.arguments.failed())
    return {};
  return buildMasked(call, input, rate,
                     llvm::to_vector(llvm::seq<int64_t>(1, rank - 1)));
}

/// Drops whole examples; a layer of keras.applications.convnext.
static Value buildStochasticDepth(LayerCall &call) {
  Value input = call.getInput();
  double rate = call.arguments.getNumber("drop_path_rate", {}, 0);
  if (!input || call.arguments.failed())
    return {};
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  return buildMasked(call, input, rate,
                     llvm::to_vector(llvm::seq<int64_t>(1, rank)));
}

void anabranch::import::registerDropout(LayerRegistry &registry) {
  registry["Dropout"] = {buildDropout, RangeEffect::Keeps};
  registry["SpatialDropout1D"] = {buildSpatialDropout<3>, RangeEffect::Keeps};
  registry["SpatialDropout2D"] = {buildSpatialDropout<4>, RangeEffect::Keeps};
  registry["StochasticDepth"] = {buildStochasticDepth, RangeEffect::Keeps};
}
