//===- Dense.cpp - Dense --------------------------------------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static Value buildDense(LayerCall &call) {
  JsonObject &arguments = call.arguments;
  Value input = call.getInput();
  int64_t units = arguments.getInteger("units");
  call.rejectConstraints({"kernel", "bias"});
  if (!input || arguments.failed())
    return {};

  auto shape =
      llvm::to_vector(cast<RankedTensorType>(input.getType()).getShape());
  int64_t inputs = shape.back();
  shape.back() = units;
  RankedTensorType type = call.getType(shape);
  Value kernel = call.load("kernel", {inputs, units}, "GlorotUniform");
  if (!type || !kernel)
    return {};
  Value output = nn::DenseOp::create(call.builder, type, input, kernel);
  return buildBiasAndActivation(call, output);
}

void anabranch::import::registerDense(LayerRegistry &registry) {
  registry["Dense"] = buildDense;
}
