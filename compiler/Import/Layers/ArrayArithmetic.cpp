//===- ArrayArithmetic.cpp - Tensors and constant arrays ------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

namespace {
struct Array {
  SmallVector<int64_t> shape;
  std::vector<float> numbers;
};
} // namespace

/// Appends what stands in lists, `depth` of them around it; false if they have
/// different lengths, more dimensions than `rank`, or hold no numbers.
static bool readLists(const Json &value, size_t depth, size_t rank,
                      Array &array) {
  if (value.is_number()) {
    array.numbers.push_back(value.get<float>());
    return depth == array.shape.size();
  }
  if (!value.is_array() || depth >= rank)
    return false;
  auto size = static_cast<int64_t>(value.size());
  // The first lists on the way down say how long all are.
  if (depth == array.shape.size() && array.numbers.empty())
    array.shape.push_back(size);
  return depth < array.shape.size() && array.shape[depth] == size && size > 0 &&
         llvm::all_of(value, [&](const Json &element) {
           return readLists(element, depth + 1, rank, array);
         });
}

/// The array with an axis for each of an example's; none if the input's shape
/// would have to grow, or the batch's size to be known.
static std::optional<Array> readArray(const Json &value,
                                      ArrayRef<int64_t> inputShape) {
  Array array;
  if (!readLists(value, 0, inputShape.size(), array))
    return std::nullopt;
  SmallVector<int64_t> &shape = array.shape;
  shape.insert(shape.begin(), inputShape.size() - shape.size(), 1);
  if (shape.front() != 1)
    return std::nullopt;
  shape.erase(shape.begin());
  for (auto [size, wanted] : llvm::zip_equal(shape, inputShape.drop_front()))
    if (size != 1 && size != wanted)
      return std::nullopt;
  return array;
}

/// A sum or a product with the array's numbers, as channels.
Value anabranch::import::buildArrayArithmetic(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  ImplicitLocOpBuilder &builder = call.builder;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(input.getType()).getShape();
  std::optional<Array> array = readArray(*call.array, shape);
  if (!array)
    return call.error("is called with an array that does not have the input's "
                      "shape, " +
                      printShape(input.getType()) +
                      ": its last sizes, or 1 for each");
  bool isSum = call.className == "Add" || call.className == "Subtract";
  if (call.className != "Add" && call.className != "Multiply") {
    // x - c is x + (-c), and c - x is (-x) + c.
    if (call.isArrayFirst)
      input = isSum ? buildScaled(builder, input, -1)
                    : buildReciprocal(builder, input);
    else
      for (float &number : array->numbers)
        number = isSum ? -number : 1 / number;
  }
  auto first = static_cast<int64_t>(
      llvm::find_if(array->shape, [](int64_t size) { return size != 1; }) -
      array->shape.begin());
  if (array->numbers.size() == 1) {
    double number = array->numbers.front();
    return isSum
               ? nn::AddOp::create(builder, input, buildScalar(builder, number))
               : buildScaled(builder, input, number);
  }
  Value numbers = call.loadGiven("array", array->numbers);
  if (!numbers)
    return {};
  return buildOverAxes(call, input, first + 1, [&](Value rows) -> Value {
    Value channels = buildStretched(
        call, numbers, ArrayRef<int64_t>(array->shape).drop_front(first),
        shape.drop_front(first + 1));
    if (!channels)
      return {};
    if (isSum)
      return nn::BiasAddOp::create(builder, rows, channels);
    return nn::ChannelAffineOp::create(builder, rows.getType(), rows, channels,
                                       Value());
  });
}
