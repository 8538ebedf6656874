//===- ApplyUpdates.cpp - Updates where gradients are added up ------------===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/ParameterUses.h"
#include "compiler/Fusion/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

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

namespace {
/// Moves the update behind a filter's gradient into the gradient's epilogue.
class UpdateMover {
public:
  UpdateMover(ConvolutionKernelGradOp grad, ElementwiseOp update,
              const fusion::ParameterUses &parameters)
      : grad(grad), update(update), parameters(parameters) {}

  void run(RewriterBase &rewriter) {
    if (!llvm::all_of(update.getInputs(),
                      [&](Value input) { return collect(input); }))
      return;
    for (Operation *op : moved)
      rewriter.moveOpBefore(op, grad);
    fusion::fuseIntoEpilogue(rewriter, grad, update);
  }

private:
  /// Whether nothing but the update reads a value, or a reshape of it, behind
  /// the gradient.
  bool isReadBefore(Value value) {
    return llvm::all_of(value.getUsers(), [&](Operation *user) {
      if (auto reshape = dyn_cast<nn::ReshapeOp>(user))
        return isReadBefore(reshape);
      return user == update || user->isBeforeInBlock(grad);
    });
  }

  /// Whether the update can be computed at the gradient, as far as a parameter
  /// goes that it reads: nobody else reads the old value later, and nobody
  /// stores another one in between.
  bool canRead(nn::LoadOp load) {
    FlatSymbolRefAttr parameter = load.getParameterAttr();
    auto isBetween = [&](Operation *op) {
      return op->isBeforeInBlock(update) && !op->isBeforeInBlock(grad);
    };
    return llvm::all_of(parameters.getLoads(parameter),
                        [&](nn::LoadOp load) { return isReadBefore(load); }) &&
           llvm::none_of(parameters.getStores(parameter), isBetween);
  }

  /// Collects what has to move in front of the gradient so that `value` is
  /// there, in order: loads, numbers of the step, and what is computed from
  /// these alone. Returns false if something else would have to.
  bool collect(Value value) {
    Operation *op = value.getDefiningOp();
    if (auto load = dyn_cast_or_null<nn::LoadOp>(op))
      if (!canRead(load))
        return false;
    if (!op || op == grad || op->isBeforeInBlock(grad))
      return true;
    auto elementwise = dyn_cast<ElementwiseOp>(op);
    bool isNumber = elementwise && elementwise.getDomain().getRank() == 0;
    if (!isNumber && !isa<nn::LoadOp, nn::StepValueOp, nn::ConstantOp>(op))
      return false;
    if (!llvm::all_of(op->getOperands(),
                      [&](Value operand) { return collect(operand); }))
      return false;
    moved.insert(op);
    return true;
  }

  ConvolutionKernelGradOp grad;
  ElementwiseOp update;
  const fusion::ParameterUses &parameters;
  llvm::SetVector<Operation *> moved;
};

struct ApplyUpdatesPass : fusion::impl::ApplyUpdatesPassBase<ApplyUpdatesPass> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      for (Block &block : function.getBody())
        apply(block);
  }

  static void apply(Block &block) {
    fusion::ParameterUses parameters(block);
    IRRewriter rewriter(block.getParentOp()->getContext());
    for (ConvolutionKernelGradOp grad :
         llvm::to_vector(block.getOps<ConvolutionKernelGradOp>()))
      if (ElementwiseOp update = getUpdate(grad))
        UpdateMover(grad, update, parameters).run(rewriter);
  }
};
} // namespace
