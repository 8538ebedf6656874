//===- Layout.cpp - Verification and folds of layout ops ------------------===//

#include "dialects/NN/NN.h"

#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace anabranch::nn;

LogicalResult PadOp::verify() {
  RankedTensorType from = getInput().getType(), to = getType();
  auto rank = static_cast<size_t>(from.getRank());
  if (getLow().size() != rank || getHigh().size() != rank)
    return emitOpError("needs two numbers for each dimension of ") << from;
  if (rank == 0 || getLow()[0] != 0 || getHigh()[0] != 0)
    return emitOpError("leaves the batch, the first dimension, as it is");
  SmallVector<int64_t> shape(from.getShape());
  for (size_t i = 1; i < rank; ++i) {
    // Cutting off all of an operand and padding anew would need no operand.
    if (getLow()[i] <= -shape[i] || getHigh()[i] <= -shape[i] ||
        getLow()[i] + getHigh()[i] <= -shape[i])
      return emitOpError("leaves nothing of dimension ") << i << " of " << from;
    shape[i] += getLow()[i] + getHigh()[i];
  }
  if (to != from.clone(shape))
    return emitOpError("turns ")
           << from << " into " << from.clone(shape) << ", not " << to;
  return success();
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  auto isZero = [](int64_t n) { return n == 0; };
  return llvm::all_of(getLow(), isZero) && llvm::all_of(getHigh(), isZero)
             ? getInput()
             : Value();
}

LogicalResult PermuteOp::verify() {
  RankedTensorType from = getInput().getType(), to = getType();
  ArrayRef<int64_t> permutation = getPermutation();
  llvm::SmallBitVector seen(static_cast<unsigned>(from.getRank()));
  for (int64_t source : permutation)
    if (source >= 0 && source < from.getRank())
      seen.set(static_cast<unsigned>(source));
  if (static_cast<int64_t>(permutation.size()) != from.getRank() ||
      !seen.all() || permutation.empty() || permutation[0] != 0)
    return emitOpError("needs every dimension of ")
           << from << " once, the batch first";
  SmallVector<int64_t> shape;
  for (int64_t source : permutation)
    shape.push_back(from.getDimSize(static_cast<unsigned>(source)));
  if (to != from.clone(shape))
    return emitOpError("turns ")
           << from << " into " << from.clone(shape) << ", not " << to;
  return success();
}

OpFoldResult PermuteOp::fold(FoldAdaptor) {
  return llvm::is_sorted(getPermutation()) ? getInput() : Value();
}

LogicalResult ConcatenateOp::verify() {
  if (getInputs().empty())
    return emitOpError("needs an operand");
  auto first = cast<RankedTensorType>(getInputs().front().getType());
  auto dimension = static_cast<int64_t>(getDimension());
  if (dimension < 1 || dimension >= first.getRank())
    return emitOpError("has no dimension ")
           << dimension << " behind the batch in " << first;
  SmallVector<int64_t> shape(first.getShape());
  shape[dimension] = 0;
  for (Value input : getInputs()) {
    auto type = cast<RankedTensorType>(input.getType());
    if (type.getRank() != first.getRank() ||
        first.clone(type.getShape()) != type)
      return emitOpError("cannot put ") << type << " behind " << first;
    for (int64_t i = 0; i < first.getRank(); ++i)
      if (i != dimension && type.getDimSize(i) != first.getDimSize(i))
        return emitOpError("cannot put ") << type << " behind " << first;
    shape[dimension] += type.getDimSize(dimension);
  }
  if (getType() != first.clone(shape))
    return emitOpError("makes ") << first.clone(shape) << ", not " << getType();
  return success();
}

OpFoldResult ConcatenateOp::fold(FoldAdaptor) {
  return getInputs().size() == 1 ? getInputs().front() : Value();
}
