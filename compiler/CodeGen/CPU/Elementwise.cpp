//===- Elementwise.cpp - Elementwise kernels and per-channel sums ---------===//

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/CodeGen/LoopNest.h"
#include "compiler/Schedule/Workspace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

/// One long vector: whole vectors, then single elements.
static void generateFlat(const KernelArguments &arguments, Value extent,
                         LoopBuilder &loops, int64_t lanes) {
  constexpr int64_t blockSize = schedule::elementsPerBlock;
  loops.parallel(loops.ceilDiv(extent, blockSize), 0, [&](Value block, Value) {
    Value begin = loops.mul(block, blockSize);
    Value size = loops.min(loops.sub(extent, begin), loops.index(blockSize));
    Value whole = loops.mul(loops.div(size, lanes), lanes);
    Value end = loops.add(begin, whole);
    auto run = [&](Lanes vector) {
      return [&, vector](Value i) {
        arguments.storeEpilogue(loops, nullptr, i, vector);
      };
    };
    loops.loop(begin, end, run({lanes, lanes}), lanes);
    loops.loop(end, loops.add(begin, size), run({0, 0}));
  });
}

/// One row after the other, as they lie in memory.
static void storeRows(const KernelArguments &arguments, LoopBuilder &loops,
                      Value begin, Value end, int64_t lanes) {
  int64_t channels = arguments.domain.getShape().back();
  loops.loop(begin, end, [&](Value row) {
    forEachVector(loops, channels, lanes, [&](Value channel, Lanes vector) {
      arguments.storeEpilogue(loops, nullptr, {row, channel}, vector);
    });
  });
}

/// The same for some vectors of channels, whose sums stay in registers while
/// rows pass by. Returns them, the first vector's first.
static ValueRange sumRows(const KernelArguments &arguments, LoopBuilder &loops,
                          Value begin, Value end, Value channel,
                          ArrayRef<Lanes> vectors) {
  SmallVector<Value> zeros;
  for (Lanes vector : vectors)
    zeros.append(static_cast<size_t>(arguments.sums),
                 splat(loops, arguments.element, 0, vector));
  return loops.loop(
      begin, end, 1, zeros,
      [&](Value row, ValueRange carried) -> SmallVector<Value> {
        SmallVector<Value> added;
        for (auto [number, vector] : llvm::enumerate(vectors))
          for (Value value : arguments.storeEpilogue(
                   loops, nullptr,
                   {row, loops.add(channel, number * vector.lanes)}, vector))
            added.push_back(arith::AddFOp::create(
                loops.builder, loops.location, carried[added.size()], value));
        return added;
      });
}

/// Rows of channels, a block of them at a time.
static void generateRows(const KernelArguments &arguments, Value extent,
                         LoopBuilder &loops, int64_t lanes,
                         const schedule::VectorUnit &unit) {
  int64_t channels = arguments.domain.getShape().back();
  int64_t rows = schedule::getRowsPerBlock(channels);
  Value blocks = loops.ceilDiv(extent, rows);
  BlockSums blockSums(loops, arguments, blocks, channels);
  loops.parallel(blocks, 0, [&](Value block, Value) {
    Value begin = loops.mul(block, rows);
    Value end = loops.min(loops.add(begin, rows), extent);
    if (arguments.sums == 0)
      return storeRows(arguments, loops, begin, end, lanes);
    auto run = [&](Value channel, ArrayRef<Lanes> vectors) {
      auto sums = sumRows(arguments, loops, begin, end, channel, vectors);
      for (auto [number, vector] : llvm::enumerate(vectors)) {
        auto i = static_cast<int64_t>(number);
        blockSums.set(block, sums.slice(i * arguments.sums, arguments.sums),
                      loops.add(channel, i * lanes), vector);
      }
    };
    // As many as leave registers for the epilogue: the more of a row lies
    // together, the better memory can fetch it ahead.
    int64_t perPass = std::max<int64_t>(1, unit.registers / 2 / arguments.sums);
    SmallVector<Lanes> pass(perPass, {lanes, lanes});
    int64_t passChannels = perPass * lanes;
    int64_t whole = channels / passChannels * passChannels;
    loops.loop(
        whole, [&](Value channel) { run(channel, pass); }, passChannels);
    SmallVector<Lanes> rest((channels - whole) / lanes, {lanes, lanes});
    if (channels % lanes != 0)
      rest.push_back({lanes, channels % lanes});
    if (!rest.empty())
      run(loops.index(whole), rest);
  });
  blockSums.combine(lanes);
}

/// Example by example, where operands have dimensions of 1.
static void generateExamples(const KernelArguments &arguments, Value extent,
                             LoopBuilder &loops, int64_t lanes) {
  ArrayRef<int64_t> shape = arguments.domain.getShape();
  SmallVector<IndexRange> middle;
  for (int64_t size : shape.drop_front(2).drop_back())
    middle.push_back({0, size});
  forEachPart(loops, arguments, extent, shape[1], lanes,
              [&](Value n, Value row, BlockSums &sums) {
                forEachIndex(loops, middle, [&](ArrayRef<Value> indices) {
                  forEachVector(loops, shape.back(), lanes,
                                [&](Value channel, Lanes vector) {
                                  SmallVector<Value> place{n, row};
                                  place.append(indices.begin(), indices.end());
                                  place.push_back(channel);
                                  sums.storeEpilogue(n, nullptr, place, vector);
                                });
                });
              });
}

void cpu::generate(kernel::ElementwiseOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  KernelArguments arguments(op);
  int64_t lanes = unit.getLanes(arguments.element.getIntOrFloatBitWidth() / 8);
  if (arguments.domain.getRank() == 1)
    generateFlat(arguments, extent, loops, lanes);
  else if (arguments.domain.getRank() == 2)
    generateRows(arguments, extent, loops, lanes, unit);
  else
    generateExamples(arguments, extent, loops, lanes);
}
