//===- Einsum.cpp - Sums of products by the names of axes -----------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

namespace {
/// "abc,adc->abd": a letter for each axis of the two inputs and of the result.
struct Subscripts {
  StringRef lhs, rhs, result;
};
} // namespace

static bool areDistinct(StringRef letters) {
  for (size_t i = 0; i < letters.size(); ++i)
    if (!llvm::isAlpha(letters[i]) ||
        letters.drop_front(i + 1).contains(letters[i]))
      return false;
  return !letters.empty();
}

/// Whether a sum of products is one of matrices: each letter belongs to two of
/// the three, or to all, as the batch's does, which is the first of each.
static bool isProduct(const Subscripts &subscripts) {
  auto [lhs, rhs, result] = subscripts;
  if (!areDistinct(lhs) || !areDistinct(rhs) || !areDistinct(result))
    return false;
  auto areKnown = [](StringRef letters, StringRef a, StringRef b) {
    return llvm::all_of(letters, [&](char letter) {
      return a.contains(letter) || b.contains(letter);
    });
  };
  return lhs.front() == result.front() && rhs.front() == result.front() &&
         areKnown(lhs, rhs, result) && areKnown(rhs, lhs, result) &&
         areKnown(result, lhs, rhs);
}

/// The letters that are in `a`, and in `b` or not.
static std::string select(StringRef a, StringRef b, bool isIn) {
  std::string letters;
  for (char letter : a)
    if (b.contains(letter) == isIn)
      letters += letter;
  return letters;
}

/// A tensor with its axes in another order.
static Value reorder(LayerCall &call, Value input, StringRef from,
                     StringRef to) {
  auto type = cast<RankedTensorType>(input.getType());
  SmallVector<int64_t> order, shape;
  for (char letter : to) {
    order.push_back(static_cast<int64_t>(from.find(letter)));
    shape.push_back(type.getDimSize(static_cast<unsigned>(order.back())));
  }
  return nn::PermuteOp::create(call.builder, type.clone(shape), input, order);
}

namespace {
class EinsumBuilder {
public:
  EinsumBuilder(LayerCall &call, const Subscripts &subscripts)
      : call(call), subscripts(subscripts) {}

  Value build() {
    auto [lhs, rhs, result] = subscripts;
    std::string places = select(select(result, lhs, true), rhs, true);
    std::string rows = select(select(result, lhs, true), rhs, false);
    std::string columns = select(select(result, rhs, true), lhs, false);
    std::string summed = select(select(lhs, rhs, true), result, false);
    if (!readSizes(lhs, call.inputs[0]) || !readSizes(rhs, call.inputs[1]))
      return {};
    Value a = getMatrices(call.inputs[0], lhs, places, rows, summed);
    Value b = getMatrices(call.inputs[1], rhs, places, columns, summed);
    Value product = a && b ? buildMatMul(call, a, /*transposeLhs=*/false, b,
                                         /*transposeRhs=*/true)
                           : Value();
    if (!product)
      return {};
    std::string order = places + rows + columns;
    Value split = buildReshape(call, product, getShape(order));
    return split ? reorder(call, split, order, result) : Value();
  }

private:
  /// Keeps the sizes of an input's axes; reports if they are others than those
  /// of the same letters before.
  bool readSizes(StringRef letters, Value input) {
    auto type = cast<RankedTensorType>(input.getType());
    bool fits = type.getRank() == static_cast<int64_t>(letters.size());
    for (size_t i = 0; fits && i < letters.size(); ++i)
      fits = sizes.try_emplace(letters[i], type.getShape()[i]).first->second ==
             type.getShape()[i];
    if (!fits)
      call.error("cannot give " + printShape(type) + " the axes " +
                 quote(letters));
    return fits;
  }

  SmallVector<int64_t> getShape(StringRef letters) {
    return llvm::map_to_vector(
        letters, [&](char letter) { return sizes.lookup(letter); });
  }

  /// An input as a matrix for each place, of `rows` x what is summed.
  Value getMatrices(Value input, StringRef letters, StringRef places,
                    StringRef rows, StringRef summed) {
    SmallVector<int64_t> shape = getShape(places);
    for (StringRef joined : {rows, summed}) {
      int64_t size = 1;
      for (int64_t part : getShape(joined))
        size *= part;
      shape.push_back(size);
    }
    return buildReshape(
        call, reorder(call, input, letters, (places + rows + summed).str()),
        shape);
  }

  LayerCall &call;
  Subscripts subscripts;
  llvm::DenseMap<char, int64_t> sizes; ///< of axes by their letters
};
} // namespace

static Value buildEinsum(LayerCall &call) {
  std::string text = call.arguments.getString("subscripts");
  if (call.arguments.failed())
    return {};
  auto [inputs, result] = StringRef(text).split("->");
  auto [lhs, rhs] = inputs.split(',');
  Subscripts subscripts{lhs.trim(), rhs.trim(), result.trim()};
  if (call.inputs.size() != 2 || !isProduct(subscripts))
    return call.error("sums " + quote(text) +
                      ", but only products of two tensors are supported, each "
                      "of whose axes has a letter of its own that is also in "
                      "the other or in the result; the batch's stands first");
  return EinsumBuilder(call, subscripts).build();
}

void anabranch::import::registerEinsum(LayerRegistry &registry) {
  registry["ops.Einsum"] = buildEinsum;
}
