//===- EpilogueFusion.cpp - Moves elementwise code into epilogues ---------===//

#include "compiler/Fusion/EpilogueFusion.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace anabranch;
using kernel::Broadcast;
using kernel::ElementwiseOp;
using kernel::KernelOpInterface;

/// The results that are stored element by element, without the sums.
static ResultRange getStoredResults(KernelOpInterface op) {
  return op->getResults().take_front(op.getStoredCount());
}

/// Whether a kernel makes a tensor from numbers alone, as of constants and
/// random masks. `fuse-affine` copies it into its consumers, so that another
/// producer can be preferred.
static bool readsNumbersAlone(KernelOpInterface op) {
  return isa<ElementwiseOp>(op) && op.getDomain().getRank() > 1 &&
         llvm::all_of(op.getInputs(), [](Value input) {
           return cast<ShapedType>(input.getType()).getRank() == 0;
         });
}

KernelOpInterface fusion::findProducer(ElementwiseOp consumer) {
  KernelOpInterface last;
  for (Value input : consumer.getInputs()) {
    auto producer = input.getDefiningOp<KernelOpInterface>();
    if (!producer || !producer.acceptsEpilogue() ||
        producer->getBlock() != consumer->getBlock() ||
        producer.getDomain() != consumer.getDomain() ||
        readsNumbersAlone(producer) ||
        !llvm::is_contained(getStoredResults(producer), input))
      continue;
    if (!last || last->isBeforeInBlock(producer))
      last = producer;
  }
  return last;
}

bool fusion::readsAnotherTensor(ElementwiseOp consumer,
                                KernelOpInterface producer) {
  return llvm::any_of(consumer.getInputs(), [&](Value input) {
    Broadcast broadcast = *kernel::getBroadcast(
        cast<ShapedType>(input.getType()), consumer.getDomain());
    return (broadcast == Broadcast::Element || broadcast == Broadcast::Row) &&
           input.getDefiningOp() != producer &&
           !llvm::is_contained(producer.getInputs(), input);
  });
}

/// Where the fused kernel can stand: at the producer if everything the consumer
/// reads is there already, else at the consumer if nobody needs the producer's
/// results earlier. What finalizes its sums stays as it is.
static Operation *findPlace(KernelOpInterface producer,
                            ElementwiseOp consumer) {
  if (!producer.getFinalizer().empty() || !consumer.getFinalizer().empty())
    return nullptr;
  // A kernel has one sum by tap, its last.
  if (consumer.getTapSums() ||
      (producer.getTapSums() && consumer.getReductionCount() > 0))
    return nullptr;
  // The producer's own sums are not complete before its end.
  bool readsSums = llvm::any_of(consumer->getOperands(), [&](Value operand) {
    return operand.getDefiningOp() == producer &&
           !llvm::is_contained(getStoredResults(producer), operand);
  });
  if (readsSums)
    return nullptr;
  bool readsEarly = llvm::all_of(consumer->getOperands(), [&](Value operand) {
    Operation *definition = operand.getDefiningOp();
    return !definition || definition == producer ||
           definition->isBeforeInBlock(producer);
  });
  if (readsEarly)
    return producer;
  bool usedLate = llvm::all_of(producer->getUsers(), [&](Operation *user) {
    return user == consumer || consumer->isBeforeInBlock(user);
  });
  return usedLate ? consumer.getOperation() : nullptr;
}

static bool hasRoomForSums(KernelOpInterface producer, ElementwiseOp consumer) {
  int64_t added = consumer.getReductionCount();
  return added == 0 ||
         producer.getReductionCount() + added <= producer.getMostReductions();
}

StringRef fusion::whyNotIntoEpilogue(KernelOpInterface producer,
                                     ElementwiseOp consumer) {
  if (!producer.acceptsEpilogue())
    return "its result is not complete before the whole kernel is";
  if (producer.getDomain() != consumer.getDomain())
    return "the shapes differ";
  if (!hasRoomForSums(producer, consumer))
    return "a block has no room for so many sums per channel";
  if (!findPlace(producer, consumer))
    return "it needs something that is computed from the whole tensor, such as "
           "its statistics";
  return "";
}

kernel::ExtentAttr fusion::getUnfusedBytes(KernelOpInterface op) {
  return op.getUnfusedBytes().value_or(kernel::getTraffic(op));
}

void fusion::cloneCode(OpBuilder &builder, Region &region, IRMapping &mapping,
                       SmallVectorImpl<Value> &yields) {
  for (Operation &op : region.front().without_terminator())
    builder.clone(op, mapping);
  for (Value value : region.front().getTerminator()->getOperands())
    yields.push_back(mapping.lookupOrDefault(value));
}

SmallVector<Value> fusion::joinInputs(ValueRange own,
                                      KernelOpInterface producer,
                                      ElementwiseOp consumer) {
  SmallVector<Value> inputs = llvm::to_vector(own);
  for (Value input : consumer.getInputs())
    if (input.getDefiningOp() != producer && !llvm::is_contained(inputs, input))
      inputs.push_back(input);
  return inputs;
}

bool fusion::isReadElsewhere(OpResult result, ElementwiseOp consumer) {
  return llvm::any_of(result.getUsers(),
                      [&](Operation *user) { return user != consumer; });
}

KernelOpInterface fusion::createFused(RewriterBase &rewriter,
                                      KernelOpInterface producer,
                                      ElementwiseOp consumer, ValueRange inputs,
                                      ValueRange finalizerInputs,
                                      ValueRange results) {
  OperationState state(
      rewriter.getFusedLoc({producer.getLoc(), consumer.getLoc()}),
      producer->getName());
  SmallVector<int32_t> sizes;
  for (ValueRange group :
       {ValueRange(producer.getLhs()), ValueRange(producer.getRhs()), inputs,
        finalizerInputs, /*destinations=*/ValueRange()}) {
    state.addOperands(group);
    sizes.push_back(static_cast<int32_t>(group.size()));
  }
  state.addTypes(results.getTypes());
  state.addAttributes(producer->getAttrs());
  state.attributes.set(ElementwiseOp::getOperandSegmentSizeAttr(),
                       rewriter.getDenseI32ArrayAttr(sizes));
  for (size_t i = 0; i < producer->getNumRegions(); ++i)
    state.addRegion();
  auto fused = cast<KernelOpInterface>(rewriter.create(state));
  fused.setUnfusedBytesAttr(
      kernel::add(getUnfusedBytes(producer), getUnfusedBytes(consumer)));
  fused.getLhsPrologue().takeBody(producer.getLhsPrologue());
  fused.getRhsPrologue().takeBody(producer.getRhsPrologue());
  return fused;
}

KernelOpInterface fusion::fuseIntoEpilogue(RewriterBase &rewriter,
                                           KernelOpInterface producer,
                                           ElementwiseOp consumer) {
  Operation *place = findPlace(producer, consumer);
  if (!place || !hasRoomForSums(producer, consumer))
    return nullptr;

  SmallVector<Value> inputs =
      joinInputs(producer.getInputs(), producer, consumer);

  // Stored results come first, then the sums: the producer's of both kinds
  // that somebody else reads, each followed by the consumer's.
  SmallVector<Value> replaced[2];
  auto collect = [&](KernelOpInterface op, bool all) {
    for (OpResult result : op->getResults())
      if (all || isReadElsewhere(result, consumer))
        replaced[result.getResultNumber() >= op.getStoredCount()].push_back(
            result);
  };
  collect(producer, /*all=*/false);
  collect(consumer, /*all=*/true);
  SmallVector<Value> results(replaced[0]);
  results.append(replaced[1]);

  rewriter.setInsertionPoint(place);
  KernelOpInterface fused =
      createFused(rewriter, producer, consumer, inputs, {}, results);
  fused->setAttr("reduction_count",
                 rewriter.getI64IntegerAttr(replaced[1].size()));

  // The epilogue: the producer's code, then the consumer's on its values.
  Block *block = rewriter.createBlock(&fused.getEpilogue());
  IRMapping mapping;
  Block &producerBlock = producer.getEpilogue().front();
  for (BlockArgument argument : producerBlock.getArguments().take_front(
           producer.getAnchorArgumentCount()))
    mapping.map(argument,
                block->addArgument(argument.getType(), argument.getLoc()));
  DenseMap<Value, Value> loaded;
  for (Value input : inputs)
    loaded[input] =
        block->addArgument(getElementTypeOrSelf(input), fused.getLoc());
  for (auto [argument, input] :
       llvm::zip_equal(producerBlock.getArguments().drop_front(
                           producer.getAnchorArgumentCount()),
                       producer.getInputs()))
    mapping.map(argument, loaded[input]);
  SmallVector<Value> yields;
  cloneCode(rewriter, producer.getEpilogue(), mapping, yields);
  for (auto [argument, input] : llvm::zip_equal(
           consumer.getEpilogue().getArguments(), consumer.getInputs())) {
    if (input.getDefiningOp() == producer)
      mapping.map(argument, yields[cast<OpResult>(input).getResultNumber()]);
    else
      mapping.map(argument, loaded[input]);
  }
  cloneCode(rewriter, consumer.getEpilogue(), mapping, yields);

  auto getYield = [&](Value result) {
    unsigned index = cast<OpResult>(result).getResultNumber();
    return result.getDefiningOp() == producer
               ? yields[index]
               : yields[producer->getNumResults() + index];
  };
  kernel::YieldOp::create(rewriter, fused.getLoc(),
                          llvm::map_to_vector(results, getYield));

  for (auto [result, replacement] :
       llvm::zip_equal(results, fused->getResults()))
    rewriter.replaceAllUsesExcept(result, replacement, consumer);
  rewriter.eraseOp(consumer);
  rewriter.eraseOp(producer);
  return fused;
}

void fusion::forEachElementwise(
    Operation *root, function_ref<void(RewriterBase &, ElementwiseOp)> fuse) {
  SmallVector<ElementwiseOp> worklist;
  root->walk([&](ElementwiseOp op) { worklist.push_back(op); });
  IRRewriter rewriter(root->getContext());
  for (ElementwiseOp op : worklist)
    fuse(rewriter, op);
}
