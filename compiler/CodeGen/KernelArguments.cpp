//===- KernelArguments.cpp - The operands of an outlined kernel -----------===//

#include "compiler/CodeGen/KernelArguments.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

KernelArguments::KernelArguments(kernel::KernelOpInterface op)
    : op(op), domain(op.getDomain()), element(domain.getElementType()),
      sums(op.getReductionCount()) {
  ValueRange destinations = op.getDestinations();
  stored = destinations.take_front(op.getStoredCount());
  destinations = destinations.drop_front(stored.size());
  Region &finalizer = op.getFinalizer();
  channelResults = destinations.take_front(
      finalizer.empty() ? static_cast<size_t>(sums)
                        : finalizer.front().getTerminator()->getNumOperands());
  workspaces = destinations.drop_front(channelResults.size());
  if (sums != 0) {
    blockSums = workspaces.back();
    workspaces = workspaces.drop_back();
  }
}

OperandRange KernelArguments::getInputs() const {
  kernel::KernelOpInterface op = this->op;
  return op.getInputs();
}

SmallVector<Value> KernelArguments::storeEpilogue(LoopBuilder &loops,
                                                  Value result,
                                                  ValueRange indices,
                                                  Lanes lanes) const {
  return storeEpilogue(loops, result,
                       loadOperands(loops, getInputs(), domain, indices, lanes),
                       indices, lanes);
}

SmallVector<Value> KernelArguments::storeEpilogue(LoopBuilder &loops,
                                                  Value result,
                                                  ValueRange operands,
                                                  ValueRange indices,
                                                  Lanes lanes) const {
  kernel::KernelOpInterface op = this->op;
  SmallVector<Value> arguments;
  if (result)
    arguments.push_back(result);
  llvm::append_range(arguments, operands);
  SmallVector<Value> yields = cloneOverLanes(loops, op.getEpilogue(), arguments,
                                             domain, indices, lanes);
  for (auto [value, memref] : llvm::zip(yields, stored))
    storeLanes(loops, value, memref, indices, lanes);
  return llvm::to_vector(ArrayRef<Value>(yields).drop_front(stored.size()));
}

RankedTensorType KernelArguments::getChannels() const {
  return RankedTensorType::get({domain.getShape().back()}, element);
}

SmallVector<Value> KernelArguments::loadFinalizerInputs(LoopBuilder &loops,
                                                        Value channel,
                                                        Lanes lanes) const {
  kernel::KernelOpInterface op = this->op;
  return loadOperands(loops, op.getFinalizerInputs(), getChannels(), channel,
                      lanes);
}

void KernelArguments::storeChannels(LoopBuilder &loops, ValueRange totals,
                                    ValueRange operands, Value channel,
                                    Lanes lanes) const {
  kernel::KernelOpInterface op = this->op;
  SmallVector<Value> values = llvm::to_vector(totals);
  if (!op.getFinalizer().empty()) {
    llvm::append_range(values, operands);
    values = cloneOverLanes(loops, op.getFinalizer(), values, getChannels(),
                            channel, lanes);
  }
  for (auto [value, result] : llvm::zip_equal(values, channelResults))
    storeLanes(loops, value, result, channel, lanes);
}

void KernelArguments::prefetchEpilogue(LoopBuilder &loops,
                                       ValueRange indices) const {
  auto prefetch = [&](Value memref, bool isWrite) {
    if (cast<MemRefType>(memref.getType()).getShape() == domain.getShape())
      memref::PrefetchOp::create(loops.builder, loops.location, memref, indices,
                                 isWrite, /*localityHint=*/2,
                                 /*isDataCache=*/true);
  };
  for (Value input : getInputs())
    prefetch(input, /*isWrite=*/false);
  for (Value memref : stored)
    prefetch(memref, /*isWrite=*/true);
}
