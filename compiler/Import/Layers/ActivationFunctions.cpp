//===- ActivationFunctions.cpp - Activations by their formulas ------------===//

#include "compiler/Import/Layers/ActivationFunctions.h"

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

Value anabranch::import::buildReLU(ImplicitLocOpBuilder &builder, Value input,
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

Value anabranch::import::buildElu(ImplicitLocOpBuilder &builder, Value input,
                                  double alpha) {
  return nn::EluOp::create(builder, input.getType(), input,
                           builder.getF64FloatAttr(alpha));
}

/// The constants of arXiv:1706.02515, as Keras has them.
static Value buildSelu(ImplicitLocOpBuilder &builder, Value input) {
  return buildScaled(builder, buildElu(builder, input, 1.6732632423543772),
                     1.0507009873554805);
}

Value anabranch::import::buildCelu(ImplicitLocOpBuilder &builder, Value input,
                                   double alpha) {
  Value unit = buildElu(builder, buildScaled(builder, input, 1 / alpha), 1);
  return buildScaled(builder, unit, alpha);
}

Value anabranch::import::buildGelu(ImplicitLocOpBuilder &builder, Value input,
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

Value anabranch::import::buildClip(ImplicitLocOpBuilder &builder, Value input,
                                   double minimum, double maximum) {
  return nn::ClipOp::create(builder, input.getType(), input,
                            builder.getF64FloatAttr(minimum),
                            builder.getF64FloatAttr(maximum));
}

Value anabranch::import::buildSoftShrink(ImplicitLocOpBuilder &builder,
                                         Value input, double threshold) {
  return nn::SubtractOp::create(
      builder, input, buildClip(builder, input, -threshold, threshold));
}

Value anabranch::import::buildHardShrink(ImplicitLocOpBuilder &builder,
                                         Value input, double threshold) {
  return nn::HardShrinkOp::create(builder, input.getType(), input,
                                  builder.getF64FloatAttr(threshold));
}

Value anabranch::import::buildSquareplus(ImplicitLocOpBuilder &builder,
                                         Value input, double b) {
  return nn::SquareplusOp::create(builder, input.getType(), input,
                                  builder.getF64FloatAttr(b));
}

/// log(1 / (1 + exp(-x))) = -softplus(-x).
static Value buildLogSigmoid(ImplicitLocOpBuilder &builder, Value input) {
  Value negated = buildScaled(builder, input, -1);
  return buildScaled(builder, nn::SoftplusOp::create(builder, negated), -1);
}

namespace {
/// A function of `keras.activations`, with Keras's defaults.
struct NamedActivation {
  StringRef name;
  ActivationFunction build;
};
} // namespace

static ArrayRef<NamedActivation> getActivations() {
  using Builder = ImplicitLocOpBuilder;
  static constexpr NamedActivation activations[] = {
      {"relu", buildUnary<nn::ReLUOp>},
      {"relu6",
       [](Builder &b, Value x) {
         return buildReLU(b, x, {0, 0, 6.0});
       }},
      {"leaky_relu",
       [](Builder &b, Value x) {
         return buildReLU(b, x, {0.2, 0, std::nullopt});
       }},
      {"sigmoid", buildUnary<nn::SigmoidOp>},
      {"log_sigmoid", buildLogSigmoid},
      {"sparse_sigmoid",
       [](Builder &b, Value x) { return buildHardSigmoid(b, x, 0.5); }},
      {"hard_sigmoid",
       [](Builder &b, Value x) { return buildHardSigmoid(b, x, 1.0 / 6); }},
      {"tanh", buildUnary<nn::TanhOp>},
      {"hard_tanh", [](Builder &b, Value x) { return buildClip(b, x, -1, 1); }},
      {"tanh_shrink",
       [](Builder &b, Value x) -> Value {
         return nn::SubtractOp::create(b, x, nn::TanhOp::create(b, x));
       }},
      {"soft_shrink",
       [](Builder &b, Value x) { return buildSoftShrink(b, x, 0.5); }},
      {"hard_shrink",
       [](Builder &b, Value x) { return buildHardShrink(b, x, 0.5); }},
      {"exponential", buildUnary<nn::ExpOp>},
      {"softmax", buildUnary<nn::SoftmaxOp>},
      {"log_softmax", buildUnary<nn::LogSoftmaxOp>},
      {"sparsemax", buildSparsemax},
      {"elu", [](Builder &b, Value x) { return buildElu(b, x, 1); }},
      {"selu", buildSelu},
      {"celu", [](Builder &b, Value x) { return buildElu(b, x, 1); }},
      {"softplus", buildUnary<nn::SoftplusOp>},
      {"sparse_plus", buildUnary<nn::SparsePlusOp>},
      {"squareplus",
       [](Builder &b, Value x) { return buildSquareplus(b, x, 4); }},
      {"softsign", buildUnary<nn::SoftsignOp>},
      {"gelu", [](Builder &b, Value x) { return buildGelu(b, x, false); }},
      {"silu", buildSiLU},
      {"swish", buildSiLU},
      {"hard_silu", buildHardSiLU},
      {"hard_swish", buildHardSiLU},
      {"mish", buildUnary<nn::MishOp>},
      {"linear", [](Builder &, Value x) { return x; }},
  };
  return activations;
}

ActivationFunction anabranch::import::findActivation(StringRef name,
                                                     bool isKeras2) {
  std::string key = normalizeName(name);
  // Source: tf_keras.src.backend.hard_sigmoid.
  if (isKeras2 && key == "hardsigmoid")
    return [](ImplicitLocOpBuilder &builder, Value x) {
      return buildHardSigmoid(builder, x, 0.2);
    };
  const auto *found =
      llvm::find_if(getActivations(), [&](const NamedActivation &activation) {
        return normalizeName(activation.name) == key;
      });
  return found == getActivations().end() ? nullptr : found->build;
}

Value anabranch::import::applyActivation(LayerCall &call,
                                         ActivationFunction build,
                                         Value input) {
  Value result = build(call.builder, input);
  return result ? result
                : call.error("has a tensor of more than 2^40 elements");
}

std::string anabranch::import::listActivations() {
  return joinNames(llvm::map_to_vector(
      getActivations(),
      [](const NamedActivation &activation) { return activation.name; }));
}
