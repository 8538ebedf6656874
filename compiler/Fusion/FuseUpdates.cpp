//===- FuseUpdates.cpp - Updates of small parameters in one kernel --------===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/KernelBuilder.h"
#include "compiler/Fusion/ParameterUses.h"
#include "compiler/Fusion/Passes.h"
#include "dialects/NN/NN.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_FUSEUPDATESPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;
using kernel::ElementwiseOp;

/// Whether a parameter is loaded behind where it is stored, so that the store
/// has to stay.
static bool isLoadedLater(nn::StoreOp store,
                          const fusion::ParameterUses &parameters) {
  return llvm::any_of(
      parameters.getLoads(store.getParameterAttr()),
      [&](nn::LoadOp load) { return store->isBeforeInBlock(load); });
}

/// Whether a kernel is an update of what has a number per channel.
static bool isSmallUpdate(ElementwiseOp op,
                          const fusion::ParameterUses &parameters) {
  RankedTensorType domain = op.getDomain();
  return domain.hasStaticShape() && domain.getRank() == 1 &&
         op.getReductionCount() == 0 && fusion::isUpdate(op) &&
         llvm::all_of(op->getUsers(), [&](Operation *user) {
           return user->getBlock() == op->getBlock() &&
                  !isLoadedLater(cast<nn::StoreOp>(user), parameters);
         });
}

namespace {
/// Updates of one shape, and what they read.
struct Siblings {
  SmallVector<ElementwiseOp> updates;
  llvm::SetVector<Value> inputs;

  /// A thread loads all that it reads before it stores the first result.
  bool haveRoomFor(ElementwiseOp update) const {
    constexpr size_t mostInputs = 32;
    return inputs.size() + update.getInputs().size() <= mostInputs;
  }
};
} // namespace

/// Makes one kernel of the updates where the last of them stands.
static void fuse(const Siblings &siblings) {
  ArrayRef<ElementwiseOp> updates = siblings.updates;
  if (updates.size() < 2)
    return;
  ElementwiseOp last = updates.back();
  OpBuilder builder(last);
  SmallVector<Type> results;
  SmallVector<Location> locations;
  auto bytes = kernel::ExtentAttr::get(last.getContext(), 0, 0);
  for (ElementwiseOp update : updates) {
    llvm::append_range(results, update->getResultTypes());
    locations.push_back(update.getLoc());
    bytes = kernel::add(bytes, fusion::getUnfusedBytes(update));
  }
  ArrayRef<Value> inputs = siblings.inputs.getArrayRef();
  ElementwiseOp fused = fusion::buildElementwise(
      builder, builder.getFusedLoc(locations), last.getDomain(), inputs,
      results, /*reductions=*/0, [&](OpBuilder &builder, ValueRange arguments) {
        SmallVector<Value> yields;
        for (ElementwiseOp update : updates) {
          IRMapping mapping;
          for (auto [argument, input] : llvm::zip_equal(
                   update.getEpilogue().getArguments(), update.getInputs()))
            mapping.map(argument,
                        arguments[llvm::find(inputs, input) - inputs.begin()]);
          fusion::cloneCode(builder, update.getEpilogue(), mapping, yields);
        }
        return yields;
      });
  fused.setUnfusedBytesAttr(bytes);
  ValueRange rest = fused->getResults();
  Operation *behind = fused;
  for (ElementwiseOp update : updates) {
    for (Value result : update->getResults())
      for (Operation *store : llvm::make_early_inc_range(result.getUsers())) {
        store->moveAfter(behind);
        behind = store;
      }
    update->replaceAllUsesWith(rest.take_front(update->getNumResults()));
    rest = rest.drop_front(update->getNumResults());
    update->erase();
  }
}

namespace {
struct FuseUpdatesPass : fusion::impl::FuseUpdatesPassBase<FuseUpdatesPass> {
  void runOnOperation() override {
    for (Block &block : getOperation().getBody())
      fuseSiblings(block);
  }

  static void fuseSiblings(Block &block) {
    fusion::ParameterUses parameters(block);
    SmallVector<ElementwiseOp> updates;
    for (auto op : block.getOps<ElementwiseOp>())
      if (isSmallUpdate(op, parameters))
        updates.push_back(op);
    llvm::MapVector<Type, Siblings> open;
    for (ElementwiseOp update : updates) {
      Siblings &siblings = open[update.getDomain()];
      if (!siblings.haveRoomFor(update)) {
        fuse(siblings);
        siblings = {};
      }
      siblings.updates.push_back(update);
      siblings.inputs.insert(update.getInputs().begin(),
                             update.getInputs().end());
    }
    for (auto &[type, siblings] : open)
      fuse(siblings);
  }
};
} // namespace
