//===- Arithmetic.cpp - Merge layers and constants ------------------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace anabranch::nn;

RankedTensorType anabranch::nn::getBroadcastType(Type lhs, Type rhs) {
  auto a = cast<RankedTensorType>(lhs), b = cast<RankedTensorType>(rhs);
  if (a.getElementType() != b.getElementType())
    return {};
  if (a.getRank() == 0 || b.getRank() == 0)
    return a.getRank() == 0 ? b : a;
  if (a.getRank() != b.getRank() || a.getDimSize(0) != b.getDimSize(0))
    return {};
  SmallVector<int64_t> shape(a.getShape());
  for (auto [size, other] : llvm::zip_equal(shape, b.getShape())) {
    if (size != other && size != 1 && other != 1)
      return {};
    size = size == 1 ? other : size;
  }
  return a.clone(shape);
}

LogicalResult anabranch::nn::verifyBroadcast(Operation *op) {
  Type lhs = op->getOperand(0).getType(), rhs = op->getOperand(1).getType();
  Type result = op->getResult(0).getType();
  if (getBroadcastType(lhs, rhs) != result)
    return op->emitOpError("cannot make ")
           << result << " of " << lhs << " and " << rhs;
  return success();
}

SmallVector<Value> SelectGreaterOp::buildScalars(OpBuilder &builder,
                                                 ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  Value holds = arith::CmpFOp::create(builder, getLoc(),
                                      getOrEqual() ? arith::CmpFPredicate::OGE
                                                   : arith::CmpFPredicate::OGT,
                                      operands[0], operands[1]);
  return {s.select(holds, operands[2], s.constant(0))};
}

LogicalResult SelectGreaterOp::verify() {
  for (RankedTensorType type : {getLhs().getType(), getRhs().getType()})
    if (getBroadcastType(type, getType()) != getType())
      return emitOpError("cannot compare ") << type << " over " << getType();
  return success();
}

/// Whether `small` is `large` but for dimensions of 1 behind the batch.
static bool stretchesTo(RankedTensorType small, RankedTensorType large) {
  if (small.getElementType() != large.getElementType() ||
      small.getRank() != large.getRank() || small.getRank() == 0 ||
      small.getDimSize(0) != large.getDimSize(0))
    return false;
  return llvm::all_of(llvm::zip_equal(small.getShape(), large.getShape()),
                      [](auto sizes) {
                        auto [a, b] = sizes;
                        return a == b || a == 1;
                      });
}

SmallVector<Value> BroadcastOp::buildScalars(OpBuilder &, ValueRange operands) {
  return {operands[0]};
}

LogicalResult BroadcastOp::verify() {
  if (getBroadcastType(getInput().getType(), getType()) != getType())
    return emitOpError("cannot stretch ")
           << getInput().getType() << " to " << getType();
  return success();
}

RankedTensorType ReduceSumOp::getProductType() {
  Type first = getInputs().front().getType();
  return getBroadcastType(first, getInputs().back().getType());
}

LogicalResult ReduceSumOp::verify() {
  if (getInputs().empty() || getInputs().size() > 2)
    return emitOpError("needs one or two operands");
  RankedTensorType type = getProductType();
  if (!type)
    return emitOpError("cannot multiply ")
           << getInputs().front().getType() << " and "
           << getInputs().back().getType();
  bool isTotal = getType().getRank() == 0 &&
                 getType().getElementType() == type.getElementType();
  if (!isTotal && !stretchesTo(getType(), type))
    return emitOpError("cannot sum ") << type << " down to " << getType();
  return success();
}

SmallVector<Value> ScaleOp::buildScalars(OpBuilder &builder,
                                         ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.mul(operands[0], s.constant(getFactor().convertToDouble()))};
}

OpFoldResult ScaleOp::fold(FoldAdaptor) {
  return getFactor().isExactlyValue(1.0) ? getInput() : Value();
}

namespace {
/// add(affine(a), affine(b)) -> affine(a, b): the two halves of batch
/// normalization's gradient, through the normalization and through the
/// statistics, become one pass over the data.
struct FoldSumOfAffineMaps : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AddOp op,
                                PatternRewriter &rewriter) const override {
    auto a = op.getLhs().getDefiningOp<ChannelAffineOp>();
    auto b = op.getRhs().getDefiningOp<ChannelAffineOp>();
    if (!a || !b || a == b || !a->hasOneUse() || !b->hasOneUse() ||
        a.getType() != b.getType())
      return failure();
    Value shift = a.getShift() ? a.getShift() : b.getShift();
    if (a.getShift() && b.getShift())
      shift = AddOp::create(rewriter, op.getLoc(), a.getShift(), b.getShift());
    auto inputs = llvm::to_vector(llvm::concat<Value>(
        llvm::to_vector(a.getInputs()), llvm::to_vector(b.getInputs())));
    auto scales = llvm::to_vector(llvm::concat<Value>(
        llvm::to_vector(a.getScales()), llvm::to_vector(b.getScales())));
    rewriter.replaceOpWithNewOp<ChannelAffineOp>(op, op.getType(), inputs,
                                                 scales, shift);
    return success();
  }
};
} // namespace

void AddOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                        MLIRContext *context) {
  patterns.add<FoldSumOfAffineMaps>(context);
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }
