//===- Normalization.cpp - BatchNormalization -----------------------------===//

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
  for (StringRef key : {"gamma_constraint", "beta_constraint"})
    arguments.expect(key, {}, "train without constraints");
  arguments.expect("renorm", {false}, "use plain batch normalization");
  arguments.expect("synchronized", {false}, "there is one device");
  if (!input || arguments.failed())
    return {};

  auto type = cast<RankedTensorType>(input.getType());
  int64_t last = type.getRank() - 1;
  arguments.expect("axis", {-1, last, Json{-1}, Json{last}},
                   "normalize the last axis, -1");
  bool frozen = !call.trainable || call.training == false;
  if (call.training == true)
    return call.error("is called with training=True, so that it would use the "
                      "batch's statistics to predict, which is not supported");
  if (call.isRepeated && !frozen)
    return call.error("is called twice, so that one step would update its "
                      "moving statistics twice, which is not supported: use "
                      "a layer for each call");

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

void anabranch::import::registerNormalization(LayerRegistry &registry) {
  registry["BatchNormalization"] = buildBatchNormalization;
}
