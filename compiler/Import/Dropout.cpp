//===- Dropout.cpp - Dropout and its variants -----------------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

template <bool isSpatial> static Value buildDropout(LayerCall &call) {
  Value input = call.getInput(isSpatial ? 4 : 0);
  double rate = call.arguments.getNumber("rate", {}, 0);
  // The run's seed decides; equal runs of Keras draw other numbers anyway.
  call.arguments.ignore({"seed"});
  call.arguments.expect("noise_shape", {},
                        "drop single elements, or use SpatialDropout2D");
  call.arguments.expect("data_format", {"channels_last"},
                        "images must be channels_last");
  if (!input || call.arguments.failed())
    return {};
  // Keras allows to drop all; nothing would be left to train.
  if (rate >= 1)
    return call.error("argument \"rate\" must be less than 1");
  if (call.training == true)
    return call.error("is called with training=True, so that it would drop "
                      "elements to predict, which is not supported");
  if (call.training == false)
    return input;
  return nn::DropoutOp::create(
      call.builder, input.getType(), input, call.builder.getF64FloatAttr(rate),
      isSpatial ? call.builder.getUnitAttr() : UnitAttr());
}

void anabranch::import::registerDropout(LayerRegistry &registry) {
  registry["Dropout"] = buildDropout</*isSpatial=*/false>;
  registry["SpatialDropout2D"] = buildDropout</*isSpatial=*/true>;
}
