//===- LowerPrecision.cpp - Images in bf16 between kernels ----------------===//

#include "compiler/Fusion/Passes.h"
#include "dialects/Kernel/Kernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_LOWERPRECISIONPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;
using kernel::KernelOpInterface;

static bool isNarrowable(Operation *op) {
  auto kernelOp = dyn_cast<KernelOpInterface>(op);
  return kernelOp && kernelOp.acceptsNarrowOperands();
}

/// Whether a value is a batch of images that only kernels make and read.
static bool isNarrow(OpResult value) {
  auto type = cast<RankedTensorType>(value.getType());
  auto producer = dyn_cast<KernelOpInterface>(value.getOwner());
  constexpr int64_t imageRank = 3;
  return producer && isNarrowable(producer) && type.getRank() >= imageRank &&
         type.isDynamicDim(0) && type.getElementType().isF32() &&
         type.getShape() == producer.getDomain().getShape() &&
         llvm::all_of(value.getUsers(), isNarrowable);
}

/// Makes a region's argument bf16, and extends it for what computes with it.
static void narrowArgument(BlockArgument argument) {
  OpBuilder builder(argument.getOwner(), argument.getOwner()->begin());
  argument.setType(builder.getBF16Type());
  auto wide = arith::ExtFOp::create(builder, argument.getLoc(),
                                    builder.getF32Type(), argument);
  argument.replaceAllUsesExcept(wide, wide);
}

/// The region argument that is a kernel's operand.
static BlockArgument getRegionArgument(KernelOpInterface op, unsigned number) {
  auto left = static_cast<unsigned>(op.getLhs().size());
  auto right = static_cast<unsigned>(op.getRhs().size());
  if (number < left)
    return op.getLhsPrologue().getArgument(number);
  number -= left;
  if (number < right)
    return op.getRhsPrologue().getArgument(number);
  return op.getEpilogue().getArgument(number - right +
                                      op.getAnchorArgumentCount());
}

namespace {
struct LowerPrecisionPass
    : fusion::impl::LowerPrecisionPassBase<LowerPrecisionPass> {
  using LowerPrecisionPassBase::LowerPrecisionPassBase;

  void runOnOperation() override {
    SmallVector<OpResult> narrow;
    getOperation().walk([&](KernelOpInterface op) {
      for (OpResult result : op->getResults())
        if (isNarrow(result))
          narrow.push_back(result);
    });
    for (OpResult result : narrow) {
      auto producer = cast<KernelOpInterface>(result.getOwner());
      kernel::roundYield(producer.getEpilogue(), result.getResultNumber());
      auto type = cast<RankedTensorType>(result.getType());
      result.setType(type.clone(BFloat16Type::get(&getContext())));
      for (OpOperand &use : result.getUses())
        narrowArgument(getRegionArgument(
            cast<KernelOpInterface>(use.getOwner()), use.getOperandNumber()));
    }
    if (!products)
      return;
    // Products are of bf16 and summed in f32, as tensor cores do.
    getOperation().walk([&](KernelOpInterface op) {
      if (!op.multipliesOperands() || !op.getDomain().getElementType().isF32())
        return;
      kernel::roundYield(op.getLhsPrologue(), 0);
      kernel::roundYield(op.getRhsPrologue(), 0);
    });
  }
};
} // namespace
