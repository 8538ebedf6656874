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
    registerAugmentation(layers);
    registerConvolution(layers);
    registerDense(layers);
    registerDepthwise(layers);
    registerDropout(layers);
    registerLayout(layers);
    registerReduction(layers);
    registerSparsemax(layers);
    registerUpSampling(layers);
    registerNormalization(layers);
    registerPooling(layers);
    registerRegularization(layers);
    return layers;
  }();
  return registry;
}

Value anabranch::import::buildScalar(ImplicitLocOpBuilder &builder,
                                     double number) {
  auto type = RankedTensorType::get({}, builder.getF32Type());
  return nn::ConstantOp::create(
      builder, type, DenseElementsAttr::get(type, static_cast<float>(number)));
}

Value LayerCall::error(const Twine &message) {
  (void)arguments.error(message);
  return {};
}

void LayerCall::rejectConstraints(ArrayRef<StringRef> variableNames) {
  for (StringRef name : variableNames) {
    std::string regularizer = (name + "_regularizer").str();
    arguments.ignore({regularizer});
    arguments.expect((name + "_constraint").str(), {},
                     "train without constraints");
  }
}

Value LayerCall::getInput(int64_t rank) {
  if (inputs.size() != 1)
    return error(className + " needs one input, but has " +
                 Twine(inputs.size()));
  auto type = cast<RankedTensorType>(inputs.front().getType());
  if (type.getRank() == 0)
    return error(className + " needs a tensor, but is called with a number");
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
                                     bool mayTrain, StringRef initializerName) {
  RankedTensorType type = getType(shape);
  StringRef base = initializerName.empty() ? name : initializerName;
  nn::InitializerAttr initializer = readInitializer(
      arguments, (base + "_initializer").str(), defaultInitializer, shape);
  nn::RegularizerAttr regularizer =
      readRegularizer(arguments, (base + "_regularizer").str());
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
                         {},
                         {}});
  } else if (variable->type != type) {
    error("is called twice, with inputs whose " + name +
          " would have the shapes " + printShape(variable->type) + " and " +
          printShape(type));
    return {};
  }
  return FlatSymbolRefAttr::get(builder.getContext(), symbol);
}

Variable &LayerCall::findVariable(StringRef name) {
  return *llvm::find_if(
      variables, [&](const Variable &known) { return known.name == name; });
}

Value LayerCall::loadGiven(StringRef name, ArrayRef<float> numbers) {
  Value value = load(name, {static_cast<int64_t>(numbers.size())}, "Zeros",
                     /*mayTrain=*/false);
  if (value)
    findVariable(name).given.assign(numbers.begin(), numbers.end());
  return value;
}

Value LayerCall::loadConstant(StringRef name, ArrayRef<int64_t> shape,
                              double initialValue) {
  Value value = load(name, shape, "Zeros");
  if (value)
    findVariable(name).initializer = nn::InitializerAttr::get(
        builder.getContext(), nn::Distribution::Constant, APFloat(initialValue),
        APFloat(0.0));
  return value;
}

Value LayerCall::load(StringRef name, ArrayRef<int64_t> shape,
                      StringRef defaultInitializer, bool mayTrain,
                      StringRef initializerName) {
  FlatSymbolRefAttr symbol =
      declare(name, shape, defaultInitializer, mayTrain, initializerName);
  if (!symbol)
    return {};
  Variable &variable = findVariable(name);
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

Value anabranch::import::buildReshape(LayerCall &call, Value input,
                                      ArrayRef<int64_t> shape) {
  RankedTensorType type = call.getType(shape);
  return type ? nn::ReshapeOp::create(call.builder, type, input) : Value();
}

static int64_t multiply(ArrayRef<int64_t> sizes) {
  int64_t product = 1;
  for (int64_t size : sizes)
    product *= size;
  return product;
}

Value anabranch::import::buildOverAxes(LayerCall &call, Value input,
                                       int64_t axis,
                                       function_ref<Value(Value)> build) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(input.getType()).getShape();
  if (axis + 1 == static_cast<int64_t>(shape.size()))
    return build(input);
  SmallVector<int64_t> rows(shape.take_front(axis));
  rows.push_back(multiply(shape.drop_front(axis)));
  Value seen = buildReshape(call, input, rows);
  Value result = seen ? build(seen) : Value();
  return result ? buildReshape(call, result, shape) : Value();
}

Value anabranch::import::buildStretched(LayerCall &call, Value variable,
                                        ArrayRef<int64_t> from,
                                        ArrayRef<int64_t> to) {
  if (from != to) {
    // Broadcasting leaves the first dimension alone.
    SmallVector<int64_t> small{1}, large{1};
    small.append(from.begin(), from.end());
    large.append(to.begin(), to.end());
    variable = buildReshape(call, variable, small);
    RankedTensorType type = call.getType(large);
    if (!variable || !type)
      return {};
    variable = nn::BroadcastOp::create(call.builder, type, variable);
  }
  return buildReshape(call, variable, {multiply(to)});
}

std::optional<SmallVector<int64_t>>
anabranch::import::readAxes(LayerCall &call, StringRef key, int64_t rank,
                            ArrayRef<int64_t> fallback) {
  const Json *argument = call.arguments.find(key);
  if (!argument)
    return SmallVector<int64_t>(fallback);
  SmallVector<int64_t> axes;
  for (const Json &element :
       argument->is_array() ? *argument : Json::array({*argument})) {
    int64_t axis = -rank - 1;
    if (element.is_number_integer())
      axis = element.get<int64_t>();
    if (axis < 0)
      axis += rank;
    if (axis < 1 || axis >= rank || llvm::is_contained(axes, axis)) {
      call.error("argument " + quote(key) + " must name axes from 1 to " +
                 Twine(rank - 1) + " (0 is the batch's), each once, but is " +
                 describe(*argument));
      return std::nullopt;
    }
    axes.push_back(axis);
  }
  llvm::sort(axes);
  return axes;
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
