//===- BlockProduct.cpp - A block's part of a matrix product --------------===//

#include "compiler/CodeGen/CUDA/BlockProduct.h"

#include "compiler/Schedule/ElementTiling.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

static int64_t getBytesOf(Type element) {
  return element.getIntOrFloatBitWidth() / 8;
}

int64_t ProductSlices::getPitch() const {
  return getRowLength() + schedule::deviceVectorBytes / getBytesOf(element);
}

int64_t ProductSlices::getBytes() const {
  return 2 * getRows() * getPitch() * getBytesOf(element);
}

static ProductSlices getSlices(const ProductOperand &operand, int64_t positions,
                               const ProductTiling &tiling, Type element) {
  return {operand.alongDepth, operand.lanes, positions,
          tiling.depth,       element,       Value()};
}

/// What products are summed in.
static Type getSumType(Type element) {
  return element.isBF16() ? Type(Float32Type::get(element.getContext()))
                          : element;
}

/// Rows of results are padded too.
static int64_t getResultPitch(const ProductTiling &tiling) {
  constexpr int64_t padding = 8;
  return tiling.columns + padding;
}

int64_t BlockProduct::getSharedBytes(const ProductTiling &tiling,
                                     const ProductOperand &left,
                                     const ProductOperand &right,
                                     Type element) {
  int64_t slices = getSlices(left, tiling.rows, tiling, element).getBytes() +
                   getSlices(right, tiling.columns, tiling, element).getBytes();
  return std::max(slices, tiling.rows * getResultPitch(tiling) *
                              getBytesOf(getSumType(element)));
}

/// Calls `body(i, row, column, inside)` for each of a thread's loads of a
/// slice. `inside` is null if all threads have one.
void BlockProduct::forEachLoad(
    const ProductSlices &slices,
    function_ref<void(int64_t, Value, Value, Value)> body) {
  int64_t perRow = slices.getRowLength() / slices.lanes;
  int64_t vectors = slices.getRows() * perRow;
  for (int64_t i = 0; i * tiling.threads < vectors; ++i) {
    Value vector = loops.add(thread.number, i * tiling.threads);
    Value inside;
    if ((i + 1) * tiling.threads > vectors)
      inside = loops.less(vector, loops.index(vectors));
    body(i, loops.div(vector, perRow),
         loops.mul(loops.rem(vector, perRow), slices.lanes), inside);
  }
}

SmallVector<Value> BlockProduct::loadSlice(const ProductSlices &slices,
                                           const ProductOperand &operand,
                                           Value begin) {
  SmallVector<Value> values;
  forEachLoad(slices, [&](int64_t, Value row, Value column, Value inside) {
    auto load = [&]() -> SmallVector<Value> {
      return {slices.alongDepth ? operand.load(row, loops.add(begin, column))
                                : operand.load(column, loops.add(begin, row))};
    };
    if (inside)
      values.append(select(loops, inside,
                           splat(loops, element, 0, getLanes(slices.lanes)),
                           load));
    else
      values.append(load());
  });
  return values;
}

void BlockProduct::storeSlice(const ProductSlices &slices, ValueRange values,
                              Value slot) {
  forEachLoad(slices, [&](int64_t i, Value row, Value column, Value inside) {
    auto store = [&] {
      storeLanes(loops, values[static_cast<size_t>(i)], slices.memory,
                 {slot, row, column}, getLanes(slices.lanes));
    };
    if (inside)
      loops.when(inside, store);
    else
      store();
  });
}

Value BlockProduct::run(const ProductOperand &leftOperand,
                        const ProductOperand &rightOperand, Value begin,
                        Value end) {
  ProductSlices left = getSlices(leftOperand, tiling.rows, tiling, element);
  ProductSlices right =
      getSlices(rightOperand, tiling.columns, tiling, element);
  left.memory = viewShared(loops, thread, 0,
                           {2, left.getRows(), left.getPitch()}, element);
  right.memory = viewShared(loops, thread, left.getBytes(),
                            {2, right.getRows(), right.getPitch()}, element);
  std::unique_ptr<ProductCode> code =
      tiling.tensorCores ? makeTensorCoreProduct(loops, thread, tiling)
                         : makeThreadProduct(loops, thread, tiling, element);

  storeSlice(left, loadSlice(left, leftOperand, begin), loops.index(0));
  storeSlice(right, loadSlice(right, rightOperand, begin), loops.index(0));
  barrier(loops);
  ValueRange sums = loops.loop(
      begin, end, tiling.depth, code->getZeros(),
      [&](Value depth, ValueRange carried) -> SmallVector<Value> {
        Value next = loops.add(depth, tiling.depth);
        SmallVector<Value> nextLeft = loadSlice(left, leftOperand, next);
        SmallVector<Value> nextRight = loadSlice(right, rightOperand, next);
        Value slice = loops.div(loops.sub(depth, begin), tiling.depth);
        SmallVector<Value> results =
            code->multiply(left, right, carried, loops.rem(slice, 2));
        Value otherSlot = loops.rem(loops.add(slice, 1), 2);
        storeSlice(left, nextLeft, otherSlot);
        storeSlice(right, nextRight, otherSlot);
        barrier(loops);
        return results;
      });

  Value results =
      viewShared(loops, thread, 0, {tiling.rows, getResultPitch(tiling)},
                 getSumType(element));
  code->store(sums, results);
  barrier(loops);
  return results;
}
