//===- MatrixTile.cpp - Matrix products in registers ----------------------===//

#include "compiler/CodeGen/CPU/MatrixTile.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

ValueRange cpu::multiplyTile(LoopBuilder &loops, const MatrixTile &tile,
                             Value depth, ValueRange accumulators) {
  Lanes lanes{tile.lanes, tile.lanes};
  return loops.loop(
      loops.index(0), depth, 1, accumulators,
      [&](Value k, ValueRange sums) -> SmallVector<Value> {
        Value left = loops.add(tile.lhsStart, loops.mul(k, tile.lhsStep));
        Value right = loops.add(tile.rhsStart, loops.mul(k, tile.rhsStep));
        // All vectors are loaded before the broadcasts: in the other order
        // LLVM 22 keeps the broadcasts alive and spills accumulators.
        SmallVector<Value> vectors, results;
        for (int64_t v = 0; v < tile.vectors; ++v)
          vectors.push_back(loadLanes(loops, tile.rhs,
                                      loops.add(right, v * tile.lanes), lanes));
        for (int64_t v = 0; tile.prefetch != 0 && v < tile.vectors; ++v)
          memref::PrefetchOp::create(
              loops.builder, loops.location, tile.rhs,
              loops.add(right, tile.prefetch + v * tile.lanes),
              /*isWrite=*/false, /*localityHint=*/2, /*isDataCache=*/true);
        for (int64_t offset : tile.rowOffsets) {
          Value scalar = memref::LoadOp::create(
              loops.builder, loops.location, tile.lhs, loops.add(left, offset));
          Value row = broadcast(loops, scalar, lanes);
          for (Value vector : vectors)
            results.push_back(vector::FMAOp::create(loops.builder,
                                                    loops.location, row, vector,
                                                    sums[results.size()]));
        }
        return results;
      });
}

SmallVector<Value> cpu::getZeroAccumulators(LoopBuilder &loops, int64_t count,
                                            Type element, int64_t lanes) {
  return SmallVector<Value>(count, splat(loops, element, 0, {lanes, lanes}));
}

ValueRange StoredAccumulators::start(LoopBuilder &loops, Value isFirst) const {
  Type element = cast<MemRefType>(memory.getType()).getElementType();
  auto branch = scf::IfOp::create(
      loops.builder, loops.location, isFirst,
      [&](OpBuilder &, Location) {
        scf::YieldOp::create(
            loops.builder, loops.location,
            getZeroAccumulators(loops, offsets.size(), element, lanes));
      },
      [&](OpBuilder &, Location) {
        SmallVector<Value> stored =
            llvm::map_to_vector(offsets, [&](Value offset) {
              return loadLanes(loops, memory, offset, {lanes, lanes});
            });
        scf::YieldOp::create(loops.builder, loops.location, stored);
      });
  return branch.getResults();
}

void StoredAccumulators::store(LoopBuilder &loops,
                               ValueRange accumulators) const {
  for (auto [value, offset] : llvm::zip_equal(accumulators, offsets))
    storeLanes(loops, value, memory, offset, {lanes, lanes});
}
