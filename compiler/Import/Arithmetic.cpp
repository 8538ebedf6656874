//===- Arithmetic.cpp - Merge layers and shapes ---------------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// Checks that the inputs have one shape and are at least `minimum`.
static bool checkInputs(LayerCall &call, size_t minimum, size_t maximum) {
  if (call.inputs.size() < minimum || call.inputs.size() > maximum) {
    call.error(call.className + " needs " +
               (minimum == maximum ? "exactly " : "at least ") +
               Twine(minimum) + " inputs, but has " +
               Twine(call.inputs.size()));
    return false;
  }
  Type first = call.inputs.front().getType();
  for (Value input : call.inputs.drop_front()) {
    if (input.getType() != first) {
      call.error(call.className + " needs inputs of one shape, but has " +
                 printShape(first) + " and " + printShape(input.getType()) +
                 ": bring them to one shape before");
      return false;
    }
  }
  return true;
}

static constexpr size_t anyNumber = std::numeric_limits<size_t>::max();

/// A chain of binary ops over all inputs.
template <typename Op> static Value buildMerge(LayerCall &call) {
  bool isBinary = std::is_same_v<Op, nn::SubtractOp>;
  if (!checkInputs(call, 2, isBinary ? 2 : anyNumber))
    return {};
  Value result = call.inputs.front();
  for (Value input : call.inputs.drop_front())
    result = Op::create(call.builder, result, input);
  return result;
}

static Value buildAverage(LayerCall &call) {
  Value sum = buildMerge<nn::AddOp>(call);
  if (!sum)
    return {};
  return nn::ScaleOp::create(
      call.builder, sum,
      call.builder.getF64FloatAttr(1.0 / double(call.inputs.size())));
}

static Value buildFlatten(LayerCall &call) {
  Value input = call.getInput();
  call.arguments.expect("data_format", {"channels_last"},
                        "images must be channels_last");
  if (!input || call.arguments.failed())
    return {};
  int64_t count = 1;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(input.getType()).getShape();
  for (int64_t size : shape.drop_front())
    count *= size;
  return nn::ReshapeOp::create(call.builder, call.getType({shape[0], count}),
                               input);
}

void anabranch::import::registerArithmetic(LayerRegistry &registry) {
  registry["Add"] = registry["ops.Add"] = buildMerge<nn::AddOp>;
  registry["Subtract"] = registry["ops.Subtract"] = buildMerge<nn::SubtractOp>;
  registry["Multiply"] = registry["ops.Multiply"] = buildMerge<nn::MultiplyOp>;
  registry["Average"] = buildAverage;
  registry["Flatten"] = buildFlatten;
}
