//===- FuseAffine.cpp - Per-element code to where its result is loaded ----===//

#include "compiler/Fusion/EpilogueFusion.h"
#include "compiler/Fusion/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_FUSEAFFINEPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;
using kernel::Broadcast;
using kernel::ElementwiseOp;
using kernel::KernelOpInterface;

static Broadcast getInputBroadcast(ElementwiseOp op, Value input) {
  return *kernel::getBroadcast(cast<ShapedType>(input.getType()),
                               op.getDomain());
}

static bool hasElementIndex(ElementwiseOp op) {
  return !op.getEpilogue().getOps<kernel::ElementIndexOp>().empty();
}

/// Whether computing `op` again for each consumer is cheaper than storing it:
/// it reads one whole tensor, or scalars alone, as a random mask does.
static bool isCheap(ElementwiseOp op) {
  if (op->getNumResults() != 1 || op.getReductionCount() != 0)
    return false;
  unsigned tensors = 0;
  bool onlyScalars = true;
  for (Value input : op.getInputs()) {
    Broadcast broadcast = getInputBroadcast(op, input);
    if (broadcast == Broadcast::Row)
      return false;
    tensors += broadcast == Broadcast::Element;
    onlyScalars &= broadcast == Broadcast::Scalar;
  }
  return (onlyScalars && (op.getInputs().empty() || hasElementIndex(op))) ||
         (tensors == 1 && op.getDomain().getRank() > 1);
}

/// Whether the consumer can compute `op` where it loads the use's value.
static bool canAbsorb(ElementwiseOp op, OpOperand &use) {
  auto consumer = dyn_cast<KernelOpInterface>(use.getOwner());
  if (!consumer || consumer->getBlock() != op->getBlock())
    return false;
  unsigned index = use.getOperandNumber();
  unsigned lhs = consumer.getLhs().size(), rhs = consumer.getRhs().size();
  if (index < lhs + rhs)
    // A group's data needs a tensor to take its place.
    return consumer.acceptsPrologue() && (index == 0 || index == lhs) &&
           llvm::any_of(op.getInputs(), [&](Value input) {
             return getInputBroadcast(op, input) == Broadcast::Element;
           });
  if (index >= lhs + rhs + consumer.getInputs().size() ||
      (!consumer.acceptsStretched() && kernel::readsStretched(op)))
    return false;
  // Inputs that broadcast would be computed again for every element.
  return (op.getInputs().empty() && !hasElementIndex(op)) ||
         consumer.getDomain() == op.getDomain();
}

/// Replaces argument `index` of the region by the code of `op`, whose inputs
/// become arguments: its tensor in the argument's place, the others behind.
static void inlineIntoRegion(RewriterBase &rewriter, ElementwiseOp op,
                             Region &region, unsigned index,
                             ArrayRef<Value> inputs) {
  Block &block = region.front();
  IRMapping mapping;
  for (Value input : inputs) {
    BlockArgument argument =
        block.addArgument(getElementTypeOrSelf(input), op.getLoc());
    for (auto [inner, candidate] :
         llvm::zip_equal(op.getEpilogue().getArguments(), op.getInputs()))
      if (candidate == input)
        mapping.map(inner, argument);
  }
  rewriter.setInsertionPointToStart(&block);
  for (Operation &inner : op.getEpilogue().front().without_terminator())
    rewriter.clone(inner, mapping);
  Value result = mapping.lookupOrDefault(
      op.getEpilogue().front().getTerminator()->getOperand(0));
  rewriter.replaceAllUsesWith(block.getArgument(index), result);
}

/// Moves a copy of `op` into one of its consumers.
static void absorb(RewriterBase &rewriter, ElementwiseOp op, OpOperand &use,
                   bool isFirst) {
  auto consumer = cast<KernelOpInterface>(use.getOwner());
  unsigned lhs = consumer.getLhs().size(), rhs = consumer.getRhs().size();
  unsigned index = use.getOperandNumber();

  SmallVector<Value> inputs;
  for (Value input : op.getInputs())
    if (!llvm::is_contained(inputs, input))
      inputs.push_back(input);
  // The tensor goes first: it takes the place of a group's data.
  std::stable_partition(inputs.begin(), inputs.end(), [&](Value input) {
    return getInputBroadcast(op, input) == Broadcast::Element;
  });

  Region *region;
  MutableOperandRange group = consumer.getInputsMutable();
  unsigned argument;
  if (index < lhs) {
    region = &consumer.getLhsPrologue();
    group = consumer.getLhsMutable();
    argument = index;
  } else if (index < lhs + rhs) {
    region = &consumer.getRhsPrologue();
    group = consumer.getRhsMutable();
    argument = index - lhs;
  } else {
    region = &consumer.getEpilogue();
    argument = index - lhs - rhs + consumer.getAnchorArgumentCount();
  }
  inlineIntoRegion(rewriter, op, *region, argument, inputs);

  // Keep operands and arguments in step: data first, then the rest in order.
  Block &block = region->front();
  unsigned leading = index < lhs + rhs ? 0 : consumer.getAnchorArgumentCount();
  SmallVector<Value> operands;
  for (OpOperand &operand : group)
    operands.push_back(operand.get());
  if (index < lhs + rhs) {
    // Argument 0 is dead now; the tensor's argument was added behind all.
    unsigned first = block.getNumArguments() - inputs.size();
    rewriter.replaceAllUsesWith(block.getArgument(first), block.getArgument(0));
    block.eraseArgument(first);
    operands[0] = inputs.front();
    operands.append(inputs.begin() + 1, inputs.end());
  } else {
    block.eraseArgument(argument);
    operands.erase(operands.begin() + (argument - leading));
    operands.append(inputs.begin(), inputs.end());
  }
  // The first consumer to take it in counts what the map itself moved.
  kernel::ExtentAttr bytes = fusion::getUnfusedBytes(consumer);
  if (isFirst)
    bytes = kernel::add(bytes, fusion::getUnfusedBytes(op));
  rewriter.modifyOpInPlace(consumer, [&] {
    consumer.setUnfusedBytesAttr(bytes);
    group.assign(operands);
    consumer->setLoc(rewriter.getFusedLoc({op.getLoc(), consumer.getLoc()}));
  });
}

namespace {
struct FuseAffinePass : fusion::impl::FuseAffinePassBase<FuseAffinePass> {
  void runOnOperation() override {
    fusion::forEachElementwise(
        getOperation(), [](RewriterBase &rewriter, ElementwiseOp op) {
          if (!isCheap(op) || op->use_empty() ||
              !llvm::all_of(op->getUses(),
                            [&](OpOperand &use) { return canAbsorb(op, use); }))
            return;
          for (bool isFirst = true; !op->use_empty(); isFirst = false)
            absorb(rewriter, op, *op->getUses().begin(), isFirst);
          rewriter.eraseOp(op);
        });
  }
};
} // namespace
