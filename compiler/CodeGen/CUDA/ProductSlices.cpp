//===- ProductSlices.cpp - What a block multiplies, in its shared memory --===//

#include "compiler/CodeGen/CUDA/ProductSlices.h"

#include "compiler/Schedule/ElementTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;
using schedule::ProductUnit;

ProductSlices::ProductSlices(const ProductOperand &operand,
                             const ProductTiling &tiling, Type element)
    : operand(operand), element(element),
      inPieces(tiling.unit == ProductUnit::Warpgroups), threads(tiling.threads),
      lines(operand.halo         ? operand.halo->lines
            : operand.alongDepth ? operand.positions
                                 : tiling.depth),
      lineLength(operand.alongDepth ? tiling.depth : operand.positions) {}

SmallVector<int64_t> ProductSlices::getShape() const {
  int64_t perPiece = pieceBytes * 8 / element.getIntOrFloatBitWidth();
  if (inPieces)
    return {2, lineLength / perPiece, lines + 1, perPiece};
  return {2, lines, lineLength + perPiece};
}

int64_t ProductSlices::getSlotBytes() const {
  SmallVector<int64_t> shape = getShape();
  return llvm::product_of(ArrayRef(shape).drop_front()) *
         element.getIntOrFloatBitWidth() / 8;
}

void ProductSlices::place(LoopBuilder &loops, const Thread &thread,
                          int64_t byteOffset) {
  memory = viewShared(loops, thread, byteOffset, getShape(), element);
}

Value ProductSlices::getSlot(LoopBuilder &loops, Value turn) const {
  return loops.rem(loops.div(turn, getTurnsPerSlice()), 2);
}

SmallVector<Value> ProductSlices::getIndices(LoopBuilder &loops, Value slot,
                                             Value position,
                                             Value depth) const {
  Value line = operand.alongDepth ? position : depth;
  Value place = operand.alongDepth ? depth : position;
  if (!inPieces)
    return {slot, line, place};
  int64_t perPiece = getShape().back();
  return {slot, loops.div(place, perPiece), line, loops.rem(place, perPiece)};
}

bool ProductSlices::isPerElement(Value value) const {
  auto domain = cast<ShapedType>(operand.group.front().getType());
  return kernel::getBroadcast(cast<ShapedType>(value.getType()), domain) !=
         kernel::Broadcast::Channel;
}

/// Some loads of a slice, which the threads share.
struct ProductSlices::Part {
  Value slice;
  Value first;       ///< of the loads
  int64_t perThread; ///< each thread's at most
};

/// One of a thread's loads.
struct ProductSlices::Load {
  Value position, depth; ///< the depth within the slice
  OperandPlace place;
  Value isThere; ///< null if all threads have one
};

ProductSlices::Part ProductSlices::getPart(LoopBuilder &loops,
                                           Value item) const {
  int64_t turns = getTurnsPerSlice();
  int64_t perThread = (countLoads() + threads * turns - 1) / (threads * turns);
  return {loops.div(item, turns),
          loops.mul(loops.rem(item, turns), perThread * threads), perThread};
}

void ProductSlices::forEachLoad(LoopBuilder &loops, const Thread &thread,
                                const Part &part,
                                function_ref<void(const Load &)> body) const {
  int64_t perLine = lineLength / operand.lanes;
  bool isFirst = getConstantIntValue(part.first) == 0;
  for (int64_t i = 0; i < part.perThread; ++i) {
    Value number = loops.add(part.first, loops.add(thread.number, i * threads));
    Load load;
    if (!isFirst || (i + 1) * threads > countLoads()) {
      load.isThere = loops.less(number, loops.index(countLoads()));
      number = loops.min(number, loops.index(countLoads() - 1));
    }
    load.position = loops.div(number, perLine);
    load.depth = loops.mul(loops.rem(number, perLine), operand.lanes);
    if (!operand.alongDepth)
      std::swap(load.position, load.depth);
    load.place = operand.locate(load.position, part.slice, load.depth);
    body(load);
  }
}

void ProductSlices::fill(LoopBuilder &loops, const Thread &thread) const {
  int64_t perThread = (countLoads() + threads - 1) / threads;
  Part all{loops.index(0), loops.index(0), perThread};
  store(loops, thread, all, fetch(loops, thread, all));
}

SmallVector<Value> ProductSlices::fetch(LoopBuilder &loops,
                                        const Thread &thread,
                                        Value item) const {
  return fetch(loops, thread, getPart(loops, item));
}

void ProductSlices::store(LoopBuilder &loops, const Thread &thread, Value item,
                          ValueRange fetched) const {
  store(loops, thread, getPart(loops, item), fetched);
}

SmallVector<Value> ProductSlices::fetch(LoopBuilder &loops,
                                        const Thread &thread,
                                        const Part &part) const {
  auto domain = cast<ShapedType>(operand.group.front().getType());
  SmallVector<Value> fetched;
  forEachLoad(loops, thread, part, [&](const Load &load) {
    fetched.push_back(load.place.inside);
    for (Value value : operand.group)
      if (isPerElement(value))
        fetched.push_back(loadOperand(loops, value, domain, load.place.indices,
                                      getLanes(operand.lanes)));
  });
  return fetched;
}

void ProductSlices::store(LoopBuilder &loops, const Thread &thread,
                          const Part &part, ValueRange fetched) const {
  auto domain = cast<ShapedType>(operand.group.front().getType());
  Lanes lanes = getLanes(operand.lanes);
  Value zero = splat(loops, element, 0, lanes);
  Value slot = loops.rem(part.slice, 2);
  forEachLoad(loops, thread, part, [&](const Load &load) {
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
              : loadOperand(loops, value, domain, load.place.indices, lanes));
    Value factor = cloneOverLanes(loops, *operand.prologue, arguments, domain,
                                  load.place.indices, lanes)
                       .front();
    factor = arith::SelectOp::create(loops.builder, loops.location, inside,
                                     factor, zero);
    auto write = [&] {
      storeLanes(loops, factor, memory,
                 getIndices(loops, slot, load.position, load.depth), lanes);
    };
    if (load.isThere)
      loops.when(load.isThere, write);
    else
      write();
  });
}
