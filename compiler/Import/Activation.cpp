//===- Activation.cpp - Activations, alone and at a layer's end -----------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

namespace {
struct ReLUOptions {
  double negativeSlope = 0, threshold = 0;
  std::optional<double> maximum;
};
} // namespace

static Value buildReLU(ImplicitLocOpBuilder &builder, Value input,
                       const ReLUOptions &options) {
  return nn::ReLUOp::create(builder, input.getType(), input,
                            builder.getF64FloatAttr(options.negativeSlope),
                            builder.getF64FloatAttr(options.threshold),
                            options.maximum
                                ? builder.getF64FloatAttr(*options.maximum)
                                : FloatAttr());
}

template <typename Op>
static Value buildUnary(ImplicitLocOpBuilder &builder, Value input) {
  return Op::create(builder, input);
}

static Value scale(ImplicitLocOpBuilder &builder, Value input, double factor) {
  return nn::ScaleOp::create(builder, input, builder.getF64FloatAttr(factor));
}

static Value buildSiLU(ImplicitLocOpBuilder &builder, Value input) {
  return nn::MultiplyOp::create(builder, input,
                                nn::SigmoidOp::create(builder, input));
}

static Value buildElu(ImplicitLocOpBuilder &builder, Value input,
                      double alpha) {
  return nn::EluOp::create(builder, input.getType(), input,
                           builder.getF64FloatAttr(alpha));
}

/// The constants of arXiv:1706.02515, as Keras has them.
static Value buildSelu(ImplicitLocOpBuilder &builder, Value input) {
  return scale(builder, buildElu(builder, input, 1.6732632423543772),
               1.0507009873554805);
}

/// x if x > 0, else alpha (exp(x / alpha) - 1): alpha elu(x / alpha).
static Value buildCelu(ImplicitLocOpBuilder &builder, Value input,
                       double alpha) {
  Value unit = buildElu(builder, scale(builder, input, 1 / alpha), 1);
  return scale(builder, unit, alpha);
}

static Value buildGelu(ImplicitLocOpBuilder &builder, Value input,
                       bool approximate) {
  return nn::GeluOp::create(builder, input.getType(), input, approximate);
}

static Value buildHardSigmoid(ImplicitLocOpBuilder &builder, Value input,
                              double slope) {
  return nn::HardSigmoidOp::create(builder, input.getType(), input,
                                   builder.getF64FloatAttr(slope));
}

static Value buildHardSiLU(ImplicitLocOpBuilder &builder, Value input) {
  return nn::MultiplyOp::create(builder, input,
                                buildHardSigmoid(builder, input, 1.0 / 6));
}

static Value clip(ImplicitLocOpBuilder &builder, Value input, double minimum,
                  double maximum) {
  return nn::ClipOp::create(builder, input.getType(), input,
                            builder.getF64FloatAttr(minimum),
                            builder.getF64FloatAttr(maximum));
}

/// What is left of x beyond the threshold on either side.
static Value buildSoftShrink(ImplicitLocOpBuilder &builder, Value input,
                             double threshold) {
  return nn::SubtractOp::create(builder, input,
                                clip(builder, input, -threshold, threshold));
}

static Value buildHardShrink(ImplicitLocOpBuilder &builder, Value input,
                             double threshold) {
  return nn::HardShrinkOp::create(builder, input.getType(), input,
                                  builder.getF64FloatAttr(threshold));
}

static Value buildSquareplus(ImplicitLocOpBuilder &builder, Value input,
                             double b) {
  return nn::SquareplusOp::create(builder, input.getType(), input,
                                  builder.getF64FloatAttr(b));
}

/// log(1 / (1 + exp(-x))) = -softplus(-x).
static Value buildLogSigmoid(ImplicitLocOpBuilder &builder, Value input) {
  Value negated = scale(builder, input, -1);
  return scale(builder, nn::SoftplusOp::create(builder, negated), -1);
}

using ActivationFunction = Value (*)(ImplicitLocOpBuilder &, Value);

/// Names as `normalizeName` makes them, and what they mean with Keras's
/// defaults.
static const llvm::StringMap<ActivationFunction> &getActivations() {
  using Builder = ImplicitLocOpBuilder;
  static const llvm::StringMap<ActivationFunction> activations = {
      {"linear", [](Builder &, Value x) { return x; }},
      {"relu", [](Builder &b, Value x) { return buildReLU(b, x, {}); }},
      {"relu6",
       [](Builder &b, Value x) {
         return buildReLU(b, x, {0, 0, 6.0});
       }},
      {"leakyrelu",
       [](Builder &b, Value x) {
         return buildReLU(b, x, {0.2, 0, std::nullopt});
       }},
      {"sigmoid", buildUnary<nn::SigmoidOp>},
      {"logsigmoid", buildLogSigmoid},
      {"sparsesigmoid",
       [](Builder &b, Value x) { return buildHardSigmoid(b, x, 0.5); }},
      {"hardsigmoid",
       [](Builder &b, Value x) { return buildHardSigmoid(b, x, 1.0 / 6); }},
      {"tanh", buildUnary<nn::TanhOp>},
      {"hardtanh", [](Builder &b, Value x) { return clip(b, x, -1, 1); }},
      {"tanhshrink",
       [](Builder &b, Value x) -> Value {
         return nn::SubtractOp::create(b, x, nn::TanhOp::create(b, x));
       }},
      {"softshrink",
       [](Builder &b, Value x) { return buildSoftShrink(b, x, 0.5); }},
      {"hardshrink",
       [](Builder &b, Value x) { return buildHardShrink(b, x, 0.5); }},
      {"exponential", buildUnary<nn::ExpOp>},
      {"softmax", buildUnary<nn::SoftmaxOp>},
      {"logsoftmax", buildUnary<nn::LogSoftmaxOp>},
      {"sparsemax", buildSparsemax},
      {"elu", [](Builder &b, Value x) { return buildElu(b, x, 1); }},
      {"selu", buildSelu},
      {"celu", [](Builder &b, Value x) { return buildElu(b, x, 1); }},
      {"softplus", buildUnary<nn::SoftplusOp>},
      {"sparseplus", buildUnary<nn::SparsePlusOp>},
      {"squareplus",
       [](Builder &b, Value x) { return buildSquareplus(b, x, 4); }},
      {"softsign", buildUnary<nn::SoftsignOp>},
      {"gelu", [](Builder &b, Value x) { return buildGelu(b, x, false); }},
      {"silu", buildSiLU},
      {"swish", buildSiLU},
      {"hardsilu", buildHardSiLU},
      {"hardswish", buildHardSiLU},
      {"mish", buildUnary<nn::MishOp>},
  };
  return activations;
}

Value anabranch::import::buildActivation(LayerCall &call, Value input) {
  const Json *argument = call.arguments.find("activation");
  if (!argument)
    return input;
  // Keras 3 writes functions that it cannot name alone as objects.
  if (argument->is_object() && argument->contains("config") &&
      argument->value("class_name", Json()) == Json("function"))
    argument = &(*argument)["config"];
  ActivationFunction build = nullptr;
  if (argument->is_string())
    build =
        getActivations().lookup(normalizeName(argument->get<std::string>()));
  if (!build)
    return call.error(
        "activation " + describe(*argument) +
        " is not supported; these are: relu, relu6, leaky_relu, sigmoid, "
        "log_sigmoid, sparse_sigmoid, hard_sigmoid, tanh, hard_tanh, "
        "tanh_shrink, soft_shrink, hard_shrink, exponential, softmax, "
        "log_softmax, sparsemax, elu, selu, celu, softplus, sparse_plus, "
        "squareplus, "
        "softsign, gelu, silu, swish, hard_silu, hard_swish, mish, "
        "linear");
  return build(call.builder, input);
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
  ActivationFunction build =
      getActivations().lookup(normalizeName(call.className));
  return input ? build(call.builder, input) : Value();
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
  return clip(call.builder, input, minimum, maximum);
}

/// The first half of the channels times the second's sigmoid.
static Value buildGluOperation(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  int64_t last = type.getRank() - 1, channels = type.getShape().back();
  call.arguments.expect("axis", {-1, last, Json{-1}, Json{last}},
                        "the gate must be half of the last axis, -1");
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
