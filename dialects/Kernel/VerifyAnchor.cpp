//===- VerifyAnchor.cpp - What holds for every anchor ---------------------===//

#include "dialects/Kernel/VerifyAnchor.h"

#include "dialects/NN/Window.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::kernel;

/// Checks that a region takes one scalar per element of `operands`, after
/// `leading` others, and that its operands broadcast to `domain`.
static LogicalResult verifyRegion(KernelOpInterface op, Region &region,
                                  StringRef name, OperandRange operands,
                                  ShapedType domain, unsigned leading,
                                  bool ranked) {
  if (region.empty())
    return op.emitOpError("needs a ") << name << " for its operands";
  if (!region.hasOneBlock())
    return op.emitOpError("needs one block as its ") << name;
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

/// Checks that results have the shapes of what the epilogue yields: the
/// domain's, and those of sums one number per channel.
static LogicalResult verifyResults(KernelOpInterface op) {
  RankedTensorType domain = op.getDomain();
  OperandRange yielded =
      op.getEpilogue().front().getTerminator()->getOperands();
  bool isFinalized = !op.getFinalizer().empty();
  OperandRange finalized =
      isFinalized ? op.getFinalizer().front().getTerminator()->getOperands()
                  : yielded.take_back(op.getReductionCount());
  auto verify = [&](Type result, Type wanted) -> LogicalResult {
    if (result == wanted)
      return success();
    return op.emitOpError("makes ") << wanted << " for the result " << result;
  };
  size_t stored = op.getStoredCount();
  for (auto [result, value] :
       llvm::zip(op->getResults(), yielded.take_front(stored)))
    if (failed(verify(result.getType(), domain.clone(value.getType()))))
      return failure();
  if (finalized.empty())
    return success();
  if (domain.getRank() == 0)
    return op.emitOpError("sums channels of ") << domain;
  SmallVector<RankedTensorType> sums;
  for (Value value : finalized)
    sums.push_back(
        RankedTensorType::get(domain.getShape().back(), value.getType()));
  if (!isFinalized && op.getTapSums())
    sums.back() = op.getTapSums();
  for (auto [result, sum] :
       llvm::zip(op->getResults().drop_front(stored), sums))
    if (failed(verify(result.getType(), sum)))
      return failure();
  return success();
}

static LogicalResult verifyTypes(KernelOpInterface op) {
  auto isKnown = [](Type type) {
    ArrayRef<int64_t> shape = cast<ShapedType>(type).getShape();
    return llvm::none_of(shape.drop_front(shape.empty() ? 0 : 1),
                         ShapedType::isDynamic);
  };
  SmallVector<Type> types(op->getOperandTypes());
  types.append(op->result_type_begin(), op->result_type_end());
  types.push_back(op.getDomain());
  for (Type type : types)
    if (!isKnown(type))
      return op.emitOpError("has ")
             << type << ", of which more than the batch is unknown";
  return success();
}

LogicalResult kernel::verifyAnchor(KernelOpInterface op) {
  bool onMemrefs = !op.getDestinations().empty();
  if (failed(verifyTypes(op)))
    return failure();
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
    if (!op.acceptsPrologue() && !isIdentity(*region))
      return op.emitOpError("runs no code in its ") << name;
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
  if (!onMemrefs && !op.acceptsStretched() && readsStretched(op))
    return op.emitOpError("reads inputs that are stretched over its domain");
  if (op.getFinalizer().empty() && !op.getFinalizerInputs().empty())
    return op.emitOpError("needs a finalizer for its operands");
  if (!op.getFinalizer().empty() && failed(verifyFinalizer(op)))
    return failure();
  if (onMemrefs)
    return success();
  if (op.getFinalizer().empty() &&
      yield->getNumOperands() != op->getNumResults())
    return op.emitOpError("yields ")
           << yield->getNumOperands() << " values from its epilogue for "
           << op->getNumResults() << " results";
  return op.storesDomain() ? verifyResults(op) : success();
}

bool kernel::arePositive(ArrayRef<int64_t> sizes) {
  constexpr size_t dimensions = 2;
  return sizes.size() == dimensions &&
         llvm::all_of(sizes, [](int64_t size) { return size > 0; });
}

LogicalResult kernel::verifyPlainEpilogue(KernelOpInterface op) {
  Block &block = op.getEpilogue().front();
  Operation *yield = block.getTerminator();
  Value value = yield->getNumOperands() == 1 ? yield->getOperand(0) : Value();
  // A filter for a GPU is rounded.
  while (value &&
         isa_and_nonnull<arith::TruncFOp, arith::ExtFOp>(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  if (!value || op.getReductionCount() != 0 || value != block.getArgument(0))
    return op.emitOpError("runs no code in its epilogue");
  return success();
}

LogicalResult
kernel::verifyWindow(KernelOpInterface op, ArrayRef<int64_t> strides,
                     ArrayRef<int64_t> padding, ArrayRef<int64_t> dilations,
                     llvm::function_ref<ConvolutionShape()> getShape) {
  constexpr size_t sides = 4;
  if (!arePositive(strides) || !arePositive(dilations) ||
      padding.size() != sides)
    return op.emitOpError("needs two strides and dilations above 0, and the "
                          "padding of four sides");
  ConvolutionShape shape = getShape();
  if (shape.groups < 1 || shape.inputChannels % shape.groups != 0 ||
      shape.outputChannels % shape.groups != 0)
    return op.emitOpError("cannot split ")
           << shape.inputChannels << " and " << shape.outputChannels
           << " channels into " << shape.groups << " groups";
  auto fits = [&](int64_t input, int64_t filter, int64_t output,
                  unsigned dimension) {
    return nn::getWindowedSize(
               input, filter, strides[dimension], dilations[dimension],
               padding[2 * dimension] + padding[2 * dimension + 1]) == output;
  };
  if (!fits(shape.inputHeight, shape.filterHeight, shape.outputHeight, 0) ||
      !fits(shape.inputWidth, shape.filterWidth, shape.outputWidth, 1))
    return op.emitOpError("cannot make ")
           << shape.outputHeight << " x " << shape.outputWidth << " pixels of "
           << shape.inputHeight << " x " << shape.inputWidth;
  return success();
}
