//===- Arithmetic.cpp - Merge layers and arithmetic operations ------------===//

#include "compiler/Import/Layers.h"
#include "compiler/Import/Layers/ActivationFunctions.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static RankedTensorType getType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// Gives a tensor of lower rank axes of 1 behind the batch, as Keras's merge
/// layers do.
static Value expandTo(LayerCall &call, Value input, int64_t rank) {
  ArrayRef<int64_t> shape = getType(input).getShape();
  auto missing = rank - static_cast<int64_t>(shape.size());
  if (missing == 0 || shape.empty())
    return input;
  SmallVector<int64_t> expanded{shape.front()};
  expanded.append(missing, 1);
  expanded.append(shape.begin() + 1, shape.end());
  return buildReshape(call, input, expanded);
}

/// A binary op over two inputs whose sizes are equal or 1; null after an error.
template <typename Op>
static Value buildBinary(LayerCall &call, Value lhs, Value rhs) {
  int64_t rank = std::max(getType(lhs).getRank(), getType(rhs).getRank());
  Value a = expandTo(call, lhs, rank), b = expandTo(call, rhs, rank);
  if (!a || !b)
    return {};
  RankedTensorType type = nn::getBroadcastType(a.getType(), b.getType());
  if (!type)
    return call.error(call.className + " needs inputs of one shape, but has " +
                      printShape(lhs.getType()) + " and " +
                      printShape(rhs.getType()) +
                      ": bring them to one shape, or sizes to 1, before");
  if (!call.getType(type.getShape()))
    return {};
  return Op::create(call.builder, a, b);
}

static bool checkInputCount(LayerCall &call, size_t minimum, size_t maximum) {
  size_t count = call.inputs.size();
  bool hasTensor = llvm::any_of(
      call.inputs, [](Value input) { return getType(input).getRank() != 0; });
  if (count < minimum || count > maximum)
    call.error(call.className + " needs " +
               (minimum == maximum ? "exactly " : "at least ") +
               Twine(minimum) + (minimum == 1 ? " input" : " inputs") +
               ", but has " + Twine(count));
  else if (!hasTensor)
    call.error(call.className +
               " needs a tensor, but is called with numbers alone");
  return !call.arguments.failed();
}

static constexpr size_t anyNumber = std::numeric_limits<size_t>::max();

/// A chain of binary ops over all inputs. A layer may have one alone.
template <typename Op, size_t minimum = 1, size_t maximum = anyNumber>
static Value buildMerge(LayerCall &call) {
  if (!checkInputCount(call, minimum, maximum))
    return {};
  Value result = call.inputs.front();
  for (Value input : call.inputs.drop_front())
    if (result)
      result = buildBinary<Op>(call, result, input);
  return result;
}

/// An operation of two operands.
template <typename Op> static Value buildOperation(LayerCall &call) {
  return buildMerge<Op, 2, 2>(call);
}

/// The same of an operator, which may stand between a tensor and an array.
template <typename Op> static Value buildOperator(LayerCall &call) {
  return call.array ? buildArrayArithmetic(call) : buildOperation<Op>(call);
}

static Value buildAverage(LayerCall &call) {
  Value sum = buildMerge<nn::AddOp>(call);
  if (!sum)
    return {};
  return buildScaled(call.builder, sum, 1.0 / double(call.inputs.size()));
}

/// A block's input plus its scaled result; a layer of
/// keras.applications.inception_resnet_v2.
static Value buildCustomScale(LayerCall &call) {
  double scale = call.arguments.getNumber("scale");
  if (!checkInputCount(call, 2, 2) || call.arguments.failed())
    return {};
  Value scaled = buildScaled(call.builder, call.inputs[1], scale);
  return buildBinary<nn::AddOp>(call, call.inputs[0], scaled);
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

template <typename Op> static Value buildUnary(LayerCall &call) {
  Value input = call.getInput();
  return input ? Op::create(call.builder, input) : Value();
}

static Value buildNegative(LayerCall &call) {
  Value input = call.getInput();
  return input ? buildScaled(call.builder, input, -1) : Value();
}

static Value buildSquare(LayerCall &call) {
  Value input = call.getInput();
  return input ? nn::MultiplyOp::create(call.builder, input, input) : Value();
}

/// max(x, 0) + max(-x, 0), whose gradient at 0 is 0 as Keras's.
static Value buildAbsolute(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  ImplicitLocOpBuilder &builder = call.builder;
  return nn::AddOp::create(
      builder, nn::ReLUOp::create(builder, input),
      nn::ReLUOp::create(builder, buildScaled(builder, input, -1)));
}

/// x / max(|x|, shortest) along the last axis, as the argument "axis" has to
/// say.
static Value buildNormalized(LayerCall &call, double shortest) {
  Value input = call.getInput();
  if (!input)
    return {};
  if (call.arguments.isNull("axis"))
    return call.error("has the axis None, which mixes the examples of a batch: "
                      "normalize along the last axis, -1");
  call.expectLastAxis("normalize along the last axis, -1");
  return call.arguments.failed()
             ? Value()
             : nn::buildUnitRows(call.builder, call.builder.getLoc(), input,
                                 shortest);
}

static Value buildNormalize(LayerCall &call) {
  constexpr double smallest = 1e-18;
  double epsilon =
      call.arguments.getNumber("epsilon", nn::kerasEpsilon, smallest);
  call.arguments.expect("order", {Json(2)}, "use the Euclidean norm, 2");
  return buildNormalized(call, epsilon);
}

static Value buildUnitNormalization(LayerCall &call) {
  return buildNormalized(call, /*shortest=*/1e-12);
}

static Value buildReciprocalOperation(LayerCall &call) {
  Value input = call.getInput();
  return input ? buildReciprocal(call.builder, input) : Value();
}

static Value buildReciprocalRoot(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  return nn::RsqrtOp::create(call.builder, input,
                             call.builder.getF64FloatAttr(0));
}

/// x^c for a number c.
static Value buildPower(LayerCall &call) {
  if (!checkInputCount(call, 2, 2))
    return {};
  auto exponent = call.inputs[1].getDefiningOp<nn::ConstantOp>();
  double number = 0;
  if (exponent)
    number = cast<DenseElementsAttr>(exponent.getValue())
                 .getSplatValue<APFloat>()
                 .convertToDouble();
  Value input = call.inputs[0];
  if (getType(input).getRank() == 0 || number == 0)
    return call.error("needs a number other than 0 for an exponent");
  exponent.erase();
  if (number == 0.5)
    return nn::SqrtOp::create(call.builder, input);
  return nn::PowerOp::create(call.builder, input.getType(), input,
                             call.builder.getF64FloatAttr(number));
}

void anabranch::import::registerArithmetic(LayerRegistry &registry) {
  registry["Add"] = buildMerge<nn::AddOp>;
  registry["Subtract"] = buildOperation<nn::SubtractOp>;
  registry["Multiply"] = buildMerge<nn::MultiplyOp>;
  registry["ops.Add"] = {buildOperator<nn::AddOp>, RangeEffect::Scales,
                         /*takesArrays=*/true};
  registry["ops.Subtract"] = {buildOperator<nn::SubtractOp>,
                              RangeEffect::Scales, /*takesArrays=*/true};
  registry["ops.Multiply"] = {buildOperator<nn::MultiplyOp>,
                              RangeEffect::Scales, /*takesArrays=*/true};
  registry["Maximum"] = {buildMerge<nn::MaximumOp>, RangeEffect::Keeps};
  registry["Minimum"] = {buildMerge<nn::MinimumOp>, RangeEffect::Keeps};
  registry["ops.Maximum"] = {buildOperation<nn::MaximumOp>, RangeEffect::Keeps};
  registry["ops.Minimum"] = {buildOperation<nn::MinimumOp>, RangeEffect::Keeps};
  registry["ops.TrueDivide"] = registry["ops.Divide"] = {
      buildOperator<nn::DivideOp>, RangeEffect::Scales, /*takesArrays=*/true};
  registry["Average"] = {buildAverage, RangeEffect::Keeps};
  registry["CustomScaleLayer"] = buildCustomScale;
  registry["UnitNormalization"] = buildUnitNormalization;
  registry["ops.Exp"] = buildUnary<nn::ExpOp>;
  registry["ops.Log"] = buildUnary<nn::LogOp>;
  registry["ops.Cos"] = buildUnary<nn::CosOp>;
  registry["ops.Sin"] = buildUnary<nn::SinOp>;
  registry["ops.Negative"] = buildNegative;
  registry["ops.Square"] = buildSquare;
  registry["ops.Absolute"] = registry["ops.Abs"] = buildAbsolute;
  registry["ops.Sqrt"] = buildUnary<nn::SqrtOp>;
  registry["ops.Normalize"] = buildNormalize;
  registry["ops.Reciprocal"] = buildReciprocalOperation;
  registry["ops.Rsqrt"] = buildReciprocalRoot;
  registry["ops.Power"] = buildPower;
}
