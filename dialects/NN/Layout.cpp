//===- Layout.cpp - Verification and folds of layout ops ------------------===//

#include "dialects/NN/NN.h"

#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace anabranch::nn;

LogicalResult ReshapeOp::verify() {
  RankedTensorType from = getInput().getType(), to = getType();
  auto elements = [](RankedTensorType type) {
    int64_t count = 1;
    for (int64_t size : type.getShape())
      count *= ShapedType::isDynamic(size) ? 1 : size;
    return count;
  };
  if (from.getElementType() != to.getElementType() ||
      from.hasStaticShape() != to.hasStaticShape() ||
      elements(from) != elements(to))
    return emitOpError("cannot turn ") << from << " into " << to;
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto inner = getInput().getDefiningOp<ReshapeOp>()) {
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  return {};
}

/// The dimensions of 1 that stand in `expanded` and not in `shape`, which both
/// begin and end with the same; empty if that is not all they differ in.
static SmallVector<int64_t> getInserted(ArrayRef<int64_t> shape,
                                        ArrayRef<int64_t> expanded) {
  SmallVector<int64_t> positions;
  if (shape.size() < 2 || shape.size() >= expanded.size() ||
      shape.front() != expanded.front() || shape.back() != expanded.back())
    return positions;
  // Of equal dimensions any may be the new one.
  size_t next = 1;
  for (size_t i = 1; i + 1 < expanded.size(); ++i)
    if (next + 1 < shape.size() && shape[next] == expanded[i])
      ++next;
    else if (expanded[i] == 1)
      positions.push_back(static_cast<int64_t>(i));
    else
      return {};
  return next + 1 == shape.size() ? positions : SmallVector<int64_t>();
}

static RankedTensorType insertDimensions(RankedTensorType type,
                                         ArrayRef<int64_t> positions) {
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t position : positions)
    shape.insert(shape.begin() + position, 1);
  return type.clone(shape);
}

/// Whether a tensor is a number per channel, or for all.
static bool isSmall(Type type) {
  return cast<RankedTensorType>(type).getRank() <= 1;
}

/// Whether all tensors of `op` that are not small have `rank` dimensions, and
/// may get more.
static bool canExpand(Operation *op, int64_t rank) {
  auto fits = [&](Type type) {
    return isSmall(type) || cast<RankedTensorType>(type).getRank() == rank;
  };
  return isa<ExpandableOpInterface>(op) && op->getNumResults() == 1 &&
         llvm::all_of(op->getOperandTypes(), fits) &&
         llvm::all_of(op->getResultTypes(), fits);
}

/// f(x) -> reshape(f(reshape(x))), where the inner reshape puts dimensions of 1
/// in and the outer one drops them.
static void expand(Operation *op, ArrayRef<int64_t> positions,
                   PatternRewriter &rewriter) {
  Location location = op->getLoc();
  rewriter.setInsertionPoint(op);
  auto change = [&](Value value) -> Value {
    if (isSmall(value.getType()))
      return value;
    auto type = cast<RankedTensorType>(value.getType());
    return ReshapeOp::create(rewriter, location,
                             insertDimensions(type, positions), value);
  };
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  OperationState state(location, op->getName(),
                       llvm::map_to_vector(op->getOperands(), change),
                       insertDimensions(type, positions), op->getAttrs());
  Operation *expanded = rewriter.create(state);
  cast<ExpandableOpInterface>(expanded).insertDimensions(positions);
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, type, expanded->getResult(0));
}

/// Whether a value of `rank` dimensions is made of arguments, for one reader,
/// by ops that may get more dimensions, in a few steps at most.
static bool isOfArguments(Value value, int64_t rank, int steps) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return true;
  return steps > 0 && op->hasOneUse() && canExpand(op, rank) &&
         llvm::all_of(op->getOperands(), [&](Value operand) {
           return isSmall(operand.getType()) ||
                  isOfArguments(operand, rank, steps - 1);
         });
}

namespace {
/// A reshape that drops dimensions of 1 goes behind what reads it: that is
/// expanded, and the reshape folds with the one in front of it.
struct MoveBehindReader : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ReshapeOp reshape,
                                PatternRewriter &rewriter) const override {
    RankedTensorType type = reshape.getType();
    SmallVector<int64_t> positions =
        getInserted(type.getShape(), reshape.getInput().getType().getShape());
    // Parameters, whose first dimension is known, keep their shapes.
    if (positions.empty() || !type.isDynamicDim(0))
      return failure();
    for (Operation *user : reshape->getUsers())
      if (canExpand(user, type.getRank())) {
        expand(user, positions, rewriter);
        return success();
      }
    return failure();
  }
};

/// A reshape that puts dimensions of 1 in goes in front of what is done to the
/// network's inputs alone.
struct MoveToArguments : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ReshapeOp reshape,
                                PatternRewriter &rewriter) const override {
    RankedTensorType type = reshape.getInput().getType();
    SmallVector<int64_t> positions =
        getInserted(type.getShape(), reshape.getType().getShape());
    Operation *source = reshape.getInput().getDefiningOp();
    // As many as scale, normalize and change images.
    constexpr int mostSteps = 16;
    if (positions.empty() || !type.isDynamicDim(0) || !source ||
        !isOfArguments(reshape.getInput(), type.getRank(), mostSteps))
      return failure();
    expand(source, positions, rewriter);
    return success();
  }
};
} // namespace

void ReshapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                            MLIRContext *context) {
  patterns.add<MoveBehindReader, MoveToArguments>(context);
}

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

void ConcatenateOp::insertDimensions(ArrayRef<int64_t> positions) {
  setDimension(static_cast<uint64_t>(
      getNewPosition(static_cast<int64_t>(getDimension()), positions)));
}
