//===- Layout.cpp - Gradients of layout ops -------------------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
struct ReshapeGradient : GradientRule<ReshapeGradient, nn::ReshapeOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ReshapeOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::ReshapeOp::create(builder, op.getLoc(), op.getInput().getType(),
                                  dy[0])};
  }
};

/// Zeros that were put around are cut off, and what was cut off gets zeros.
struct PadGradient : GradientRule<PadGradient, nn::PadOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::PadOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    auto negate = [](int64_t n) { return -n; };
    return {nn::PadOp::create(builder, op.getLoc(), op.getInput().getType(),
                              dy[0], llvm::map_to_vector(op.getLow(), negate),
                              llvm::map_to_vector(op.getHigh(), negate))};
  }
};

/// The inverse permutation.
struct PermuteGradient : GradientRule<PermuteGradient, nn::PermuteOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::PermuteOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    SmallVector<int64_t> inverse(op.getPermutation().size());
    for (auto [place, source] : llvm::enumerate(op.getPermutation()))
      inverse[static_cast<size_t>(source)] = static_cast<int64_t>(place);
    return {nn::PermuteOp::create(builder, op.getLoc(), op.getInput().getType(),
                                  dy[0], inverse)};
  }
};

/// Each operand's gradient is its part of the result's.
struct ConcatenateGradient
    : GradientRule<ConcatenateGradient, nn::ConcatenateOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::ConcatenateOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    auto dimension = static_cast<unsigned>(op.getDimension());
    auto rank = static_cast<size_t>(op.getType().getRank());
    int64_t total = op.getType().getDimSize(dimension), begin = 0;
    SmallVector<Value> gradients(op->getNumOperands());
    for (auto [i, operand] : llvm::enumerate(op.getInputs())) {
      auto type = cast<RankedTensorType>(operand.getType());
      int64_t end = begin + type.getDimSize(dimension);
      SmallVector<int64_t> low(rank), high(rank);
      low[dimension] = -begin;
      high[dimension] = end - total;
      if (needed[i])
        gradients[i] =
            nn::PadOp::create(builder, op.getLoc(), type, dy[0], low, high);
      begin = end;
    }
    return gradients;
  }
};
} // namespace

void autodiff::registerLayoutGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::ReshapeOp::attachInterface<ReshapeGradient>(*context);
    nn::PadOp::attachInterface<PadGradient>(*context);
    nn::PermuteOp::attachInterface<PermuteGradient>(*context);
    nn::ConcatenateOp::attachInterface<ConcatenateGradient>(*context);
  });
}
