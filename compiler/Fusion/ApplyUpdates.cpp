//===- ApplyUpdates.cpp - Updates where gradients are added up ------------===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/OperandHoisting.h"
#include "compiler/Fusion/Passes.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_APPLYUPDATESPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;
using kernel::ConvolutionKernelGradOp;
using kernel::ElementwiseOp;

/// The kernel that alone reads a gradient, and only makes new values for
/// parameters; null if there is none.
static ElementwiseOp getUpdate(ConvolutionKernelGradOp grad) {
  if (!grad->hasOneUse())
    return nullptr;
  auto update = dyn_cast<ElementwiseOp>(*grad->user_begin());
  bool fits = update && update->getBlock() == grad->getBlock() &&
              update.getDomain() == grad.getDomain() &&
              update.getReductionCount() == 0 && fusion::isUpdate(update);
  return fits ? update : nullptr;
}

namespace {
struct ApplyUpdatesPass : fusion::impl::ApplyUpdatesPassBase<ApplyUpdatesPass> {
  void runOnOperation() override {
    for (Block &block : getOperation().getBody())
      apply(block);
  }

  static void apply(Block &block) {
    fusion::ParameterUses parameters(block);
    IRRewriter rewriter(block.getParentOp()->getContext());
    for (ConvolutionKernelGradOp grad :
         llvm::to_vector(block.getOps<ConvolutionKernelGradOp>()))
      if (ElementwiseOp update = getUpdate(grad)) {
        fusion::OperandHoisting hoisting(grad, update, parameters);
        if (!hoisting.isPossible())
          continue;
        hoisting.move();
        fusion::fuseIntoEpilogue(rewriter, grad, update);
      }
  }
};
} // namespace
