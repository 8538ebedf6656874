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

static Value buildSiLU(ImplicitLocOpBuilder &builder, Value input) {
  return nn::MultiplyOp::create(builder, input,
                                nn::SigmoidOp::create(builder, input));
}

static Value buildElu(ImplicitLocOpBuilder &builder, Value input,
                      double alpha) {
  return nn::EluOp::create(builder, input.getType(), input,
                           builder.getF64FloatAttr(alpha));
}

using ActivationFunction = Value (*)(ImplicitLocOpBuilder &, Value);

static ActivationFunction findActivation(StringRef name) {
  static const llvm::StringMap<ActivationFunction> activations = {
      {"linear", [](ImplicitLocOpBuilder &, Value input) { return input; }},
      {"relu", [](ImplicitLocOpBuilder &builder,
                  Value input) { return buildReLU(builder, input, {}); }},
      {"relu6",
       [](ImplicitLocOpBuilder &builder, Value input) {
         return buildReLU(builder, input, {0, 0, 6.0});
       }},
      {"leaky_relu",
       [](ImplicitLocOpBuilder &builder, Value input) {
         return buildReLU(builder, input, {0.2, 0, std::nullopt});
       }},
      {"sigmoid", buildUnary<nn::SigmoidOp>},
      {"tanh", buildUnary<nn::TanhOp>},
      {"exponential", buildUnary<nn::ExpOp>},
      {"softmax", buildUnary<nn::SoftmaxOp>},
      {"elu", [](ImplicitLocOpBuilder &builder,
                 Value input) { return buildElu(builder, input, 1); }},
      {"selu",
       [](ImplicitLocOpBuilder &builder, Value input) -> Value {
         // The constants of arXiv:1706.02515, as Keras has them.
         Value unit = buildElu(builder, input, 1.6732632423543772);
         return nn::ScaleOp::create(
             builder, unit, builder.getF64FloatAttr(1.0507009873554805));
       }},
      {"softplus", buildUnary<nn::SoftplusOp>},
      {"softsign", buildUnary<nn::SoftsignOp>},
      {"gelu", buildUnary<nn::GeluOp>},
      {"hard_sigmoid", buildUnary<nn::HardSigmoidOp>},
      {"silu", buildSiLU},
      {"swish", buildSiLU},
  };
  return activations.lookup(name);
}

Value anabranch::import::buildActivation(LayerCall &call, Value input) {
  const Json *argument = call.arguments.find("activation");
  if (!argument)
    return input;
  // Keras 3 writes functions that it cannot name alone as objects.
  if (argument->is_object() &&
      argument->value("class_name", Json()) == Json("function"))
    argument = &(*argument)["config"];
  ActivationFunction build = argument->is_string()
                                 ? findActivation(argument->get<std::string>())
                                 : nullptr;
  if (!build)
    return call.error(
        "activation " + describe(*argument) +
        " is not supported; these are: relu, relu6, leaky_relu, sigmoid, "
        "tanh, softmax, exponential, elu, selu, softplus, softsign, gelu, "
        "hard_sigmoid, silu, swish, linear");
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

static Value buildSoftmaxLayer(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  int64_t last = cast<RankedTensorType>(input.getType()).getRank() - 1;
  call.arguments.expect("axis", {-1, last, Json{-1}, Json{last}},
                        "the softmax must be over the last axis, -1");
  if (call.arguments.failed())
    return {};
  return nn::SoftmaxOp::create(call.builder, input);
}

void anabranch::import::registerActivation(LayerRegistry &registry) {
  registry["Activation"] = buildActivationLayer;
  registry["ReLU"] = registry["ops.Relu"] = buildReLULayer;
  registry["LeakyReLU"] = buildLeakyReLULayer;
  registry["Softmax"] = buildSoftmaxLayer;
}
