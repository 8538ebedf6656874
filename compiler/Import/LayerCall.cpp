//===- LayerCall.cpp - One call of a layer --------------------------------===//

#include "compiler/Import/LayerCall.h"

#include "compiler/Import/Layers.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

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
  int64_t count = 1;
  for (int64_t size : shape)
    if (!ShapedType::isDynamic(size) &&
        (llvm::MulOverflow(count, size, count) || count > mostElements)) {
      error("has a tensor of more than 2^40 elements");
      return {};
    }
  return RankedTensorType::get(shape, builder.getF32Type());
}

void LayerCall::expectChannelsLast() {
  arguments.expect("data_format", {"channels_last"},
                   "images must be channels_last");
}

void LayerCall::expectLastAxis(StringRef advice) {
  int64_t last = cast<RankedTensorType>(inputs.front().getType()).getRank() - 1;
  // A list of one is as good.
  arguments.expect("axis", {-1, last, Json{-1}, Json{last}}, advice);
}

bool LayerCall::checkStrides(std::array<int64_t, 2> strides,
                             std::array<int64_t, 2> dilations) {
  auto isAboveOne = [](int64_t size) { return size > 1; };
  bool areBoth =
      llvm::any_of(strides, isAboveOne) && llvm::any_of(dilations, isAboveOne);
  if (areBoth)
    error("\"strides\" and \"dilation_rate\" cannot both be larger than 1");
  return !areBoth;
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
  if (!value)
    return {};
  std::vector<float> &given = findVariable(name).given;
  if (!given.empty() && ArrayRef<float>(given) != numbers)
    return error("is called with two arrays, which is not supported: make a "
                 "second one of it");
  given.assign(numbers.begin(), numbers.end());
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
