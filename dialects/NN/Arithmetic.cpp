//===- Arithmetic.cpp - Merge layers, constants and shapes ----------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace anabranch::nn;

SmallVector<Value> AddOp::buildScalars(OpBuilder &builder,
                                       ValueRange operands) {
  return {ScalarBuilder(builder, getLoc(), operands[0].getType())
              .add(operands[0], operands[1])};
}

SmallVector<Value> SubtractOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  return {ScalarBuilder(builder, getLoc(), operands[0].getType())
              .sub(operands[0], operands[1])};
}

SmallVector<Value> MultiplyOp::buildScalars(OpBuilder &builder,
                                            ValueRange operands) {
  return {ScalarBuilder(builder, getLoc(), operands[0].getType())
              .mul(operands[0], operands[1])};
}

SmallVector<Value> ScaleOp::buildScalars(OpBuilder &builder,
                                         ValueRange operands) {
  ScalarBuilder s(builder, getLoc(), operands[0].getType());
  return {s.mul(operands[0], s.constant(getFactor().convertToDouble()))};
}

OpFoldResult ScaleOp::fold(FoldAdaptor adaptor) {
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
    if (!a || !b || a == b || !a->hasOneUse() || !b->hasOneUse())
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

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto inner = getInput().getDefiningOp<ReshapeOp>()) {
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  return {};
}

OpFoldResult ConstantOp::fold(FoldAdaptor adaptor) { return getValue(); }
