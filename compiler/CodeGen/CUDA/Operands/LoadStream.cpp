//===- LoadStream.cpp - Slices that threads copy and compute --------------===//

#include "compiler/CodeGen/CUDA/Operands/LoadStream.h"

#include "compiler/CodeGen/CUDA/Device/DeviceAddress.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// Of a word that says which copies count.
static constexpr int64_t mostBits = 60;

LoadStream::LoadStream(const ProductOperand &operand,
                       const ProductTiling &tiling, Type element, int64_t slots,
                       const Threads &threads, int64_t ahead)
    : SliceStream(operand, tiling, element, slots,
                  /*bringers=*/threads.count),
      loads(*this, /*channelsAhead=*/false), firstThread(threads.first),
      threads(threads.count), ahead(ahead),
      perThread(loads.countLoads(threads.count)),
      together(llvm::divideCeilSigned(
          perThread, llvm::divideCeilSigned(perThread, threads.mostTogether))),
      way(!SliceLoads::canCopy(operand, element) || perThread > mostBits
              ? Way::Load
          : kernel::isIdentity(*operand.prologue) ? Way::Copy
                                                  : Way::Compute) {}

static Value makeBits(LoopBuilder &loops, int64_t bits) {
  return arith::ConstantOp::create(loops.builder, loops.location,
                                   loops.builder.getI64IntegerAttr(bits));
}

/// Each warp remembers the pixels of the lines that it loads, so that it waits
/// for no other.
bool LoadStream::hasPixels() const {
  return operand.halo && operand.halo->findPixel &&
         warpSize % loads.getLoadsPerLine() == 0;
}

int64_t LoadStream::countPixels() const {
  return countGroups() * together * threads / loads.getLoadsPerLine();
}

int64_t LoadStream::getBytes() const {
  constexpr uint64_t numberBytes = 4, alignment = 16;
  uint64_t bytes =
      hasPixels() ? static_cast<uint64_t>(countPixels()) * numberBytes : 0;
  return SliceStream::getBytes() +
         static_cast<int64_t>(llvm::alignTo(bytes, alignment));
}

void LoadStream::place(LoopBuilder &loops, const Thread &thread,
                       int64_t byteOffset) {
  SliceStream::place(loops, thread, byteOffset);
  if (hasPixels())
    pixels = viewShared(loops, thread, byteOffset + SliceStream::getBytes(),
                        {countPixels()}, loops.builder.getI32Type());
  loads.place(loops, pixels);
}

Value LoadStream::getNumber() const {
  return loops->sub(thread->number, loops->index(firstThread));
}

void LoadStream::rememberPixels(Value slice) const {
  OpBuilder &builder = loops->builder;
  int64_t perWarp = warpSize / loads.getLoadsPerLine();
  int64_t linesTogether = threads / loads.getLoadsPerLine();
  int64_t count = countGroups() * together * perWarp;
  Value lane = loops->rem(getNumber(), warpSize);
  Value warp = loops->div(getNumber(), warpSize);
  barrierOfWarp(*loops);
  loops->loop(llvm::divideCeilSigned(count, warpSize), [&](Value pass) {
    Value number = loops->add(loops->mul(pass, warpSize), lane);
    loops->when(loops->less(number, loops->index(count)), [&] {
      Value line = loops->add(
          loops->mul(loops->div(number, perWarp), linesTogether),
          loops->add(loops->mul(warp, perWarp), loops->rem(number, perWarp)));
      Value inside = loops->less(line, loops->index(lines));
      Value last = loops->index(lines - 1);
      Value pixel = operand.halo->findPixel(loops->min(line, last), slice);
      pixel = arith::SelectOp::create(builder, loops->location, inside, pixel,
                                      loops->index(-1));
      pixel = arith::IndexCastOp::create(builder, loops->location,
                                         builder.getI32Type(), pixel);
      memref::StoreOp::create(builder, loops->location, pixel, pixels, line);
    });
  });
  barrierOfWarp(*loops);
}

int64_t LoadStream::countGroups() const {
  return llvm::divideCeilSigned(perThread, together);
}

SlicePart LoadStream::getGroup(Value slice, Value group) const {
  return {slice, loops->mul(group, together * threads), together, threads,
          getNumber()};
}

Value LoadStream::start(Value slice) const {
  if (hasPixels()) {
    Value isNew =
        loops->equal(loops->rem(slice, operand.halo->slicesPerTile), 0);
    loops->when(isNew, [&] { rememberPixels(slice); });
  }
  ring.awaitFree(slice);
  if (way == Way::Compute)
    return copyAndMark(slice);
  loops->loop(countGroups(), [&](Value group) {
    SlicePart part = getGroup(slice, group);
    Value slot = ring.getSlot(slice);
    if (way == Way::Copy)
      loads.copy(part, slot);
    else
      loads.store(part, slot, loads.load(part));
  });
  if (way == Way::Copy)
    ring.fillWithCopies(slice);
  else
    ring.fill(slice);
  return {};
}

Value LoadStream::copyAndMark(Value slice) const {
  OpBuilder &builder = loops->builder;
  Location location = loops->location;
  auto shift = [&](Value bits, Value number) -> Value {
    return arith::ShLIOp::create(builder, location, bits, number);
  };
  auto merge = [&](Value a, Value b) -> Value {
    return arith::OrIOp::create(builder, location, a, b);
  };
  // The bits of later groups stand above.
  return loops->loop(
      loops->index(0), loops->index(countGroups()), 1, makeBits(*loops, 0),
      [&](Value group, ValueRange carried) -> SmallVector<Value> {
        Value first = arith::IndexCastUIOp::create(builder, location,
                                                   builder.getI64Type(),
                                                   loops->mul(group, together));
        Value ofGroup = makeBits(*loops, 0);
        for (auto [i, flag] : llvm::enumerate(
                 loads.copy(getGroup(slice, group), ring.getSlot(slice)))) {
          Value bit = arith::ExtUIOp::create(builder, location,
                                             builder.getI64Type(), flag);
          ofGroup = merge(
              ofGroup, shift(bit, makeBits(*loops, static_cast<int64_t>(i))));
        }
        return {merge(carried[0], shift(ofGroup, first))};
      })[0];
}

void LoadStream::finish(Value slice, Value bits) const {
  OpBuilder &builder = loops->builder;
  Location location = loops->location;
  loops->loop(countGroups(), [&](Value group) {
    Value number = arith::IndexCastUIOp::create(
        builder, location, bits.getType(), loops->mul(group, together));
    Value ofGroup = arith::TruncIOp::create(
        builder, location, builder.getI32Type(),
        arith::ShRUIOp::create(builder, location, bits, number));
    SmallVector<Value> inside;
    for (int64_t i = 0; i < together; ++i) {
      Value bit = arith::AndIOp::create(builder, location, ofGroup,
                                        makeWord(*loops, int64_t(1) << i));
      inside.push_back(arith::CmpIOp::create(builder, location,
                                             arith::CmpIPredicate::ne, bit,
                                             makeWord(*loops, 0)));
    }
    loads.compute(getGroup(slice, group), ring.getSlot(slice), inside);
  });
  ring.fill(slice);
}

/// A thread computes from what it has copied itself, so that it waits for its
/// own copies only. Each step starts a slice and computes the one that was
/// started some steps before.
void LoadStream::bring(LoopBuilder &loops, ArrayRef<LoadStream *> streams,
                       Value slices) {
  // Who waits for copies as they are does not wait for others.
  SmallVector<const LoadStream *> ordered(streams);
  llvm::stable_sort(ordered, [](const LoadStream *a, const LoadStream *b) {
    return a->way == Way::Copy && b->way != Way::Copy;
  });
  auto forEachSlice = [&](Value slice, auto body) {
    for (const LoadStream *stream : ordered) {
      int64_t perFirst =
          streams.front()->getTurnsPerSlice() / stream->getTurnsPerSlice();
      for (int64_t number = 0; number < perFirst; ++number)
        body(*stream, loops.add(loops.mul(slice, perFirst), number));
    }
  };
  auto start = [&](Value slice) {
    SmallVector<Value> bits;
    forEachSlice(slice, [&](const LoadStream &stream, Value slice) {
      if (Value ofSlice = stream.start(slice))
        bits.push_back(ofSlice);
    });
    return bits;
  };
  auto finish = [&](Value slice, ValueRange bits) {
    forEachSlice(slice, [&](const LoadStream &stream, Value slice) {
      if (stream.way != Way::Compute)
        return;
      stream.finish(slice, bits.front());
      bits = bits.drop_front();
    });
  };
  size_t count = 0;
  forEachSlice(loops.index(0), [&](const LoadStream &stream, Value) {
    count += stream.way == Way::Compute ? 1 : 0;
  });
  if (count == 0)
    return loops.loop(slices, [&](Value slice) { start(slice); });
  int64_t ahead = streams.front()->ahead;
  Value zero = makeBits(loops, 0);
  SmallVector<Value> none(count, zero);
  SmallVector<Value> before(count * static_cast<size_t>(ahead), zero);
  loops.loop(
      loops.index(0), loops.add(slices, ahead), 1, before,
      [&](Value step, ValueRange carried) -> SmallVector<Value> {
        SmallVector<Value> bits = llvm::to_vector(carried);
        bits.append(ahead == 0 ? start(step)
                               : select(loops, loops.less(step, slices), none,
                                        [&] { return start(step); }));
        NVVM::CpAsyncCommitGroupOp::create(loops.builder, loops.location);
        NVVM::CpAsyncWaitGroupOp::create(loops.builder, loops.location,
                                         static_cast<uint32_t>(ahead));
        auto finishOldest = [&] {
          finish(loops.sub(step, loops.index(ahead)),
                 ValueRange(bits).take_front(count));
        };
        if (ahead == 0)
          finishOldest();
        else
          loops.when(loops.less(loops.index(ahead - 1), step), finishOldest);
        return SmallVector<Value>(ArrayRef(bits).drop_front(count));
      });
}
