//===- FuseUpdates.cpp - Updates of small parameters in one kernel --------===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/Passes.h"
#include "dialects/NN/NN.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_FUSEUPDATESPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;
using kernel::ElementwiseOp;

/// Whether a parameter is loaded behind where it is stored, so that the store
/// has to stay.
static bool isLoadedLater(nn::StoreOp store) {
  return llvm::any_of(
      store->getBlock()->getOps<nn::LoadOp>(), [&](nn::LoadOp load) {
        return load.getParameterAttr() == store.getParameterAttr() &&
               store->isBeforeInBlock(load);
      });
}

/// Whether a kernel only makes new values for parameters, or for what an
/// optimizer remembers of them, that have a number per channel.
static bool isSmallUpdate(ElementwiseOp op) {
  RankedTensorType domain = op.getDomain();
  return domain.hasStaticShape() && domain.getRank() == 1 &&
         op.getReductionCount() == 0 && !op->use_empty() &&
         llvm::all_of(op->getUsers(), [&](Operation *user) {
           auto store = dyn_cast<nn::StoreOp>(user);
           return store && store->getBlock() == op->getBlock() &&
                  !isLoadedLater(store);
         });
}

/// Makes one kernel of two that do not read each other's results.
static ElementwiseOp fuseSibling(RewriterBase &rewriter, ElementwiseOp earlier,
                                 ElementwiseOp later) {
  for (Operation *store : llvm::make_early_inc_range(earlier->getUsers()))
    rewriter.moveOpAfter(store, later);
  return cast<ElementwiseOp>(
      fusion::fuseIntoEpilogue(rewriter, earlier, later).getOperation());
}

namespace {
struct FuseUpdatesPass : fusion::impl::FuseUpdatesPassBase<FuseUpdatesPass> {
  void runOnOperation() override {
    getOperation().walk([&](func::FuncOp function) {
      // The last kernel of each shape that has room for more.
      DenseMap<Type, ElementwiseOp> open;
      IRRewriter rewriter(&getContext());
      for (Operation &op : llvm::make_early_inc_range(function.getOps()))
        if (auto update = dyn_cast<ElementwiseOp>(op))
          if (isSmallUpdate(update))
            add(rewriter, open[update.getDomain()], update);
    });
  }

  static void add(RewriterBase &rewriter, ElementwiseOp &open,
                  ElementwiseOp update) {
    // A thread loads all that it reads before it stores the first result.
    constexpr size_t mostInputs = 32;
    bool hasRoom =
        open &&
        open.getInputs().size() + update.getInputs().size() <= mostInputs;
    open = hasRoom ? fuseSibling(rewriter, open, update) : update;
  }
};
} // namespace
