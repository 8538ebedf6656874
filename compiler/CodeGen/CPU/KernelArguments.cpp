//===- KernelArguments.cpp - The operands of an outlined kernel -----------===//

#include "compiler/CodeGen/CPU/KernelArguments.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::cpu;

KernelArguments::KernelArguments(kernel::KernelOpInterface op)
    : op(op), domain(op.getDomain()), element(domain.getElementType()) {
  ValueRange destinations = op.getDestinations();
  int64_t results = op.getEpilogue().front().getTerminator()->getNumOperands();
  int64_t reductions = op.getReductionCount();
  stored = destinations.take_front(results - reductions);
  sums = destinations.slice(results - reductions, reductions);
  workspaces = destinations.drop_front(results);
  if (reductions != 0) {
    blockSums = workspaces.back();
    workspaces = workspaces.drop_back();
  }
}

SmallVector<Value> KernelArguments::storeEpilogue(LoopBuilder &loops,
                                                  Value result,
                                                  ValueRange indices,
                                                  Lanes lanes) const {
  kernel::KernelOpInterface op = this->op;
  SmallVector<Value> arguments;
  if (result)
    arguments.push_back(result);
  for (Value input : op.getInputs())
    arguments.push_back(loadOperand(loops, input, domain, indices, lanes));
  SmallVector<Value> yields = cloneOverLanes(loops, op.getEpilogue(), arguments,
                                             domain, indices, lanes);
  for (auto [value, memref] : llvm::zip(yields, stored))
    storeLanes(loops, value, memref, indices, lanes);
  return llvm::to_vector(ArrayRef<Value>(yields).drop_front(stored.size()));
}

void KernelArguments::prefetchEpilogue(LoopBuilder &loops,
                                       ValueRange indices) const {
  auto prefetch = [&](Value memref, bool isWrite) {
    if (cast<MemRefType>(memref.getType()).getShape() == domain.getShape())
      memref::PrefetchOp::create(loops.builder, loops.location, memref, indices,
                                 isWrite, /*localityHint=*/2,
                                 /*isDataCache=*/true);
  };
  kernel::KernelOpInterface op = this->op;
  for (Value input : op.getInputs())
    prefetch(input, /*isWrite=*/false);
  for (Value memref : stored)
    prefetch(memref, /*isWrite=*/true);
}

Value KernelArguments::viewBlockSums(LoopBuilder &loops, Value blocks,
                                     int64_t channels) const {
  auto count = static_cast<int64_t>(sums.size());
  return memref::ViewOp::create(
      loops.builder, loops.location,
      MemRefType::get({ShapedType::kDynamic, count, channels}, element),
      blockSums, loops.index(0), blocks);
}

void KernelArguments::zeroBlockSums(LoopBuilder &loops, Value blocks,
                                    Value block, int64_t channels,
                                    int64_t lanes) const {
  if (sums.empty())
    return;
  Value partial = viewBlockSums(loops, blocks, channels);
  for (size_t sum = 0; sum < sums.size(); ++sum)
    forEachVector(loops, channels, lanes, [&](Value channel, Lanes vector) {
      storeLanes(loops, splat(loops, element, 0, vector), partial,
                 {block, loops.index(static_cast<int64_t>(sum)), channel},
                 vector);
    });
}

void KernelArguments::addBlockSums(LoopBuilder &loops, Value blocks,
                                   Value block, int64_t channels,
                                   ValueRange values, Value channel,
                                   Lanes lanes) const {
  if (values.empty())
    return;
  Value partial = viewBlockSums(loops, blocks, channels);
  for (auto [number, value] : llvm::enumerate(values)) {
    SmallVector<Value> place{block, loops.index(static_cast<int64_t>(number)),
                             channel};
    Value sum = loadLanes(loops, partial, place, lanes);
    sum = arith::AddFOp::create(loops.builder, loops.location, sum, value);
    storeLanes(loops, sum, partial, place, lanes);
  }
}

void KernelArguments::combineBlockSums(LoopBuilder &loops, Value blocks,
                                       int64_t channels, int64_t lanes) const {
  if (sums.empty())
    return;
  int64_t resultChannels =
      cast<MemRefType>(sums.front().getType()).getDimSize(0);
  // Double precision costs nothing here and keeps E[x^2] - E[x]^2 exact enough.
  auto combine = [&](Value channel, Lanes vector) {
    Type wide = VectorType::get({vector.lanes}, loops.builder.getF64Type());
    Value partial = viewBlockSums(loops, blocks, channels);
    bool isWide = element.isF64();
    for (auto [number, result] : llvm::enumerate(sums)) {
      Value zero = splat(loops, loops.builder.getF64Type(), 0, vector);
      Value sum = loops.loop(
          loops.index(0), blocks, 1, zero,
          [&](Value block, ValueRange carried) -> SmallVector<Value> {
            Value value = loadLanes(
                loops, partial,
                {block, loops.index(static_cast<int64_t>(number)), channel},
                vector);
            if (!isWide)
              value = arith::ExtFOp::create(loops.builder, loops.location, wide,
                                            value);
            return {arith::AddFOp::create(loops.builder, loops.location,
                                          carried[0], value)};
          })[0];
      if (!isWide)
        sum = arith::TruncFOp::create(loops.builder, loops.location,
                                      VectorType::get({vector.lanes}, element),
                                      sum);
      storeLanes(loops, sum, result, channel, vector);
    }
  };
  int64_t whole = resultChannels / lanes;
  if (whole > 0)
    loops.parallel(loops.index(whole), 0, [&](Value vector, Value) {
      combine(loops.mul(vector, lanes), {lanes, lanes});
    });
  if (resultChannels % lanes != 0)
    loops.parallel(loops.index(1), 0, [&](Value, Value) {
      combine(loops.index(whole * lanes), {lanes, resultChannels % lanes});
    });
}
