//===- Anchor.cpp - What all anchors have in common -----------------------===//

#include "dialects/Kernel/Kernel.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

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

/// Checks that a finalizer takes what is summed, and makes the results that are
/// not stored element by element.
static LogicalResult verifyFinalizer(KernelOpInterface op) {
  bool onMemrefs = !op.getDestinations().empty();
  RankedTensorType domain = op.getDomain();
  if (op.getReductionCount() == 0 || domain.getRank() < 2)
    return op.emitOpError("has a finalizer without sums per channel");
  auto channels = domain.clone(ArrayRef<int64_t>(domain.getShape().back()));
  auto sums = static_cast<unsigned>(op.getReductionCount());
  if (failed(verifyRegion(op, op.getFinalizer(), "finalizer",
                          op.getFinalizerInputs(), channels, sums, !onMemrefs)))
    return failure();
  Operation *stored = op.getEpilogue().front().getTerminator();
  Block &block = op.getFinalizer().front();
  for (auto [sum, argument] :
       llvm::zip(stored->getOperands().take_back(sums), block.getArguments()))
    if (sum.getType() != argument.getType())
      return op.emitOpError("sums ")
             << sum.getType() << " and finalizes " << argument.getType();
  size_t results =
      op.getStoredCount() + block.getTerminator()->getNumOperands();
  if (!onMemrefs && results != op->getNumResults())
    return op.emitOpError("makes ")
           << results << " values for " << op->getNumResults() << " results";
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
    // Without a prologue's code all operands go through as one element.
    OperandRange read =
        op.acceptsPrologue() ? operands : operands.take_front(1);
    if (failed(verifyRegion(op, *region, name, read, data, 0, !onMemrefs)))
      return failure();
    if (region->front().getTerminator()->getNumOperands() != 1)
      return op.emitOpError("yields one value from its ") << name;
  }
  if (failed(verifyRegion(op, op.getEpilogue(), "epilogue", op.getInputs(),
                          op.getDomain(), op.getAnchorArgumentCount(),
                          !onMemrefs)))
    return failure();
  Operation *yield = op.getEpilogue().front().getTerminator();
  if (op.getReductionCount() < 0 ||
      op.getReductionCount() > static_cast<int64_t>(yield->getNumOperands()))
    return op.emitOpError("sums ") << op.getReductionCount() << " of "
                                   << yield->getNumOperands() << " values";
  if (!op.getFinalizer().empty())
    return verifyFinalizer(op);
  if (!op.getFinalizerInputs().empty())
    return op.emitOpError("needs a finalizer for its operands");
  if (!onMemrefs && yield->getNumOperands() != op->getNumResults())
    return op.emitOpError("yields ")
           << yield->getNumOperands() << " values from its epilogue for "
           << op->getNumResults() << " results";
  return success();
}

#define KERNEL_ANCHOR_WITHOUT_VERIFIER(Op)                                     \
  void Op::getEffects(                                                         \
      SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>      \
          &effects) {                                                          \
    addEffects(*this, effects);                                                \
  }                                                                            \
  RankedTensorType Op::getDomain() {                                           \
    return cast<RankedTensorType>(getDomainType());                            \
  }
#define KERNEL_ANCHOR(Op)                                                      \
  KERNEL_ANCHOR_WITHOUT_VERIFIER(Op)                                           \
  LogicalResult Op::verify() { return verifyAnchor(*this); }

KERNEL_ANCHOR(ConvolutionOp)
KERNEL_ANCHOR(ConvolutionInputGradOp)
KERNEL_ANCHOR(ConvolutionKernelGradOp)
KERNEL_ANCHOR(PackFilterOp)
KERNEL_ANCHOR(PoolOp)
KERNEL_ANCHOR(PoolGradOp)
KERNEL_ANCHOR(DepthwiseOp)
KERNEL_ANCHOR(DepthwiseInputGradOp)
KERNEL_ANCHOR(DepthwiseKernelGradOp)
KERNEL_ANCHOR(ReductionOp)
KERNEL_ANCHOR_WITHOUT_VERIFIER(ElementwiseOp)
KERNEL_ANCHOR_WITHOUT_VERIFIER(GatherOp)
KERNEL_ANCHOR_WITHOUT_VERIFIER(ConcatenateOp)

bool PoolGradOp::acceptsEpilogue() { return false; }
bool ConvolutionKernelGradOp::acceptsEpilogue() { return false; }
bool PackFilterOp::acceptsEpilogue() { return false; }
bool DepthwiseKernelGradOp::acceptsEpilogue() { return false; }
bool ReductionOp::acceptsEpilogue() { return false; }
bool ReductionOp::acceptsStretched() {
  return getScope() == ReductionScope::Example;
}
bool ConcatenateOp::acceptsPrologue() { return false; }
unsigned ElementwiseOp::getAnchorArgumentCount() { return 0; }
unsigned ReductionOp::getAnchorArgumentCount() { return 0; }

#undef KERNEL_ANCHOR
#undef KERNEL_ANCHOR_WITHOUT_VERIFIER

LogicalResult ElementwiseOp::verify() {
  std::optional<TapsAttr> taps = getTaps();
  if (taps && (getReductionCount() < 1 || !getFinalizer().empty()))
    return emitOpError("needs a sum to take by tap, and no finalizer");
  if (taps && getDestinations().empty() && getNumResults() != 0) {
    RankedTensorType domain = getDomain();
    auto sums = cast<RankedTensorType>(getResults().back().getType());
    SmallVector<int64_t> shape(taps->getFilter().asArrayRef());
    shape.push_back(domain.getShape().back());
    constexpr int64_t imagesRank = 4;
    if (domain.getRank() != imagesRank ||
        domain.getShape().slice(1, 2) != taps->getOutput().asArrayRef() ||
        sums.getShape() != ArrayRef(shape))
      return emitOpError("cannot sum ") << domain << " by tap to " << sums;
  }
  return verifyAnchor(*this);
}

LogicalResult GatherOp::verify() {
  auto rank = static_cast<size_t>(getDomain().getRank());
  if (getLhs().empty() || getPermutation().size() != rank ||
      getOffsets().size() != rank || !isPermutationVector(getPermutation()) ||
      rank == 0 || getPermutation()[0] != 0 || getOffsets()[0] != 0)
    return emitOpError("needs an operand, and a place and an offset for each "
                       "dimension, the batch's being 0");
  auto source = cast<ShapedType>(getLhs().front().getType());
  if (source.getRank() != getDomain().getRank())
    return emitOpError("cannot read ") << source << " over " << getDomain();
  return verifyAnchor(*this);
}

LogicalResult ConcatenateOp::verify() {
  auto dimension = static_cast<int64_t>(getDimension());
  int64_t rank = getDomain().getRank(), size = 0;
  if (dimension < 1 || dimension >= rank || getLhs().empty())
    return emitOpError("needs an operand and a dimension behind the batch");
  for (Value operand : getLhs()) {
    auto type = cast<ShapedType>(operand.getType());
    if (type.getRank() != rank)
      return emitOpError("cannot read ") << type << " over " << getDomain();
    size += type.getDimSize(static_cast<unsigned>(dimension));
  }
  if (size != getDomain().getDimSize(static_cast<unsigned>(dimension)))
    return emitOpError("puts ")
           << size << " behind each other in " << getDomain();
  return verifyAnchor(*this);
}
