//===- StreamedProduct.cpp - Products whose operands are brought by others ===//

#include "compiler/CodeGen/CUDA/Products/StreamedProduct.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

StreamedProduct::Registers
StreamedProduct::shareRegisters(const ProductTiling &tiling) {
  // They are given out in eights to the threads of a warpgroup. Beside its sums
  // a thread that multiplies needs some for descriptors and the epilogue.
  constexpr int64_t all = 65536, unit = 8, fewestLoading = 56,
                    mostLoading = 200, fewestBeside = 64, mostBeside = 96;
  int64_t atStart = all / tiling.getThreads() / unit * unit;
  int64_t pool = atStart * tiling.getThreads();
  int64_t sums = tiling.rows * tiling.columns / tiling.threads;
  int64_t multiplying =
      std::min((pool - fewestLoading * tiling.producers) / tiling.threads,
               sums + mostBeside) /
      unit * unit;
  if (multiplying < sums + fewestBeside)
    return {atStart, atStart, atStart};
  int64_t loading = std::min((pool - multiplying * tiling.threads) /
                                 tiling.producers / unit * unit,
                             mostLoading);
  return {atStart, multiplying, loading};
}

std::unique_ptr<LoadStream>
StreamedProduct::makeLoads(const ProductOperand &operand, int64_t slots,
                           int64_t ahead) const {
  constexpr int64_t perLoad = 8, beside = 40, mostTogether = 8;
  int64_t together =
      std::min((registers.loading - beside) / perLoad, mostTogether);
  return std::make_unique<LoadStream>(
      operand, tiling, element, slots,
      LoadStream::Threads{tiling.threads, loaders, together}, ahead);
}

StreamedProduct::StreamedProduct(const ProductTiling &tiling,
                                 const ProductOperand &leftOperand,
                                 const ProductOperand &rightOperand,
                                 Type element, int64_t mostBytes)
    : tiling(tiling), element(element), registers(shareRegisters(tiling)),
      loaders(tiling.producers - (rightOperand.getPackedBegin ? warpSize : 0)) {
  // A slice that serves all taps is read while the next is brought. Of others
  // two may be read, by the products of a turn and of the one before, while
  // some are on their way. The other operand has as many slots as there is room
  // for: they are how far one warpgroup may be ahead of another. More than all
  // of its slices would have no use.
  bool isKept = leftOperand.halo && leftOperand.alongDepth;
  int64_t ahead = isKept ? 0 : 2, fewest = isKept ? 2 : ahead + 2;
  int64_t leftSlots = isKept ? fewest : 6, rightSlots = 8;
  int64_t fewestRight = rightOperand.getPackedBegin ? 3 : fewest;
  if (rightOperand.period != 0) {
    rightSlots = std::min(rightSlots, rightOperand.period);
    fewestRight = std::min(fewestRight, rightOperand.period);
  }
  auto makeStreams = [&] {
    left = makeLoads(leftOperand, leftSlots, ahead);
    if (rightOperand.getPackedBegin)
      right = std::make_unique<CopyStream>(rightOperand, tiling, element,
                                           rightSlots);
    else
      right = makeLoads(rightOperand, rightSlots, ahead);
    return getBytes() <= mostBytes;
  };
  while (!makeStreams() && (rightSlots > fewestRight || leftSlots > fewest))
    --(rightSlots > fewestRight ? rightSlots : leftSlots);
}

int64_t StreamedProduct::getBytes() const {
  // Copies follow.
  return static_cast<int64_t>(llvm::alignTo<bankBytes>(
      static_cast<uint64_t>(left->getEnd() + right->getBytes())));
}

void StreamedProduct::takeRegisters(LoopBuilder &loops, int64_t count) const {
  if (registers.multiplying == registers.loading)
    return;
  NVVM::SetMaxRegisterOp::create(
      loops.builder, loops.location, static_cast<uint32_t>(count),
      count > registers.atStart ? NVVM::SetMaxRegisterAction::increase
                                : NVVM::SetMaxRegisterAction::decrease);
}

/// Products of two turns may be under way, so that the next ones begin without
/// waiting for what threads do meanwhile.
SmallVector<Value> StreamedProduct::addUp(LoopBuilder &loops, ProductCode &code,
                                          Value isFirstLane, Value tile,
                                          Value turns) {
  OpBuilder &builder = loops.builder;
  Value first = arith::MulIOp::create(builder, loops.location, tile, turns);
  auto freeTurn = [&](Value turn) {
    left->free(turn);
    right->free(turn);
  };
  SmallVector<Value> sums = llvm::to_vector(loops.loop(
      loops.index(0), turns, 1, code.getZeros(),
      [&](Value number, ValueRange sums) -> SmallVector<Value> {
        Value turn = loops.add(first, number);
        left->await(turn);
        right->await(turn);
        SmallVector<Value> next = code.multiply(*left, *right, sums, turn);
        code.wait(1);
        Value frees =
            loops.both(isFirstLane, loops.less(loops.index(0), number));
        loops.when(frees, [&] { freeTurn(loops.sub(turn, loops.index(1))); });
        return next;
      }));
  code.wait(0);
  Value frees = loops.both(isFirstLane, loops.less(loops.index(0), turns));
  loops.when(frees, [&] {
    freeTurn(loops.sub(loops.add(first, turns), loops.index(1)));
  });
  return sums;
}

void StreamedProduct::bring(LoopBuilder &loops, const Thread &thread,
                            Value turns) {
  Value slices = loops.div(turns, left->getTurnsPerSlice());
  if (loaders == tiling.producers)
    return LoadStream::bring(
        loops, {left.get(), static_cast<LoadStream *>(right.get())}, slices);
  auto &copied = static_cast<CopyStream &>(*right);
  Value copier = loops.index(tiling.threads + loaders);
  loops.when(
      loops.less(thread.number, copier),
      [&] { LoadStream::bring(loops, left.get(), slices); },
      [&] {
        loops.when(loops.equal(thread.number, copier),
                   [&] { copied.bring(turns); });
      });
}

void StreamedProduct::run(LoopBuilder &loops, const Thread &thread,
                          ProductCode &code, Value tiles, Value turns,
                          const Work &work) {
  OpBuilder &builder = loops.builder;
  left->place(loops, thread, 0);
  right->place(loops, thread, left->getEnd());
  loops.when(loops.equal(thread.number, 0), [&] {
    left->begin(tiling.threads / warpSize);
    right->begin(tiling.threads / warpSize);
  });
  work.prepare();
  barrier(loops);
  Value isFirstLane = loops.equal(loops.rem(thread.number, warpSize), 0);
  loops.when(
      loops.less(thread.number, loops.index(tiling.threads)),
      [&] {
        takeRegisters(loops, registers.multiplying);
        loops.loop(tiles, [&](Value tile) {
          work.start(tile);
          work.finish(tile, addUp(loops, code, isFirstLane, tile, turns));
        });
      },
      [&] {
        takeRegisters(loops, registers.loading);
        bring(loops, thread,
              arith::MulIOp::create(builder, loops.location, tiles, turns));
      });
  barrier(loops);
}
