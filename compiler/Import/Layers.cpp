//===- Layers.cpp - Building the ops of one layer -------------------------===//

#include "compiler/Import/Layers.h"

#include "dialects/NN/Window.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

const LayerRegistry &anabranch::import::getLayerRegistry() {
  static const LayerRegistry registry = [] {
    LayerRegistry layers;
    registerActivation(layers);
    registerArithmetic(layers);
    registerConvolution(layers);
    registerDense(layers);
    registerNormalization(layers);
    registerPooling(layers);
    return layers;
  }();
  return registry;
}

Value LayerCall::error(const Twine &message) {
  (void)arguments.error(message);
  return {};
}

Value LayerCall::getInput(int64_t rank) {
  if (inputs.size() != 1)
    return error(className + " needs one input, but has " +
                 Twine(inputs.size()));
  auto type = cast<RankedTensorType>(inputs.front().getType());
  if (rank != 0 && type.getRank() != rank)
    return error(className + " needs an input of " + Twine(rank) +
                 " dimensions, but has " + printShape(type));
  return inputs.front();
}

RankedTensorType LayerCall::getType(ArrayRef<int64_t> shape) {
  constexpr int64_t limit = int64_t(1) << 40;
  int64_t count = 1;
  for (int64_t size : shape)
    if (!ShapedType::isDynamic(size) &&
        (llvm::MulOverflow(count, size, count) || count > limit)) {
      error("has a tensor of more than 2^40 elements");
      return {};
    }
  return RankedTensorType::get(shape, builder.getF32Type());
}

FlatSymbolRefAttr LayerCall::declare(StringRef name, ArrayRef<int64_t> shape,
                                     StringRef defaultInitializer,
                                     bool mayTrain) {
  RankedTensorType type = getType(shape);
  nn::InitializerAttr initializer = readInitializer(
      arguments, (name + "_initializer").str(), defaultInitializer, shape);
  nn::RegularizerAttr regularizer =
      readRegularizer(arguments, (name + "_regularizer").str());
  if (!type || !initializer || arguments.failed())
    return {};
  std::string symbol = (layerName + "/" + name).str();
  auto variable = llvm::find_if(
      variables, [&](const Variable &known) { return known.name == name; });
  if (variable == variables.end()) {
    variables.push_back({name.str(),
                         type,
                         initializer,
                         trainable && mayTrain
                             ? nn::ParameterKind::Trainable
                             : nn::ParameterKind::NonTrainable,
                         regularizer,
                         {}});
  } else if (variable->type != type) {
    error("is called twice, with inputs whose " + name +
          " would have the shapes " + printShape(variable->type) + " and " +
          printShape(type));
    return {};
  }
  return FlatSymbolRefAttr::get(builder.getContext(), symbol);
}

Value LayerCall::load(StringRef name, ArrayRef<int64_t> shape,
                      StringRef defaultInitializer) {
  FlatSymbolRefAttr symbol = declare(name, shape, defaultInitializer);
  if (!symbol)
    return {};
  Variable &variable = *llvm::find_if(
      variables, [&](const Variable &known) { return known.name == name; });
  if (!variable.loaded)
    variable.loaded = nn::LoadOp::create(builder, variable.type, symbol);
  return variable.loaded;
}

Value anabranch::import::buildBiasAndActivation(LayerCall &call, Value input) {
  bool useBias = call.arguments.getBool("use_bias", true);
  call.arguments.ignore({"bias_initializer", "bias_regularizer"});
  if (call.arguments.failed())
    return {};
  if (useBias) {
    int64_t channels =
        cast<RankedTensorType>(input.getType()).getShape().back();
    Value bias = call.load("bias", {channels}, "Zeros");
    if (!bias)
      return {};
    input = nn::BiasAddOp::create(call.builder, input, bias);
  }
  return buildActivation(call, input);
}

std::optional<Window> anabranch::import::readWindow(
    LayerCall &call, Value input, ArrayRef<int64_t> window,
    ArrayRef<int64_t> strides, ArrayRef<int64_t> dilations) {
  std::string padding = call.arguments.getString("padding", "valid");
  call.arguments.expect("data_format", {"channels_last"},
                        "images must be channels_last");
  if (call.arguments.failed())
    return std::nullopt;
  if (padding != "same" && padding != "valid") {
    call.error("argument \"padding\" must be \"same\" or \"valid\", but is " +
               quote(padding));
    return std::nullopt;
  }
  ArrayRef<int64_t> shape = cast<RankedTensorType>(input.getType()).getShape();
  Window result;
  int64_t sizes[2];
  for (unsigned i : {0u, 1u}) {
    std::pair<int64_t, int64_t> sides = {0, 0};
    if (padding == "same")
      sides =
          nn::getSamePadding(shape[i + 1], window[i], strides[i], dilations[i]);
    sizes[i] = nn::getWindowedSize(shape[i + 1], window[i], strides[i],
                                   dilations[i], sides.first + sides.second);
    result.padding.append({sides.first, sides.second});
  }
  if (sizes[0] == 0 || sizes[1] == 0) {
    call.error("the window of " + Twine(window[0]) + " by " + Twine(window[1]) +
               " does not fit into the input, " + printShape(input.getType()) +
               ": make it smaller, or use padding \"same\"");
    return std::nullopt;
  }
  result.height = sizes[0];
  result.width = sizes[1];
  return result;
}

std::string anabranch::import::printShape(Type type) {
  std::string text = "(";
  ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
  for (auto [i, size] : llvm::enumerate(shape)) {
    text += i == 0 ? "" : ", ";
    text += ShapedType::isDynamic(size) ? "None" : std::to_string(size);
  }
  // Python writes a tuple of one with a comma.
  return text + (shape.size() == 1 ? ",)" : ")");
}

std::string anabranch::import::normalizeName(StringRef name) {
  std::string result;
  for (char c : name)
    if (c != '_')
      result += llvm::toLower(c);
  return result;
}

std::string anabranch::import::readClassName(JsonObject &object) {
  std::string name = object.getString("class_name");
  return StringRef(name).split("Custom>").second.empty()
             ? name
             : StringRef(name).split("Custom>").second.str();
}
