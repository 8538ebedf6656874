//===- MatMul.cpp - Products of matrices of activations -------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static ArrayRef<int64_t> getShape(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

Value anabranch::import::buildMatMul(LayerCall &call, Value lhs,
                                     bool transposeLhs, Value rhs,
                                     bool transposeRhs) {
  SmallVector<int64_t> shape(getShape(lhs)), other(getShape(rhs));
  if (transposeLhs)
    std::swap(shape[shape.size() - 2], shape.back());
  shape.back() = transposeRhs ? other[other.size() - 2] : other.back();
  RankedTensorType type = call.getType(shape);
  return type ? nn::MatMulOp::create(call.builder, type, lhs, rhs, transposeLhs,
                                     transposeRhs)
              : Value();
}

/// A product for each place of the axes in front of the last two.
static Value buildMatMulOperation(LayerCall &call) {
  if (call.inputs.size() != 2)
    return call.error("needs two tensors");
  ArrayRef<int64_t> lhs = getShape(call.inputs[0]);
  ArrayRef<int64_t> rhs = getShape(call.inputs[1]);
  constexpr size_t leastRank = 3;
  if (lhs.size() < leastRank || rhs.size() != lhs.size() ||
      lhs.drop_back(2) != rhs.drop_back(2) || lhs.back() != rhs[rhs.size() - 2])
    return call.error("needs matrices of shapes (None, ..., M, K) and (None, "
                      "..., K, N) with the same axes in front, but has " +
                      printShape(call.inputs[0].getType()) + " and " +
                      printShape(call.inputs[1].getType()) +
                      ": reshape or transpose them before");
  return buildMatMul(call, call.inputs[0], /*transposeLhs=*/false,
                     call.inputs[1], /*transposeRhs=*/false);
}

//===----------------------------------------------------------------------===//
// Dot
//===----------------------------------------------------------------------===//

/// The axis of each input that the argument "axes" names, one for both or two.
static std::optional<std::array<int64_t, 2>> readDotAxes(LayerCall &call) {
  const Json *argument = call.arguments.find("axes");
  Json one = argument ? *argument : Json();
  Json pair = one.is_array() ? one : Json::array({one, one});
  std::array<int64_t, 2> axes;
  bool isGood = pair.size() == 2;
  for (size_t i = 0; isGood && i < 2; ++i) {
    auto rank = static_cast<int64_t>(getShape(call.inputs[i]).size());
    isGood = pair[i].is_number_integer() && pair[i] >= -rank && pair[i] < rank;
    if (!isGood)
      break;
    axes[i] = pair[i].get<int64_t>();
    axes[i] += axes[i] < 0 ? rank : 0;
    isGood = axes[i] != 0;
  }
  if (isGood)
    return axes;
  call.error("argument \"axes\" must name an axis behind the batch's of each "
             "input, one for both or two, but is " +
             describe(one));
  return std::nullopt;
}

namespace {
/// An input of Dot as matrices, whose rows or columns its sums run along.
struct DotOperand {
  Value matrix;
  bool alongRows;              ///< (None, N, K), else (None, K, N)
  SmallVector<int64_t> others; ///< the axes that are left, N in all
};
} // namespace

static DotOperand makeDotOperand(LayerCall &call, Value input, int64_t axis,
                                 bool normalize) {
  auto type = cast<RankedTensorType>(input.getType());
  int64_t last = type.getRank() - 1;
  if (axis != last && (normalize || axis != 1)) {
    auto order = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
    order.erase(order.begin() + axis);
    order.push_back(axis);
    auto sizes = llvm::map_to_vector(
        order, [&](int64_t source) { return type.getDimSize(source); });
    input =
        nn::PermuteOp::create(call.builder, type.clone(sizes), input, order);
    axis = last;
  }
  if (normalize)
    input = nn::buildUnitRows(call.builder, call.builder.getLoc(), input,
                              nn::kerasEpsilon);
  DotOperand operand{{}, axis == last, {}};
  SmallVector<int64_t> shape(getShape(input).drop_front());
  int64_t depth = shape[axis - 1], size = 1;
  shape.erase(shape.begin() + (axis - 1));
  for (int64_t other : shape)
    size *= other;
  operand.others = shape;
  int64_t batch = type.getDimSize(0);
  operand.matrix =
      buildReshape(call, input,
                   operand.alongRows ? ArrayRef<int64_t>{batch, size, depth}
                                     : ArrayRef<int64_t>{batch, depth, size});
  return operand;
}

/// Sums of products along an axis of each input, for all places of the others.
static Value buildDot(LayerCall &call) {
  if (call.inputs.size() != 2)
    return call.error("Dot needs exactly 2 inputs, but has " +
                      Twine(call.inputs.size()));
  bool normalize = call.arguments.getBool("normalize", false);
  auto axes = readDotAxes(call);
  if (!axes || call.arguments.failed())
    return {};
  ArrayRef<int64_t> lhs = getShape(call.inputs[0]);
  ArrayRef<int64_t> rhs = getShape(call.inputs[1]);
  if (lhs[(*axes)[0]] != rhs[(*axes)[1]])
    return call.error("Dot needs axes of one size, but axis " +
                      Twine((*axes)[0]) + " of " +
                      printShape(call.inputs[0].getType()) + " and axis " +
                      Twine((*axes)[1]) + " of " +
                      printShape(call.inputs[1].getType()) + " differ");
  DotOperand a = makeDotOperand(call, call.inputs[0], (*axes)[0], normalize);
  DotOperand b = makeDotOperand(call, call.inputs[1], (*axes)[1], normalize);
  if (!a.matrix || !b.matrix)
    return {};
  SmallVector<int64_t> shape{lhs.front()};
  shape.append(a.others);
  shape.append(b.others);
  if (shape.size() == 1) {
    // Of two vectors, a product and its sum.
    shape.push_back(1);
    RankedTensorType type = call.getType({lhs.front(), 1, 1});
    return buildReshape(call,
                        nn::ReduceSumOp::create(call.builder, type,
                                                ValueRange{a.matrix, b.matrix}),
                        shape);
  }
  Value product = buildMatMul(call, a.matrix, /*transposeLhs=*/!a.alongRows,
                              b.matrix, /*transposeRhs=*/b.alongRows);
  return product ? buildReshape(call, product, shape) : Value();
}

void anabranch::import::registerMatMul(LayerRegistry &registry) {
  registry["Dot"] = buildDot;
  registry["ops.Matmul"] = buildMatMulOperation;
}
