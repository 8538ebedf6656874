//===- ApplyUpdates.cpp - Updates where gradients are added up ------------===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/Passes.h"
#include "dialects/NN/NN.h"

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
  bool isUpdate = update && update->getBlock() == grad->getBlock() &&
                  update.getDomain() == grad.getDomain() &&
                  update.getReductionCount() == 0 &&
                  llvm::all_of(update->getUsers(), llvm::IsaPred<nn::StoreOp>);
  return isUpdate ? update : nullptr;
}

/// Whether an update can be computed at `grad`, as far as a parameter goes that
/// it reads: nobody else reads the old value later, and nobody stores another
/// one in between.
static bool canUpdateAt(ConvolutionKernelGradOp grad, ElementwiseOp update,
                        nn::LoadOp load) {
  bool isReadBefore = llvm::all_of(load->getUsers(), [&](Operation *user) {
    return user == update || user->isBeforeInBlock(grad);
  });
  auto isBetween = [&](Operation *op) {
    return op->isBeforeInBlock(update) && !op->isBeforeInBlock(grad);
  };
  return isReadBefore && llvm::none_of(grad->getBlock()->getOps<nn::StoreOp>(),
                                       [&](nn::StoreOp store) {
                                         return store.getParameterAttr() ==
                                                    load.getParameterAttr() &&
                                                isBetween(store);
                                       });
}

/// Collects what has to move in front of `grad` so that `value` is there, in
/// order: loads, numbers of the step, and what is computed from these alone.
/// Returns false if something else would have to.
static bool collect(Value value, ConvolutionKernelGradOp grad,
                    ElementwiseOp update, llvm::SetVector<Operation *> &moved) {
  Operation *op = value.getDefiningOp();
  if (auto load = dyn_cast_or_null<nn::LoadOp>(op))
    if (!canUpdateAt(grad, update, load))
      return false;
  if (!op || op == grad || op->isBeforeInBlock(grad))
    return true;
  auto elementwise = dyn_cast<ElementwiseOp>(op);
  bool isNumber = elementwise && elementwise.getDomain().getRank() == 0;
  if (!isNumber && !isa<nn::LoadOp, nn::StepValueOp, nn::ConstantOp>(op))
    return false;
  for (Value operand : op->getOperands())
    if (!collect(operand, grad, update, moved))
      return false;
  moved.insert(op);
  return true;
}

static void apply(RewriterBase &rewriter, ConvolutionKernelGradOp grad) {
  ElementwiseOp update = getUpdate(grad);
  llvm::SetVector<Operation *> moved;
  if (!update || !llvm::all_of(update.getInputs(), [&](Value input) {
        return collect(input, grad, update, moved);
      }))
    return;
  for (Operation *op : moved)
    rewriter.moveOpBefore(op, grad);
  fusion::fuseIntoEpilogue(rewriter, grad, update);
}

namespace {
struct ApplyUpdatesPass : fusion::impl::ApplyUpdatesPassBase<ApplyUpdatesPass> {
  void runOnOperation() override {
    SmallVector<ConvolutionKernelGradOp> worklist;
    getOperation().walk(
        [&](ConvolutionKernelGradOp op) { worklist.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (ConvolutionKernelGradOp grad : worklist)
      apply(rewriter, grad);
  }
};
} // namespace
