//===- BlockProduct.cpp - A block's part of a matrix product --------------===//

#include "compiler/CodeGen/CUDA/BlockProduct.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// One operand's slices in shared memory: two, so that one is written while the
/// other is read. Rows are padded by one load, which keeps them aligned and
/// spreads a column over the memory's banks.
struct BlockProduct::Side {
  Side(const ProductOperand &operand, int64_t positions, int64_t depth,
       int64_t threads)
      : operand(operand), positions(positions), depth(depth), threads(threads) {
  }

  const ProductOperand &operand;
  int64_t positions, depth, threads;
  Value slices;

  int64_t getRows() const { return operand.alongDepth ? positions : depth; }
  int64_t getRowLength() const {
    return operand.alongDepth ? depth : positions;
  }
  int64_t getPitch() const {
    constexpr int64_t padding = 4;
    return getRowLength() + padding;
  }
  int64_t getElements() const { return 2 * getRows() * getPitch(); }
  /// Loads that a slice takes, and those of a thread.
  int64_t getVectors() const { return positions * depth / operand.lanes; }
  int64_t getThreadVectors() const {
    return (getVectors() + threads - 1) / threads;
  }
};

int64_t BlockProduct::getSharedBytes(const ProductTiling &tiling,
                                     const ProductOperand &left,
                                     const ProductOperand &right,
                                     Type element) {
  int64_t bytes = element.getIntOrFloatBitWidth() / 8;
  Side leftSide(left, tiling.rows, tiling.depth, tiling.threads);
  Side rightSide(right, tiling.columns, tiling.depth, tiling.threads);
  int64_t slices = (leftSide.getElements() + rightSide.getElements()) * bytes;
  return std::max(slices, tiling.rows * tiling.columns * bytes);
}

/// The row and first column of a side's load number `vector`.
static std::pair<Value, Value> getLoadPlace(LoopBuilder &loops, Value vector,
                                            int64_t rowLength, int64_t lanes) {
  int64_t perRow = rowLength / lanes;
  return {loops.div(vector, perRow),
          loops.mul(loops.rem(vector, perRow), lanes)};
}

SmallVector<Value> BlockProduct::loadSlice(const Side &side, Value begin) {
  SmallVector<Value> values;
  for (int64_t i = 0; i < side.getThreadVectors(); ++i) {
    Value vector = loops.add(thread.number, i * side.threads);
    auto [row, column] =
        getLoadPlace(loops, vector, side.getRowLength(), side.operand.lanes);
    auto load = [&, row = row, column = column] {
      return side.operand.alongDepth
                 ? side.operand.load(row, loops.add(begin, column))
                 : side.operand.load(column, loops.add(begin, row));
    };
    if ((i + 1) * side.threads <= side.getVectors()) {
      values.push_back(load());
      continue;
    }
    Value zero = splat(loops, element, 0, getLanes(side.operand.lanes));
    values.append(select(loops,
                         loops.less(vector, loops.index(side.getVectors())),
                         zero, [&] { return SmallVector<Value>{load()}; }));
  }
  return values;
}

void BlockProduct::storeSlice(const Side &side, ValueRange values, Value slot) {
  for (auto [index, value] : llvm::enumerate(values)) {
    auto i = static_cast<int64_t>(index);
    Value vector = loops.add(thread.number, i * side.threads);
    auto [row, column] =
        getLoadPlace(loops, vector, side.getRowLength(), side.operand.lanes);
    auto store = [&, row = row, column = column, value = value] {
      storeLanes(loops, value, side.slices, {slot, row, column},
                 getLanes(side.operand.lanes));
    };
    if ((i + 1) * side.threads <= side.getVectors())
      store();
    else
      loops.when(loops.less(vector, loops.index(side.getVectors())), store);
  }
}

Value BlockProduct::loadShared(const Side &side, Value position, Value depth,
                               Value slot, Lanes lanes) {
  if (!side.operand.alongDepth)
    return loadLanes(loops, side.slices, {slot, depth, position}, lanes);
  if (lanes.isScalar())
    return loadLanes(loops, side.slices, {slot, position, depth}, lanes);
  SmallVector<Value> elements;
  for (int64_t i = 0; i < lanes.lanes; ++i)
    elements.push_back(loadLanes(
        loops, side.slices, {slot, loops.add(position, i), depth}, {0, 0}));
  return vector::FromElementsOp::create(loops.builder, loops.location,
                                        VectorType::get({lanes.lanes}, element),
                                        elements);
}

/// Each thread multiplies a few rows by a vector of columns.
SmallVector<Value> BlockProduct::multiply(const Side &left, const Side &right,
                                          ValueRange sums, Value slot) {
  constexpr Lanes columns{ProductTiling::threadColumns,
                          ProductTiling::threadColumns};
  int64_t across = tiling.columns / columns.lanes;
  Value row =
      loops.mul(loops.div(thread.number, across), ProductTiling::threadRows);
  Value column = loops.mul(loops.rem(thread.number, across), columns.lanes);
  SmallVector<Value> results = llvm::to_vector(sums);
  for (int64_t k = 0; k < tiling.depth; ++k) {
    Value depth = loops.index(k);
    Value factors = loadShared(right, column, depth, slot, columns);
    for (auto [i, sum] : llvm::enumerate(results)) {
      Value factor = loadShared(left, loops.add(row, static_cast<int64_t>(i)),
                                depth, slot, {0, 0});
      sum = vector::FMAOp::create(loops.builder, loops.location,
                                  broadcast(loops, factor, columns), factors,
                                  sum);
    }
  }
  return results;
}

Value BlockProduct::run(const ProductOperand &leftOperand,
                        const ProductOperand &rightOperand, Value begin,
                        Value end) {
  Side left(leftOperand, tiling.rows, tiling.depth, tiling.threads);
  Side right(rightOperand, tiling.columns, tiling.depth, tiling.threads);
  int64_t bytes = element.getIntOrFloatBitWidth() / 8;
  left.slices = viewShared(loops, thread, 0,
                           {2, left.getRows(), left.getPitch()}, element);
  right.slices = viewShared(loops, thread, left.getElements() * bytes,
                            {2, right.getRows(), right.getPitch()}, element);

  storeSlice(left, loadSlice(left, begin), loops.index(0));
  storeSlice(right, loadSlice(right, begin), loops.index(0));
  barrier(loops);
  constexpr Lanes columns{ProductTiling::threadColumns,
                          ProductTiling::threadColumns};
  SmallVector<Value> zeros(ProductTiling::threadRows,
                           splat(loops, element, 0, columns));
  ValueRange sums =
      loops.loop(begin, end, tiling.depth, zeros,
                 [&](Value depth, ValueRange carried) -> SmallVector<Value> {
                   Value next = loops.add(depth, tiling.depth);
                   SmallVector<Value> nextLeft = loadSlice(left, next);
                   SmallVector<Value> nextRight = loadSlice(right, next);
                   Value slice =
                       loops.div(loops.sub(depth, begin), tiling.depth);
                   SmallVector<Value> results =
                       multiply(left, right, carried, loops.rem(slice, 2));
                   Value otherSlot = loops.rem(loops.add(slice, 1), 2);
                   storeSlice(left, nextLeft, otherSlot);
                   storeSlice(right, nextRight, otherSlot);
                   barrier(loops);
                   return results;
                 });

  Value results =
      viewShared(loops, thread, 0, {tiling.rows, tiling.columns}, element);
  int64_t across = tiling.columns / columns.lanes;
  Value row =
      loops.mul(loops.div(thread.number, across), ProductTiling::threadRows);
  Value column = loops.mul(loops.rem(thread.number, across), columns.lanes);
  for (auto [i, sum] : llvm::enumerate(sums))
    storeLanes(loops, sum, results,
               {loops.add(row, static_cast<int64_t>(i)), column}, columns);
  barrier(loops);
  return results;
}
