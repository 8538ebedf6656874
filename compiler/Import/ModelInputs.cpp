//===- ModelInputs.cpp - What a model and those inside it are called with -===//

#include "compiler/Import/ModelBuilder.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// What Keras 3 or Keras 2 calls an input's shape.
static StringRef getShapeKey(JsonObject &config) {
  return config.find("batch_shape") ? "batch_shape" : "batch_input_shape";
}

RankedTensorType ModelBuilder::readInputType(const Layer &layer) {
  JsonObject config(reporter, layer.location, "layer " + quote(layer.name),
                    *layer.config);
  config.ignore({"name", "trainable", "sparse", "ragged", "optional",
                 "shared_object_id"});
  config.expect("dtype", {"float32"}, "feed float32");
  StringRef key = getShapeKey(config);
  SmallVector<int64_t> shape = config.getShape(key);
  if (reporter.failed())
    return {};
  auto fail = [&](const Twine &message) -> RankedTensorType {
    (void)config.error(message);
    return {};
  };
  if (shape.size() < 2)
    return fail("needs a shape with a batch dimension and one more");
  shape[0] = ShapedType::kDynamic; // A fixed batch size is one of many here.
  int64_t count = 1;
  for (int64_t size : ArrayRef<int64_t>(shape).drop_front()) {
    if (ShapedType::isDynamic(size))
      return fail("has an unknown size besides the batch's: give its shape");
    if (llvm::MulOverflow(count, size, count) || count > mostElements)
      return fail("has more than 2^40 elements");
  }
  return RankedTensorType::get(shape, builder.getF32Type());
}

LogicalResult ModelBuilder::addInput(unsigned index) {
  const Layer &layer = graph.layers[index];
  RankedTensorType type = readInputType(layer);
  if (!type)
    return failure();
  makeRoom(index);
  Value argument = function.front().addArgument(type, layer.location);
  for (SmallVector<Value, 1> &computed : values[index])
    computed = {argument};
  return success();
}

/// What an inner model is called with has to be what its input layer says, as
/// far as it does.
LogicalResult ModelBuilder::passInput(const Layer &layer, TensorRef call) {
  Value input = findValue(layer.calls[call.call].inputs.front(), &layer);
  if (!input)
    return failure();
  outputsOf(call) = {input};
  JsonObject config(reporter, layer.location, "layer " + quote(layer.name),
                    *layer.config);
  StringRef key = getShapeKey(config);
  if (!config.find(key))
    return success();
  SmallVector<int64_t> wanted = config.getShape(key);
  if (reporter.failed())
    return failure();
  ArrayRef<int64_t> shape = cast<RankedTensorType>(input.getType()).getShape();
  bool fits = wanted.size() == shape.size();
  for (size_t i = 1; fits && i < shape.size(); ++i)
    fits = ShapedType::isDynamic(wanted[i]) || wanted[i] == shape[i];
  if (fits)
    return success();
  return config.error(
      "the model's input has the shape " +
      printShape(RankedTensorType::get(wanted, builder.getF32Type())) +
      ", but it is called with " + printShape(input.getType()));
}
