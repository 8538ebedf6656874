//===- Activation.cpp - Activations, alone and at a layer's end -----------===//

#include "compiler/Import/Layers.h"
#include "compiler/Import/Layers/ActivationFunctions.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

Value anabranch::import::buildActivation(LayerCall &call, Value input) {
  const Json *argument = call.arguments.find("activation");
  if (!argument)
    return input;
  // Keras 3 writes functions that it cannot name alone as objects.
  if (isFunction(*argument))
    argument = &(*argument)["config"];
  ActivationFunction build = nullptr;
  if (argument->is_string())
    build = findActivation(argument->get<std::string>(), call.isKeras2);
  if (!build)
    return call.error("activation " + describe(*argument) +
                      " is not supported: use " + listActivations());
  return applyActivation(call, build, input);
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

static Value buildActivationLayer(LayerCall &call) {
  Value input = call.getInput();
  return input ? buildActivation(call, input) : Value();
}

static Value buildReLULayer(LayerCall &call) {
  Value input = call.getInput();
  ReLUOptions options;
  options.negativeSlope = call.arguments.getNumber("negative_slope", 0, 0);
  options.threshold = call.arguments.getNumber("threshold", 0, 0);
  if (call.arguments.find("max_value"))
    options.maximum = call.arguments.getNumber("max_value", {}, 0);
  if (!input || call.arguments.failed())
    return {};
  if (options.maximum && *options.maximum < options.threshold)
    return call.error("\"max_value\" must not be less than \"threshold\"");
  return buildReLU(call.builder, input, options);
}

static Value buildLeakyReLULayer(LayerCall &call) {
  Value input = call.getInput();
  // Keras 2 calls it alpha.
  StringRef key = call.arguments.find("alpha") ? "alpha" : "negative_slope";
  ReLUOptions options;
  options.negativeSlope = call.arguments.getNumber(key, 0.3, 0);
  if (!input || call.arguments.failed())
    return {};
  return buildReLU(call.builder, input, options);
}

static Value buildEluLayer(LayerCall &call) {
  Value input = call.getInput();
  double alpha = call.arguments.getNumber("alpha", 1, 0);
  if (!input || call.arguments.failed())
    return {};
  return buildElu(call.builder, input, alpha);
}

/// The function of the last axis; others change places with it.
template <typename Op> static Value buildAlongAxis(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  if (call.arguments.isNull("axis"))
    return call.error("has the axis None, which mixes the examples of a batch: "
                      "name an axis");
  auto type = cast<RankedTensorType>(input.getType());
  int64_t last = type.getRank() - 1;
  auto axes = readAxes(call, "axis", type.getRank(), {last});
  if (!axes)
    return {};
  if (axes->size() != 1)
    return call.error("argument \"axis\" must be one axis: flatten the axes "
                      "into one before");
  if (axes->front() == last)
    return Op::create(call.builder, input);
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  std::swap(permutation[axes->front()], permutation[last]);
  SmallVector<int64_t> shape(type.getShape());
  std::swap(shape[axes->front()], shape[last]);
  Value moved = nn::PermuteOp::create(call.builder, type.clone(shape), input,
                                      permutation);
  return nn::PermuteOp::create(call.builder, type,
                               Op::create(call.builder, moved), permutation);
}

/// One slope per element of an example, or shared along some axes.
static Value buildPReLULayer(LayerCall &call) {
  Value input = call.getInput();
  call.rejectConstraints({"alpha"});
  if (!input || call.arguments.failed())
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  auto shared = readAxes(call, "shared_axes", type.getRank(), {});
  if (!shared)
    return {};
  SmallVector<int64_t> shape(type.getShape().drop_front());
  for (int64_t axis : *shared)
    shape[axis - 1] = 1;
  Value alpha = call.load("alpha", shape, "Zeros");
  if (!alpha)
    return {};
  // Axes in front that share the slopes stay rows; the others become channels.
  auto first = static_cast<int64_t>(
      llvm::find_if(shape, [](int64_t size) { return size != 1; }) -
      shape.begin());
  first = std::min(first + 1, type.getRank() - 1);
  return buildOverAxes(call, input, first, [&](Value rows) -> Value {
    ArrayRef<int64_t> whole = type.getShape().drop_front(first);
    alpha = buildStretched(
        call, alpha, ArrayRef<int64_t>(shape).drop_front(first - 1), whole);
    return alpha ? nn::PReLUOp::create(call.builder, rows, alpha) : Value();
  });
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

/// Those that are called like an activation and have no arguments.
static Value buildNamedOperation(LayerCall &call) {
  Value input = call.getInput();
  ActivationFunction build = findActivation(call.className, call.isKeras2);
  return input ? applyActivation(call, build, input) : Value();
}

using NumberFunction = Value (*)(ImplicitLocOpBuilder &, Value, double);

/// Those with one number; Keras always writes it.
template <NumberFunction build>
static Value buildWithNumber(LayerCall &call, StringRef key, double minimum) {
  Value input = call.getInput();
  double number = call.arguments.getNumber(key, {}, minimum);
  if (!input || call.arguments.failed())
    return {};
  return build(call.builder, input, number);
}

static Value buildCeluOperation(LayerCall &call) {
  // The formula divides by it.
  return buildWithNumber<buildCelu>(call, "alpha", 1e-6);
}

static Value buildSoftShrinkOperation(LayerCall &call) {
  return buildWithNumber<buildSoftShrink>(call, "threshold", 0);
}

static Value buildHardShrinkOperation(LayerCall &call) {
  return buildWithNumber<buildHardShrink>(call, "threshold", 0);
}

static Value buildSquareplusOperation(LayerCall &call) {
  return buildWithNumber<buildSquareplus>(call, "b", 0);
}

static Value buildGeluOperation(LayerCall &call) {
  Value input = call.getInput();
  bool approximate = call.arguments.getBool("approximate", true);
  if (!input || call.arguments.failed())
    return {};
  return buildGelu(call.builder, input, approximate);
}

static Value buildThresholdOperation(LayerCall &call) {
  Value input = call.getInput();
  double threshold = call.arguments.getNumber("threshold");
  double value = call.arguments.getNumber("default_value");
  if (!input || call.arguments.failed())
    return {};
  return nn::ThresholdOp::create(call.builder, input.getType(), input,
                                 call.builder.getF64FloatAttr(threshold),
                                 call.builder.getF64FloatAttr(value));
}

static Value buildClipOperation(LayerCall &call) {
  Value input = call.getInput();
  double minimum = call.arguments.getNumber("x_min");
  double maximum = call.arguments.getNumber("x_max", {}, minimum);
  if (!input || call.arguments.failed())
    return {};
  return buildClip(call.builder, input, minimum, maximum);
}

/// The first half of the channels times the second's sigmoid.
static Value buildGluOperation(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  int64_t channels = type.getShape().back();
  call.expectLastAxis("the gate must be half of the last axis, -1");
  if (call.arguments.failed())
    return {};
  if (channels % 2 != 0)
    return call.error("needs an even number of channels, but has " +
                      printShape(type));
  SmallVector<int64_t> shape(type.getShape()), cut(shape.size()),
      none(shape.size());
  shape.back() = channels / 2;
  cut.back() = -channels / 2;
  Type half = type.clone(shape);
  Value gate = nn::PadOp::create(call.builder, half, input, cut, none);
  return nn::MultiplyOp::create(
      call.builder, nn::PadOp::create(call.builder, half, input, none, cut),
      nn::SigmoidOp::create(call.builder, gate));
}

void anabranch::import::registerActivation(LayerRegistry &registry) {
  registry["Activation"] = buildActivationLayer;
  registry["ReLU"] = registry["ops.Relu"] = buildReLULayer;
  registry["LeakyReLU"] = registry["ops.LeakyRelu"] = buildLeakyReLULayer;
  registry["ELU"] = registry["ops.Elu"] = buildEluLayer;
  registry["PReLU"] = buildPReLULayer;
  registry["Softmax"] = registry["ops.Softmax"] = buildAlongAxis<nn::SoftmaxOp>;
  registry["ops.LogSoftmax"] = buildAlongAxis<nn::LogSoftmaxOp>;
  for (StringRef name :
       {"Relu6", "Sigmoid", "LogSigmoid", "SparseSigmoid", "HardSigmoid",
        "Tanh", "HardTanh", "TanhShrink", "Selu", "Softplus", "SparsePlus",
        "Softsign", "Silu", "HardSilu", "Mish"})
    registry[("ops." + name).str()] = buildNamedOperation;
  registry["ops.Celu"] = buildCeluOperation;
  registry["ops.SoftShrink"] = buildSoftShrinkOperation;
  registry["ops.HardShrink"] = buildHardShrinkOperation;
  registry["ops.Squareplus"] = buildSquareplusOperation;
  registry["ops.Gelu"] = buildGeluOperation;
  registry["ops.Threshold"] = buildThresholdOperation;
  registry["ops.Clip"] = buildClipOperation;
  registry["ops.Glu"] = buildGluOperation;
}
