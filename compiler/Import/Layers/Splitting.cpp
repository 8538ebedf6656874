//===- Splitting.cpp - Tensors taken apart and put together ---------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// Far more parts than networks have; each is an op.
constexpr int64_t mostParts = 1024;

/// Sizes of parts that differ by at most one, the larger first.
static SmallVector<int64_t> divide(int64_t size, int64_t parts) {
  SmallVector<int64_t> sizes;
  for (int64_t i = 0; i < parts; ++i)
    sizes.push_back(size / parts + (i < size % parts ? 1 : 0));
  return sizes;
}

/// The sizes of the parts into which the argument "indices_or_sections" takes
/// an axis apart; empty after an error.
static SmallVector<int64_t> readParts(LayerCall &call, int64_t size) {
  static const Json none;
  const Json *found = call.arguments.find("indices_or_sections");
  const Json &argument = found ? *found : none;
  bool mayDiffer = call.className == "ArraySplit";
  if (argument.is_number_integer() && argument >= 1 && argument <= size &&
      argument <= mostParts) {
    auto parts = argument.get<int64_t>();
    if (mayDiffer || size % parts == 0)
      return divide(size, parts);
  }
  SmallVector<int64_t> sizes;
  int64_t begin = 0;
  bool isList = argument.is_array() && argument.size() < mostParts;
  for (const Json &place : isList ? argument : none) {
    isList &= place.is_number_integer() && place > begin && place < size;
    if (!isList)
      break;
    sizes.push_back(place.get<int64_t>() - begin);
    begin = place.get<int64_t>();
  }
  sizes.push_back(size - begin);
  if (isList)
    return sizes;
  call.error("argument \"indices_or_sections\" must be a number of parts" +
             Twine(mayDiffer ? "" : " that divides " + std::to_string(size)) +
             ", or a list of places from 1 to " + Twine(size - 1) +
             " in order, but is " + describe(argument));
  return {};
}

/// Returns the first part along an axis and keeps the others; null after an
/// error.
static Value buildParts(LayerCall &call, Value input, int64_t axis,
                        ArrayRef<int64_t> sizes, bool dropAxis) {
  auto shape = cast<RankedTensorType>(input.getType()).getShape();
  SmallVector<Value> parts;
  int64_t begin = 0;
  for (int64_t size : sizes) {
    SmallVector<int64_t> low(shape.size()), high(shape.size()), kept(shape);
    low[axis] = -begin;
    begin += size;
    high[axis] = begin - shape[axis];
    kept[axis] = size;
    if (dropAxis)
      kept.erase(kept.begin() + axis);
    Value part = buildPad(call, input, low, high);
    parts.push_back(part && dropAxis ? buildReshape(call, part, kept) : part);
    if (!parts.back())
      return {};
  }
  call.furtherOutputs.append(parts.begin() + 1, parts.end());
  return parts.front();
}

/// The axis that is taken apart; none after an error, as without an input.
static std::optional<int64_t> readSplitAxis(LayerCall &call, Value input) {
  if (!input)
    return std::nullopt;
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  return readAxis(call, "axis", rank, {rank - 1});
}

static Value buildSplit(LayerCall &call) {
  Value input = call.getInput();
  auto axis = readSplitAxis(call, input);
  if (!axis)
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  SmallVector<int64_t> sizes = readParts(call, type.getDimSize(*axis));
  return sizes.empty()
             ? Value()
             : buildParts(call, input, *axis, sizes, /*dropAxis=*/false);
}

/// The parts of size 1, without the axis.
static Value buildUnstack(LayerCall &call) {
  Value input = call.getInput();
  auto axis = readSplitAxis(call, input);
  if (!axis)
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  int64_t size = type.getDimSize(*axis);
  call.arguments.expect("num", {size}, "leave it out");
  if (call.arguments.failed())
    return {};
  if (type.getRank() < 3)
    return call.error("leaves the batch alone: keep an axis");
  if (size > mostParts)
    return call.error("takes an axis of " + Twine(size) +
                      " apart, but at most " + Twine(mostParts) +
                      " parts are supported");
  return buildParts(call, input, *axis, SmallVector<int64_t>(size, 1),
                    /*dropAxis=*/true);
}

/// Tensors of one shape along a new axis.
static Value buildStack(LayerCall &call) {
  if (call.inputs.empty())
    return call.error("needs an input");
  auto type = cast<RankedTensorType>(call.inputs.front().getType());
  for (Value input : call.inputs)
    if (type.getRank() == 0 || input.getType() != type)
      return call.error("needs tensors of one shape, but has " +
                        printShape(type) + " and " +
                        printShape(input.getType()));
  auto axis = readAxis(call, "axis", type.getRank() + 1);
  if (!axis)
    return {};
  SmallVector<int64_t> shape(type.getShape());
  shape.insert(shape.begin() + *axis, 1);
  SmallVector<Value> parts;
  for (Value input : call.inputs)
    parts.push_back(buildReshape(call, input, shape));
  shape[*axis] = static_cast<int64_t>(parts.size());
  RankedTensorType result = call.getType(shape);
  if (!result)
    return {};
  return nn::ConcatenateOp::create(call.builder, result, parts,
                                   call.builder.getI64IntegerAttr(*axis));
}

void anabranch::import::registerSplitting(LayerRegistry &registry) {
  registry["ops.Stack"] = {buildStack, RangeEffect::Keeps};
  registry["ops.Split"] =
      registry["ops.ArraySplit"] = {buildSplit, RangeEffect::Keeps};
  registry["ops.Unstack"] = {buildUnstack, RangeEffect::Keeps};
}
