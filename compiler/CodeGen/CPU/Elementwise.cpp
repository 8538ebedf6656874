//===- Elementwise.cpp - Elementwise kernels and per-channel sums ---------===//

#include "compiler/CodeGen/CPU/KernelArguments.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/Schedule/Workspace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::cpu;

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
      return [&, vector](Value i, ValueRange) -> SmallVector<Value> {
        arguments.storeEpilogue(loops, nullptr, i, vector);
        return {};
      };
    };
    loops.loop(begin, end, lanes, {}, run({lanes, lanes}));
    loops.loop(end, loops.add(begin, size), 1, {}, run({0, 0}));
  });
}

/// Rows of channels: for each vector of channels, the block's rows, so that
/// sums stay in registers.
static void generateRows(const KernelArguments &arguments, Value extent,
                         LoopBuilder &loops, int64_t lanes) {
  int64_t channels = arguments.domain.getShape().back();
  int64_t rows = schedule::getRowsPerBlock(channels);
  Value blocks = loops.ceilDiv(extent, rows);
  loops.parallel(blocks, 0, [&](Value block, Value) {
    Value begin = loops.mul(block, rows);
    Value end = loops.min(loops.add(begin, rows), extent);
    auto run = [&](Value channel, Lanes vector) {
      SmallVector<Value> zeros(
          arguments.sums.size(),
          arguments.sums.empty() ? Value()
                                 : splat(loops, arguments.element, 0, vector));
      ValueRange sums = loops.loop(
          begin, end, 1, zeros,
          [&](Value row, ValueRange carried) -> SmallVector<Value> {
            SmallVector<Value> values =
                arguments.storeEpilogue(loops, nullptr, {row, channel}, vector);
            for (auto [value, sum] : llvm::zip_equal(values, carried))
              value = arith::AddFOp::create(loops.builder, loops.location, sum,
                                            value);
            return values;
          });
      if (sums.empty())
        return;
      Value blockSums = arguments.viewBlockSums(loops, blocks, channels);
      for (auto [number, sum] : llvm::enumerate(sums))
        storeLanes(loops, sum, blockSums,
                   {block, loops.index(static_cast<int64_t>(number)), channel},
                   vector);
    };
    forEachVector(loops, channels, lanes, run);
  });
  arguments.combineBlockSums(loops, blocks, channels, lanes);
}

void cpu::generate(kernel::ElementwiseOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  KernelArguments arguments(op);
  int64_t lanes = unit.getLanes(arguments.element.getIntOrFloatBitWidth() / 8);
  if (arguments.domain.getRank() == 1)
    generateFlat(arguments, extent, loops, lanes);
  else
    generateRows(arguments, extent, loops, lanes);
}
