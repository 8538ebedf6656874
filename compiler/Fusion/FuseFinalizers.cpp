//===- FuseFinalizers.cpp - Code per channel to where sums are complete ---===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/OperandHoisting.h"
#include "compiler/Fusion/Passes.h"

#include "mlir/IR/TypeUtilities.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_FUSEFINALIZERSPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;
using kernel::ElementwiseOp;
using kernel::KernelOpInterface;

/// Whether a value is what a kernel makes of complete sums.
static bool isPerChannel(OpResult value) {
  auto op = dyn_cast<KernelOpInterface>(value.getOwner());
  auto elementwise = dyn_cast<ElementwiseOp>(value.getOwner());
  return op && value.getResultNumber() >= op.getStoredCount() &&
         op.getDomain().getRank() > 1 &&
         !(elementwise && elementwise.getTaps());
}

/// The last kernel whose sums `op` reads, if it computes with numbers per
/// channel and scalars alone; null if there is none.
static KernelOpInterface findSummed(ElementwiseOp op) {
  RankedTensorType channels = op.getDomain();
  if (channels.getRank() != 1 || !channels.hasStaticShape() ||
      op.getReductionCount() != 0)
    return nullptr;
  // Nobody waits for an update, and what comes next for a finalizer.
  if (fusion::isUpdate(op))
    return nullptr;
  KernelOpInterface last;
  for (Value input : op.getInputs()) {
    auto type = cast<ShapedType>(input.getType());
    if (type.getRank() != 0 && type.getShape() != channels.getShape())
      return nullptr;
    auto result = dyn_cast<OpResult>(input);
    if (!result || !isPerChannel(result) ||
        result.getOwner()->getBlock() != op->getBlock())
      continue;
    auto summed = cast<KernelOpInterface>(result.getOwner());
    if (!last || last->isBeforeInBlock(summed))
      last = summed;
  }
  return last;
}

/// The kernel's finalizer, or that which leaves the sums as they are.
static SmallVector<Value>
cloneFinalizer(OpBuilder &builder, KernelOpInterface op, ValueRange arguments) {
  if (op.getFinalizer().empty())
    return llvm::to_vector(arguments);
  IRMapping mapping;
  mapping.map(op.getFinalizer().getArguments(), arguments);
  SmallVector<Value> yields;
  fusion::cloneCode(builder, op.getFinalizer(), mapping, yields);
  return yields;
}

namespace {
/// A kernel with another finalizer behind its own.
class FinalizerFusion {
public:
  FinalizerFusion(KernelOpInterface summed, ElementwiseOp finalizer)
      : summed(summed), finalizer(finalizer),
        inputs(fusion::joinInputs(summed.getFinalizerInputs(), summed,
                                  finalizer)) {
    // What is stored stays; sums may be of no use now.
    for (OpResult result : summed->getResults())
      if (result.getResultNumber() < summed.getStoredCount() ||
          fusion::isReadElsewhere(result, finalizer))
        results.push_back(result);
    results.append(finalizer->result_begin(), finalizer->result_end());
  }

  void run(RewriterBase &rewriter) {
    rewriter.setInsertionPoint(summed);
    KernelOpInterface fused = fusion::createFused(
        rewriter, summed, finalizer, summed.getInputs(), inputs, results);
    buildFinalizer(rewriter, fused);
    for (auto [result, replacement] :
         llvm::zip_equal(results, fused->getResults()))
      rewriter.replaceAllUsesExcept(result, replacement, finalizer);
    rewriter.eraseOp(finalizer);
    rewriter.eraseOp(summed);
  }

private:
  /// What the kernel yields of its own, and then the code of `finalizer`. Takes
  /// the epilogue with it, whose sums the arguments are.
  void buildFinalizer(RewriterBase &rewriter, KernelOpInterface fused) {
    OpBuilder::InsertionGuard guard(rewriter);
    Location location = fused.getLoc();
    Block *block = rewriter.createBlock(&fused.getFinalizer());
    Operation *epilogue = summed.getEpilogue().front().getTerminator();
    for (Value sum : epilogue->getOperands().take_back(
             static_cast<size_t>(summed.getReductionCount())))
      block->addArgument(sum.getType(), location);
    size_t sums = block->getNumArguments();
    for (Value input : inputs)
      block->addArgument(getElementTypeOrSelf(input), location);
    ValueRange arguments(block->getArguments());
    SmallVector<Value> yields = cloneFinalizer(
        rewriter, summed,
        arguments.take_front(sums + summed.getFinalizerInputs().size()));
    IRMapping mapping;
    for (auto [argument, input] : llvm::zip_equal(
             finalizer.getEpilogue().getArguments(), finalizer.getInputs()))
      mapping.map(
          argument,
          input.getDefiningOp() == summed
              ? yields[cast<OpResult>(input).getResultNumber() -
                       summed.getStoredCount()]
              : arguments[sums + static_cast<size_t>(llvm::find(inputs, input) -
                                                     inputs.begin())]);
    size_t own = yields.size();
    fusion::cloneCode(rewriter, finalizer.getEpilogue(), mapping, yields);
    SmallVector<Value> values;
    for (Value result : ArrayRef(results).drop_front(summed.getStoredCount())) {
      unsigned number = cast<OpResult>(result).getResultNumber();
      values.push_back(result.getDefiningOp() == summed
                           ? yields[number - summed.getStoredCount()]
                           : yields[own + number]);
    }
    kernel::YieldOp::create(rewriter, location, values);
    fused.getEpilogue().takeBody(summed.getEpilogue());
  }

  KernelOpInterface summed;
  ElementwiseOp finalizer;
  SmallVector<Value> inputs;  ///< of the new finalizer
  SmallVector<Value> results; ///< that the new kernel's are in place of
};

struct FuseFinalizersPass
    : fusion::impl::FuseFinalizersPassBase<FuseFinalizersPass> {
  void runOnOperation() override {
    for (Block &block : getOperation().getBody())
      fuse(block);
  }

  static void fuse(Block &block) {
    fusion::ParameterUses parameters(block);
    IRRewriter rewriter(block.getParentOp()->getContext());
    for (ElementwiseOp op : llvm::to_vector(block.getOps<ElementwiseOp>())) {
      KernelOpInterface summed = findSummed(op);
      if (!summed)
        continue;
      fusion::OperandHoisting hoisting(summed, op, parameters);
      if (!hoisting.isPossible())
        continue;
      hoisting.move();
      FinalizerFusion(summed, op).run(rewriter);
    }
  }
};
} // namespace
