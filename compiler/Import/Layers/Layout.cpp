//===- Layout.cpp - Layers that move elements -----------------------------===//

#include "compiler/Import/Layers.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static SmallVector<int64_t> getShape(Value value) {
  return llvm::to_vector(cast<RankedTensorType>(value.getType()).getShape());
}

static Value buildIdentity(LayerCall &call) { return call.getInput(); }

static Value buildConcatenate(LayerCall &call) {
  if (call.inputs.empty() || getShape(call.inputs.front()).empty())
    return call.error("needs an input that is no number");
  SmallVector<int64_t> shape = getShape(call.inputs.front());
  auto rank = static_cast<int64_t>(shape.size());
  auto along = readAxis(call, "axis", rank, {rank - 1});
  if (!along)
    return {};
  int64_t axis = *along;
  shape[axis] = 0;
  for (Value input : call.inputs) {
    SmallVector<int64_t> other = getShape(input);
    int64_t size = other.size() == shape.size() ? other[axis] : 0;
    if (size != 0)
      other[axis] = shape[axis];
    if (other != shape)
      return call.error("needs inputs that differ along axis " + Twine(axis) +
                        " alone, but has " +
                        printShape(call.inputs.front().getType()) + " and " +
                        printShape(input.getType()));
    shape[axis] += size;
  }
  RankedTensorType type = call.getType(shape);
  if (!type)
    return {};
  return nn::ConcatenateOp::create(call.builder, type, call.inputs,
                                   call.builder.getI64IntegerAttr(axis));
}

static Value buildPermutation(LayerCall &call, Value input,
                              ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> shape = getShape(input);
  SmallVector<int64_t> permuted = llvm::map_to_vector(
      permutation, [&](int64_t source) { return shape[source]; });
  return nn::PermuteOp::create(call.builder, call.getType(permuted), input,
                               permutation);
}

/// A list of whole numbers, in which null stands for -1; none after an error.
static std::optional<SmallVector<int64_t>> readIntegers(LayerCall &call,
                                                        StringRef key) {
  SmallVector<int64_t> numbers;
  constexpr int64_t limit = std::numeric_limits<int32_t>::max();
  for (const Json &element : call.arguments.getArray(key)) {
    bool isGood = element.is_null() || (element.is_number_integer() &&
                                        element <= limit && element >= -limit);
    if (!isGood) {
      call.error("argument " + quote(key) + " must hold whole numbers, but " +
                 describe(element) + " is none");
      return std::nullopt;
    }
    numbers.push_back(element.is_null() ? -1 : element.get<int64_t>());
  }
  if (call.arguments.failed())
    return std::nullopt;
  return numbers;
}

static bool isPermutation(ArrayRef<int64_t> axes, int64_t first, int64_t end) {
  SmallVector<int64_t> sorted(axes);
  llvm::sort(sorted);
  return sorted == llvm::to_vector(llvm::seq<int64_t>(first, end));
}

static Value buildPermute(LayerCall &call) {
  Value input = call.getInput();
  auto dims = readIntegers(call, "dims");
  if (!input || !dims)
    return {};
  auto rank = cast<RankedTensorType>(input.getType()).getRank();
  if (!isPermutation(*dims, 1, rank))
    return call.error("argument \"dims\" must name the axes 1 to " +
                      Twine(rank - 1) + ", each once");
  dims->insert(dims->begin(), 0);
  return buildPermutation(call, input, *dims);
}

/// The input in `shape`, of which one size may be -1: as many as are left.
static Value reshapeTo(LayerCall &call, Value input,
                       SmallVector<int64_t> shape) {
  SmallVector<int64_t> from = getShape(input);
  int64_t elements = 1, known = 1, unknown = 0;
  for (int64_t size : ArrayRef<int64_t>(from).drop_front())
    elements *= size;
  bool isGood = !shape.empty();
  for (int64_t size : shape) {
    isGood &= size == -1 || size > 0;
    unknown += size == -1;
    if (size > 0)
      isGood &= !llvm::MulOverflow(known, size, known);
  }
  isGood &= unknown == 0 ? known == elements
                         : unknown == 1 && known > 0 && elements % known == 0;
  if (!isGood)
    return call.error("cannot give " + printShape(input.getType()) +
                      " the shape it asks for: its sizes behind the batch "
                      "must have the product " +
                      Twine(elements));
  for (int64_t &size : shape)
    if (size == -1)
      size = elements / known;
  shape.insert(shape.begin(), from.front());
  return buildReshape(call, input, shape);
}

static Value buildReshapeLayer(LayerCall &call) {
  Value input = call.getInput();
  auto shape = readIntegers(call, "target_shape");
  return input && shape ? reshapeTo(call, input, *shape) : Value();
}

static Value buildFlatten(LayerCall &call) {
  Value input = call.getInput();
  call.expectChannelsLast();
  if (!input || call.arguments.failed())
    return {};
  return reshapeTo(call, input, {-1});
}

static Value buildRepeatVector(LayerCall &call) {
  Value input = call.getInput(2);
  int64_t count = call.arguments.getInteger("n");
  if (!input || call.arguments.failed())
    return {};
  SmallVector<int64_t> shape = getShape(input);
  RankedTensorType type = call.getType({shape[0], count, shape[1]});
  if (!type)
    return {};
  return nn::BroadcastOp::create(
      call.builder, type, buildReshape(call, input, {shape[0], 1, shape[1]}));
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

static Value buildReshapeOperation(LayerCall &call) {
  Value input = call.getInput();
  auto shape = readIntegers(call, "newshape");
  if (!input || !shape)
    return {};
  if (shape->empty() || shape->front() != -1)
    return call.error("must leave the batch, the first axis, unknown: -1");
  shape->erase(shape->begin());
  return reshapeTo(call, input, *shape);
}

static Value buildTranspose(LayerCall &call) {
  Value input = call.getInput();
  auto axes = readIntegers(call, "axes");
  if (!input || !axes)
    return {};
  auto rank = cast<RankedTensorType>(input.getType()).getRank();
  if (!isPermutation(*axes, 0, rank) || axes->front() != 0)
    return call.error("argument \"axes\" must name the axes 0 to " +
                      Twine(rank - 1) +
                      ", each once, and 0, the batch's, "
                      "first");
  return buildPermutation(call, input, *axes);
}

static Value buildSwapAxes(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  auto a = readAxis(call, "axis1", rank), b = readAxis(call, "axis2", rank);
  if (!a || !b)
    return {};
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(permutation[*a], permutation[*b]);
  return buildPermutation(call, input, permutation);
}

static Value buildMoveAxis(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  auto from = readAxis(call, "source", rank);
  auto to = readAxis(call, "destination", rank);
  if (!from || !to)
    return {};
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  permutation.erase(permutation.begin() + *from);
  permutation.insert(permutation.begin() + *to, *from);
  return buildPermutation(call, input, permutation);
}

static Value buildExpandDims(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  SmallVector<int64_t> shape = getShape(input);
  auto axes =
      readAxes(call, "axis", static_cast<int64_t>(shape.size()) + 1, {});
  if (!axes)
    return {};
  for (int64_t axis : *axes)
    shape.insert(shape.begin() + axis, 1);
  return buildReshape(call, input, shape);
}

static Value buildSqueeze(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  SmallVector<int64_t> shape = getShape(input), all;
  for (size_t i = 1; i < shape.size(); ++i)
    if (shape[i] == 1)
      all.push_back(static_cast<int64_t>(i));
  auto axes = readAxes(call, "axis", static_cast<int64_t>(shape.size()), all);
  if (!axes)
    return {};
  for (int64_t axis : llvm::reverse(*axes)) {
    if (shape[axis] != 1)
      return call.error("cannot drop axis " + Twine(axis) + " of " +
                        printShape(input.getType()) + ": it is not 1");
    shape.erase(shape.begin() + axis);
  }
  if (shape.size() < 2)
    return call.error("leaves the batch alone: keep an axis");
  return buildReshape(call, input, shape);
}

void anabranch::import::registerLayout(LayerRegistry &registry) {
  registry["Concatenate"] =
      registry["ops.Concatenate"] = {buildConcatenate, RangeEffect::Keeps};
  registry["Permute"] = {buildPermute, RangeEffect::Keeps};
  registry["Reshape"] = {buildReshapeLayer, RangeEffect::Keeps};
  registry["Flatten"] = {buildFlatten, RangeEffect::Keeps};
  registry["RepeatVector"] = {buildRepeatVector, RangeEffect::Keeps};
  registry["ops.Reshape"] = {buildReshapeOperation, RangeEffect::Keeps};
  registry["ops.Transpose"] = {buildTranspose, RangeEffect::Keeps};
  registry["ops.Swapaxes"] = {buildSwapAxes, RangeEffect::Keeps};
  registry["ops.Moveaxis"] = {buildMoveAxis, RangeEffect::Keeps};
  registry["Identity"] =
      registry["ops.Copy"] = {buildIdentity, RangeEffect::Keeps};
  registry["ops.ExpandDims"] = {buildExpandDims, RangeEffect::Keeps};
  registry["ops.Squeeze"] = {buildSqueeze, RangeEffect::Keeps};
}
