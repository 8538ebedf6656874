//===- Layers.cpp - Building the ops of one layer -------------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

const LayerRegistry &anabranch::import::getLayerRegistry() {
  static const LayerRegistry registry = [] {
    LayerRegistry layers;
    registerActivation(layers);
    registerAffineAugmentation(layers);
    registerArithmetic(layers);
    registerAttention(layers);
    registerAugmentation(layers);
    registerColorAugmentation(layers);
    registerConvolution(layers);
    registerDense(layers);
    registerDepthwise(layers);
    registerDropout(layers);
    registerEinsum(layers);
    registerGeometricAugmentation(layers);
    registerIndexing(layers);
    registerLayout(layers);
    registerMatMul(layers);
    registerNormalization(layers);
    registerPadding(layers);
    registerPooling(layers);
    registerReduction(layers);
    registerRegularization(layers);
    registerRescaling(layers);
    registerResizing(layers);
    registerSparsemax(layers);
    registerSplitting(layers);
    registerUpSampling(layers);
    return layers;
  }();
  return registry;
}

const LayerBuilder *anabranch::import::findLayerBuilder(const Layer &layer) {
  // A layer whose class is called "ops.Relu6" is no operation.
  StringRef name = layer.className;
  if (!layer.isOperation && name.contains('.'))
    return nullptr;
  const LayerRegistry &registry = getLayerRegistry();
  auto found = registry.find(layer.isOperation ? ("ops." + name).str()
                                               : layer.className);
  return found == registry.end() ? nullptr : &found->second;
}

Value anabranch::import::buildScalar(ImplicitLocOpBuilder &builder,
                                     double number) {
  auto type = RankedTensorType::get({}, builder.getF32Type());
  return nn::ConstantOp::create(builder, type, number);
}

Value anabranch::import::buildScaled(ImplicitLocOpBuilder &builder, Value input,
                                     double factor) {
  return nn::ScaleOp::create(builder, input, builder.getF64FloatAttr(factor));
}

Value anabranch::import::buildReciprocal(ImplicitLocOpBuilder &builder,
                                         Value input) {
  return nn::DivideOp::create(builder, buildScalar(builder, 1), input);
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

std::optional<int64_t> anabranch::import::readAxis(LayerCall &call,
                                                   StringRef key, int64_t rank,
                                                   ArrayRef<int64_t> fallback) {
  auto axes = readAxes(call, key, rank, fallback);
  if (!axes)
    return std::nullopt;
  if (axes->size() == 1)
    return axes->front();
  call.error("argument " + quote(key) + " must be one axis");
  return std::nullopt;
}
