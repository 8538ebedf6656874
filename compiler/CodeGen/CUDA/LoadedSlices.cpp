//===- LoadedSlices.cpp - Slices that a block's threads load --------------===//

#include "compiler/CodeGen/CUDA/LoadedSlices.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// One slot is read and one is written, and the products of warpgroups may
/// still read a third. A slice that serves many turns is written when those of
/// the one before have all begun, during all but the first of its turns.
static int64_t countSlots(const ProductOperand &operand,
                          const ProductTiling &tiling) {
  if (operand.isSingle)
    return 1;
  bool isAsync = tiling.unit == schedule::ProductUnit::Warpgroups;
  return isAsync && !(operand.halo && operand.halo->turns > 1) ? 3 : 2;
}

LoadedSlices::LoadedSlices(const ProductOperand &operand,
                           const ProductTiling &tiling, Type element)
    : SharedSlices(operand, tiling, element, countSlots(operand, tiling),
                   /*isPadded=*/true),
      tiling(tiling) {}

/// Values by channel are the same in many turns, and close. They are fetched
/// where a channel's neighbours lie along the depth, and else few registers are
/// left.
bool LoadedSlices::isFetched(Value value) const {
  auto domain = cast<ShapedType>(operand.group.front().getType());
  return operand.alongDepth ||
         kernel::getBroadcast(cast<ShapedType>(value.getType()), domain) !=
             kernel::Broadcast::Channel;
}

/// Some loads of a slice, which some threads share.
struct LoadedSlices::Part {
  Value slice;
  Value first;     ///< of the loads
  int64_t loads;   ///< each thread's at most
  int64_t threads; ///< with a load each
  Value number;    ///< of the thread among them
};

/// One of a thread's loads.
struct LoadedSlices::Load {
  Value position, depth; ///< the depth within the slice
  OperandPlace place;
  Value isThere; ///< null if all threads have one
};

LoadedSlices::Part LoadedSlices::getFirstSlice() const {
  int64_t threads = tiling.getThreads();
  return {loops->index(0), loops->index(0),
          (countLoads() + threads - 1) / threads, threads, thread->number};
}

/// The first of many turns has none.
LoadedSlices::Part LoadedSlices::getItem(Value turn) const {
  int64_t turns = getTurnsPerSlice();
  int64_t parts = std::max<int64_t>(turns - 1, 1);
  int64_t threads = tiling.producers ? tiling.producers : tiling.threads;
  int64_t loads = (countLoads() + threads * parts - 1) / (threads * parts);
  Value part = loops->rem(loops->add(turn, turns - 1), turns);
  Value number = tiling.producers
                     ? loops->sub(thread->number, loops->index(tiling.threads))
                     : thread->number;
  return {loops->add(loops->div(turn, turns), 1),
          loops->mul(part, loads * threads), loads, threads, number};
}

void LoadedSlices::forEachLoad(const Part &part,
                               function_ref<void(const Load &)> body) const {
  int64_t perLine = lineLength / operand.lanes;
  bool isFirst = getConstantIntValue(part.first) == 0;
  for (int64_t i = 0; i < part.loads; ++i) {
    Value number =
        loops->add(part.first, loops->add(part.number, i * part.threads));
    Load load;
    load.position = loops->div(number, perLine);
    if (!isFirst || (i + 1) * part.threads > countLoads()) {
      load.isThere = loops->less(load.position, loops->index(lines));
      load.position = loops->min(load.position, loops->index(lines - 1));
    }
    // Not of what is clamped: so it is the same for all of a thread's loads if
    // a line divides the threads.
    load.depth = loops->mul(loops->rem(number, perLine), operand.lanes);
    if (!operand.alongDepth)
      std::swap(load.position, load.depth);
    load.place = locate(load.position, part.slice, load.depth);
    body(load);
  }
}

int64_t LoadedSlices::getBytes() const {
  constexpr int64_t numberBytes = 4, alignment = 16;
  int64_t bytes = hasPixels() ? lines * numberBytes : 0;
  return SharedSlices::getBytes() +
         static_cast<int64_t>(llvm::alignTo(bytes, alignment));
}

void LoadedSlices::place(LoopBuilder &loops, const Thread &thread,
                         int64_t byteOffset) {
  SharedSlices::place(loops, thread, byteOffset);
  if (hasPixels())
    pixels = viewShared(loops, thread, byteOffset + SharedSlices::getBytes(),
                        {lines}, loops.builder.getI32Type());
}

/// To find a pixel, and whether it lies in the image, takes more instructions
/// than all that is done with it.
void LoadedSlices::rememberPixels() const {
  OpBuilder &builder = loops->builder;
  int64_t threads = tiling.getThreads();
  loops->loop((lines + threads - 1) / threads, [&](Value pass) {
    Value line = loops->add(loops->mul(pass, threads), thread->number);
    loops->when(loops->less(line, loops->index(lines)), [&] {
      Value pixel = arith::IndexCastOp::create(builder, loops->location,
                                               builder.getI32Type(),
                                               operand.halo->findPixel(line));
      memref::StoreOp::create(builder, loops->location, pixel, pixels, line);
    });
  });
  barrier(*loops);
}

OperandPlace LoadedSlices::locate(Value position, Value slice,
                                  Value depth) const {
  if (!hasPixels())
    return operand.locate(position, slice, depth);
  Value pixel =
      memref::LoadOp::create(loops->builder, loops->location, pixels, position);
  pixel = arith::IndexCastOp::create(loops->builder, loops->location,
                                     loops->builder.getIndexType(), pixel);
  return operand.halo->locate(pixel, slice, depth);
}

void LoadedSlices::begin(Value turns) {
  this->turns = turns;
  if (hasPixels())
    rememberPixels();
  store(getFirstSlice(), load(getFirstSlice()));
}

/// In a branch of its own, since else the assembler mixes the wait for what was
/// loaded with the instructions that start this turn's products.
void LoadedSlices::bring(Value turn, ValueRange fetched) {
  if (operand.isSingle)
    return;
  Part item = getItem(turn);
  Value firstTurn = loops->mul(item.slice, getTurnsPerSlice());
  loops->when(loops->less(firstTurn, turns), [&] { store(item, fetched); });
}

/// Items beyond the end are loaded from somewhere and never read.
SmallVector<Value> LoadedSlices::fetch(Value turn) {
  if (operand.isSingle)
    return {};
  SmallVector<Value> values = load(getItem(turn));
  fetchedCount = values.size();
  return values;
}

SmallVector<Value> LoadedSlices::load(const Part &part) const {
  auto domain = cast<ShapedType>(operand.group.front().getType());
  SmallVector<Value> fetched;
  forEachLoad(part, [&](const Load &load) {
    fetched.push_back(load.place.inside);
    for (Value value : operand.group)
      if (isFetched(value))
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
          isFetched(value)
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
