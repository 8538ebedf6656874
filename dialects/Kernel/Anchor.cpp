//===- Anchor.cpp - What all anchors have in common -----------------------===//

#include "dialects/Kernel/Kernel.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::kernel;

/// A kernel on tensors computes values and nothing else; on memrefs it
/// writes its destinations.
static void
addEffects(KernelOpInterface op,
           SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
               &effects) {
  if (!op.getDestinations().empty()) {
    effects.emplace_back(MemoryEffects::Read::get());
    effects.emplace_back(MemoryEffects::Write::get());
  }
}

/// Checks that a region takes one scalar per element of `operands`, after
/// `leading` others, and that its operands broadcast to `domain`.
static LogicalResult verifyRegion(KernelOpInterface op, Region &region,
                                  StringRef name, OperandRange operands,
                                  ShapedType domain, unsigned leading,
                                  bool ranked) {
  if (region.empty())
    return op.emitOpError("needs a ") << name << " for its operands";
  Block &block = region.front();
  if (block.getNumArguments() != operands.size() + leading)
    return op.emitOpError("has ")
           << block.getNumArguments() << " arguments in its " << name << " for "
           << operands.size() + leading << " values";
  if (!isa_and_nonnull<YieldOp>(block.empty() ? nullptr : &block.back()))
    return op.emitOpError("needs a kernel.yield at the end of its ") << name;
  for (auto [operand, argument] :
       llvm::zip_equal(operands, block.getArguments().drop_front(leading))) {
    auto type = cast<ShapedType>(operand.getType());
    if (type.getElementType() != argument.getType())
      return op.emitOpError("reads a ")
             << type << " as " << argument.getType() << " in its " << name;
    if (ranked && !getBroadcast(type, domain))
      return op.emitOpError("cannot broadcast ")
             << type << " to " << domain << " in its " << name;
  }
  return success();
}

static LogicalResult verifyAnchor(KernelOpInterface op) {
  bool onMemrefs = !op.getDestinations().empty();
  for (auto [operands, region, name] :
       {std::make_tuple(op.getLhs(), &op.getLhsPrologue(), "lhs prologue"),
        std::make_tuple(op.getRhs(), &op.getRhsPrologue(), "rhs prologue")}) {
    if (operands.empty())
      continue;
    auto data = cast<ShapedType>(operands.front().getType());
    if (failed(verifyRegion(op, *region, name, operands, data, 0, !onMemrefs)))
      return failure();
    if (region->front().getTerminator()->getNumOperands() != 1)
      return op.emitOpError("yields one value from its ") << name;
  }
  if (failed(verifyRegion(op, op.getEpilogue(), "epilogue", op.getInputs(),
                          op.getDomain(), op.getAnchorArgumentCount(),
                          !onMemrefs)))
    return failure();
  Operation *yield = op.getEpilogue().front().getTerminator();
  if (!onMemrefs && yield->getNumOperands() != op->getNumResults())
    return op.emitOpError("yields ")
           << yield->getNumOperands() << " values from its epilogue for "
           << op->getNumResults() << " results";
  if (op.getReductionCount() < 0 ||
      op.getReductionCount() > static_cast<int64_t>(yield->getNumOperands()))
    return op.emitOpError("sums ") << op.getReductionCount() << " of "
                                   << yield->getNumOperands() << " values";
  return success();
}

#define KERNEL_ANCHOR(Op)                                                      \
  void Op::getEffects(                                                         \
      SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>      \
          &effects) {                                                          \
    addEffects(*this, effects);                                                \
  }                                                                            \
  RankedTensorType Op::getDomain() {                                           \
    return cast<RankedTensorType>(getDomainType());                            \
  }                                                                            \
  LogicalResult Op::verify() { return verifyAnchor(*this); }

KERNEL_ANCHOR(ConvolutionOp)
KERNEL_ANCHOR(ConvolutionInputGradOp)
KERNEL_ANCHOR(ConvolutionKernelGradOp)
KERNEL_ANCHOR(PackFilterOp)
KERNEL_ANCHOR(PoolOp)
KERNEL_ANCHOR(PoolGradOp)
KERNEL_ANCHOR(ElementwiseOp)
KERNEL_ANCHOR(ReductionOp)

bool PoolGradOp::acceptsEpilogue() { return false; }
bool ConvolutionKernelGradOp::acceptsEpilogue() { return false; }
bool PackFilterOp::acceptsEpilogue() { return false; }
bool ReductionOp::acceptsEpilogue() { return false; }
bool ReductionOp::acceptsStretched() {
  return getScope() == ReductionScope::Example;
}
unsigned ElementwiseOp::getAnchorArgumentCount() { return 0; }
unsigned ReductionOp::getAnchorArgumentCount() { return 0; }

#undef KERNEL_ANCHOR
