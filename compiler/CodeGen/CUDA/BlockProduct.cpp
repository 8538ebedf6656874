//===- BlockProduct.cpp - A block's part of a matrix product --------------===//

#include "compiler/CodeGen/CUDA/BlockProduct.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;
using schedule::ProductUnit;

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

int64_t BlockProduct::getSliceBytes(const ProductTiling &tiling,
                                    const ProductOperand &left,
                                    const ProductOperand &right, Type element) {
  return ProductSlices(left, tiling, element).getBytes() +
         ProductSlices(right, tiling, element).getBytes();
}

int64_t BlockProduct::getSharedBytes(const ProductTiling &tiling,
                                     const ProductOperand &left,
                                     const ProductOperand &right,
                                     Type element) {
  return std::max(getSliceBytes(tiling, left, right, element),
                  tiling.rows * getResultPitch(tiling) *
                      getSumType(element).getIntOrFloatBitWidth() / 8);
}

static std::unique_ptr<ProductCode> makeCode(LoopBuilder &loops,
                                             const Thread &thread,
                                             const ProductTiling &tiling,
                                             Type element) {
  switch (tiling.unit) {
  case ProductUnit::Threads:
    return makeThreadProduct(loops, thread, tiling, element);
  case ProductUnit::Warps:
    return makeWarpProduct(loops, thread, tiling);
  case ProductUnit::Warpgroups:
    return makeWarpgroupProduct(loops, thread, tiling);
  }
  llvm_unreachable("all units are handled");
}

/// In turn t, an operand of which a slice serves n turns has item t + n stored,
/// the turn's part of the next slice, and the item after that fetched. Items
/// beyond the end are loaded from somewhere and never read.
SmallVector<Value> BlockProduct::addUp(ProductCode &code,
                                       const ProductOperand &leftOperand,
                                       const ProductOperand &rightOperand,
                                       Value turns) {
  ProductSlices left(leftOperand, tiling, element);
  ProductSlices right(rightOperand, tiling, element);
  left.place(loops, thread, 0);
  right.place(loops, thread, left.getBytes());
  const ProductSlices *operands[] = {&left, &right};
  SmallVector<Value> carried = code.getZeros();
  size_t sumCount = carried.size(), leftCount = 0;
  for (const ProductSlices *slices : operands) {
    slices->fill(loops, thread);
    SmallVector<Value> fetched =
        slices->fetch(loops, thread, loops.index(slices->getTurnsPerSlice()));
    leftCount = slices == &left ? fetched.size() : leftCount;
    carried.append(fetched);
  }
  code.publish();
  barrier(loops);
  ValueRange results = loops.loop(
      loops.index(0), turns, 1, carried,
      [&](Value turn, ValueRange values) -> SmallVector<Value> {
        ValueRange fetched = values.drop_front(sumCount);
        SmallVector<Value> next =
            code.multiply(left, right, values.take_front(sumCount), turn);
        for (const ProductSlices *slices : operands)
          slices->store(loops, thread,
                        loops.add(turn, slices->getTurnsPerSlice()),
                        slices == &left ? fetched.take_front(leftCount)
                                        : fetched.drop_front(leftCount));
        code.publish();
        for (const ProductSlices *slices : operands)
          next.append(slices->fetch(
              loops, thread, loops.add(turn, slices->getTurnsPerSlice() + 1)));
        code.wait();
        barrier(loops);
        return next;
      });
  return llvm::to_vector(results.take_front(sumCount));
}

Value BlockProduct::run(const ProductOperand &left, const ProductOperand &right,
                        Value turns) {
  std::unique_ptr<ProductCode> code = makeCode(loops, thread, tiling, element);
  // A phase that no tap reaches has no depth, and nothing to read.
  SmallVector<Value> sums = getConstantIntValue(turns) == 0
                                ? code->getZeros()
                                : addUp(*code, left, right, turns);
  Value results =
      viewShared(loops, thread, 0, {tiling.rows, getResultPitch(tiling)},
                 getSumType(element));
  code->forEachResult(
      sums, [&](Value row, Value column, Value values, Lanes lanes) {
        storeLanes(loops, values, results, {row, column}, lanes);
      });
  barrier(loops);
  return results;
}
