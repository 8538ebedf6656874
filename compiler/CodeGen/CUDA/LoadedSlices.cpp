//===- LoadedSlices.cpp - Slices that a block's threads load --------------===//

#include "compiler/CodeGen/CUDA/LoadedSlices.h"

#include "compiler/CodeGen/CUDA/DeviceAddress.h"
#include "compiler/Schedule/ElementTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// How many turns before it is loaded an item is prefetched: a turn of
/// warpgroups takes about as long as the shared cache, memory twice as long.
static constexpr int64_t prefetchTurns = 3;

/// One slot is read by the last turn's products, one by this turn's, and one is
/// written. A slice that serves many turns is written during all but the last
/// of those that the one before serves.
static int64_t countSlots(const ProductOperand &operand) {
  if (operand.isSingle)
    return 1;
  return operand.halo && operand.halo->turns > 1 ? 2 : 3;
}

LoadedSlices::LoadedSlices(const ProductOperand &operand,
                           const ProductTiling &tiling, Type element)
    : SharedSlices(operand, tiling, element, countSlots(operand),
                   /*isPadded=*/true),
      threads(tiling.threads) {}

bool LoadedSlices::isPerElement(Value value) const {
  auto domain = cast<ShapedType>(operand.group.front().getType());
  return kernel::getBroadcast(cast<ShapedType>(value.getType()), domain) !=
         kernel::Broadcast::Channel;
}

/// Some loads of a slice, which the threads share.
struct LoadedSlices::Part {
  Value slice;
  Value first;       ///< of the loads
  int64_t perThread; ///< each thread's at most
};

/// One of a thread's loads.
struct LoadedSlices::Load {
  Value position, depth; ///< the depth within the slice
  OperandPlace place;
  Value isThere; ///< null if all threads have one
};

int64_t LoadedSlices::countFirstSlices() const {
  return std::max<int64_t>(slots - 1, 1);
}

LoadedSlices::Part LoadedSlices::getWhole(int64_t slice) const {
  return {loops->index(slice), loops->index(0),
          (countLoads() + threads - 1) / threads};
}

LoadedSlices::Part LoadedSlices::getItem(Value turn) const {
  int64_t turns = getTurnsPerSlice();
  int64_t parts = std::max<int64_t>(turns - 1, 1);
  int64_t perThread = (countLoads() + threads * parts - 1) / (threads * parts);
  return {loops->add(loops->div(turn, turns), countFirstSlices()),
          loops->mul(loops->rem(turn, turns), perThread * threads), perThread};
}

void LoadedSlices::forEachLoad(const Part &part,
                               function_ref<void(const Load &)> body) const {
  int64_t perLine = lineLength / operand.lanes;
  bool isFirst = getConstantIntValue(part.first) == 0;
  for (int64_t i = 0; i < part.perThread; ++i) {
    Value number =
        loops->add(part.first, loops->add(thread->number, i * threads));
    Load load;
    if (!isFirst || (i + 1) * threads > countLoads()) {
      load.isThere = loops->less(number, loops->index(countLoads()));
      number = loops->min(number, loops->index(countLoads() - 1));
    }
    load.position = loops->div(number, perLine);
    load.depth = loops->mul(loops->rem(number, perLine), operand.lanes);
    if (!operand.alongDepth)
      std::swap(load.position, load.depth);
    load.place = operand.locate(load.position, part.slice, load.depth);
    body(load);
  }
}

SmallVector<Value> LoadedSlices::begin(Value) {
  // As many on their way as registers suffice for.
  constexpr int64_t mostLoads = 16;
  SmallVector<SmallVector<Value>> fetched;
  auto storeAll = [&](int64_t last) {
    for (auto [i, values] : llvm::enumerate(llvm::reverse(fetched)))
      store(getWhole(last - static_cast<int64_t>(i)), values);
    fetched.clear();
  };
  int64_t slices = countFirstSlices(), perThread = getWhole(0).perThread;
  for (int64_t i = 0; i < slices; ++i) {
    fetched.push_back(fetch(getWhole(i)));
    if (i + 1 == slices ||
        static_cast<int64_t>(fetched.size() + 1) * perThread > mostLoads)
      storeAll(i);
  }
  if (operand.isSingle)
    return {};
  for (int64_t turn = 1; turn <= prefetchTurns; ++turn)
    prefetch(getItem(loops->index(turn)));
  return fetch(getItem(loops->index(0)));
}

/// Items beyond the end are loaded from somewhere and never read.
SmallVector<Value> LoadedSlices::bring(Value turn, ValueRange carried) {
  if (operand.isSingle)
    return {};
  store(getItem(turn), carried);
  prefetch(getItem(loops->add(turn, 1 + prefetchTurns)));
  return fetch(getItem(loops->add(turn, 1)));
}

void LoadedSlices::prefetch(const Part &part) const {
  // Loads of single channels are many, and what they need is close.
  if (!inPieces || operand.lanes == 1)
    return;
  MLIRContext *context = loops->builder.getContext();
  forEachLoad(part, [&](const Load &load) {
    for (Value value : operand.group)
      if (isPerElement(value))
        NVVM::PrefetchOp::create(
            loops->builder, loops->location,
            NVVM::PrefetchCacheLevelAttr::get(context,
                                              NVVM::PrefetchCacheLevel::L2),
            /*evictPriority=*/NVVM::CacheEvictionPriorityAttr(),
            getGlobalAddress(*loops, value, load.place.indices),
            /*predicate=*/Value());
  });
}

SmallVector<Value> LoadedSlices::fetch(const Part &part) const {
  auto domain = cast<ShapedType>(operand.group.front().getType());
  SmallVector<Value> fetched;
  forEachLoad(part, [&](const Load &load) {
    fetched.push_back(load.place.inside);
    for (Value value : operand.group)
      if (isPerElement(value))
        fetched.push_back(loadOperand(*loops, value, domain, load.place.indices,
                                      getLanes(operand.lanes)));
  });
  return fetched;
}

void LoadedSlices::store(const Part &part, ValueRange fetched) const {
  auto domain = cast<ShapedType>(operand.group.front().getType());
  Lanes lanes = getLanes(operand.lanes);
  Value zero = splat(*loops, element, 0, lanes);
  Value slot = loops->rem(part.slice, slots);
  forEachLoad(part, [&](const Load &load) {
    auto take = [&] {
      Value value = fetched.front();
      fetched = fetched.drop_front();
      return value;
    };
    Value inside = take();
    SmallVector<Value> arguments;
    for (Value value : operand.group)
      arguments.push_back(
          isPerElement(value)
              ? take()
              : loadOperand(*loops, value, domain, load.place.indices, lanes));
    Value factor = cloneOverLanes(*loops, *operand.prologue, arguments, domain,
                                  load.place.indices, lanes)
                       .front();
    factor = arith::SelectOp::create(loops->builder, loops->location, inside,
                                     factor, zero);
    auto write = [&] {
      storeLanes(*loops, factor, memory,
                 getIndices(slot, load.position, load.depth), lanes);
    };
    if (load.isThere)
      loops->when(load.isThere, write);
    else
      write();
  });
}
