//===- WarpSums.cpp - Sums per channel that warps keep --------------------===//

#include "compiler/CodeGen/CUDA/Results/WarpSums.h"

#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/CodeGen/CUDA/Results/ChannelSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

static constexpr Lanes scalar = {0, 0};

int64_t WarpSums::getBytes() const {
  constexpr int64_t sumBytes = 4;
  return warps * countSums() * columns * sumBytes;
}

void WarpSums::begin(LoopBuilder &loops, const Thread &thread,
                     int64_t byteOffset) {
  this->loops = &loops;
  this->thread = &thread;
  if (countSums() == 0)
    return;
  Type type = loops.builder.getF32Type();
  totals = viewShared(loops, thread, byteOffset, {warps, countSums(), columns},
                      type);
  Value zero = splat(loops, type, 0, scalar);
  loops.when(loops.less(thread.number, loops.index(columns)), [&] {
    for (int64_t warp = 0; warp < warps; ++warp)
      for (int64_t sum = 0; sum < countSums(); ++sum)
        storeLanes(loops, zero, totals,
                   {loops.index(warp), loops.index(sum), thread.number},
                   scalar);
  });
}

static SmallVector<Value> splitLanes(LoopBuilder &loops, Value value) {
  auto type = dyn_cast<VectorType>(value.getType());
  if (!type)
    return {value};
  SmallVector<Value> parts;
  for (int64_t lane = 0; lane < type.getNumElements(); ++lane)
    parts.push_back(
        vector::ExtractOp::create(loops.builder, loops.location, value, lane));
  return parts;
}

/// Of two lanes that are some lanes apart, each hands half of its channels to
/// the other, and adds what it gets to the rest. Of a single channel both have
/// the sum. Returns whether the thread is the lower of the two.
Value WarpSums::addPairs(SmallVector<SmallVector<Value>> &sums,
                         int64_t apart) const {
  OpBuilder &builder = loops->builder;
  Location location = loops->location;
  Value isLower =
      loops->less(loops->rem(thread->number, 2 * apart), loops->index(apart));
  for (SmallVector<Value> &sum : sums) {
    auto receive = [&](Value own, Value other) -> Value {
      return arith::AddFOp::create(builder, location, own,
                                   exchangeLanes(*loops, other, apart));
    };
    SmallVector<Value> kept;
    if (sum.size() == 1)
      kept.push_back(receive(sum[0], sum[0]));
    for (size_t i = 0, half = sum.size() / 2; i < half; ++i) {
      auto choose = [&](Value ofLower, Value ofUpper) -> Value {
        return arith::SelectOp::create(builder, location, isLower, ofLower,
                                       ofUpper);
      };
      kept.push_back(receive(choose(sum[i], sum[half + i]),
                             choose(sum[half + i], sum[i])));
    }
    sum = std::move(kept);
  }
  return isLower;
}

void WarpSums::add(ValueRange values, Value first) const {
  SmallVector<SmallVector<Value>> sums;
  for (Value value : values)
    sums.push_back(splitLanes(*loops, value));
  Value isFirst; ///< of the lanes that have the same; null: there is one
  for (int64_t apart = warpSize / 2; apart >= lanesPerRow; apart /= 2) {
    auto half = static_cast<int64_t>(sums.front().size() / 2);
    Value isLower = addPairs(sums, apart);
    if (half == 0)
      isFirst = all(*loops, {isFirst, isLower});
    else
      first = loops->add(first, arith::SelectOp::create(
                                    loops->builder, loops->location, isLower,
                                    loops->index(0), loops->index(half)));
  }
  Value warp = loops->div(thread->number, warpSize);
  auto addToTotals = [&] {
    for (auto [number, sum] : llvm::enumerate(sums))
      for (auto [i, part] : llvm::enumerate(sum)) {
        SmallVector<Value> indices{warp,
                                   loops->index(static_cast<int64_t>(number)),
                                   loops->add(first, static_cast<int64_t>(i))};
        Value total = loadLanes(*loops, totals, indices, scalar);
        total =
            arith::AddFOp::create(loops->builder, loops->location, total, part);
        storeLanes(*loops, total, totals, indices, scalar);
      }
  };
  if (isFirst)
    loops->when(isFirst, addToTotals);
  else
    addToTotals();
}

void WarpSums::addUp(Value rows, Value row, const ChannelRange &channels,
                     int64_t threads, int64_t resultChannels) const {
  storePartSums(*loops, *thread, threads, totals, countSums(), channels,
                resultChannels, rows, row);
}
