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
  return makeSlices(left, tiling, element)->getBytes() +
         makeSlices(right, tiling, element)->getBytes();
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

/// One barrier a turn stands between the end of the last turn's products and
/// what is brought to the place of their operands. Meanwhile this turn's are
/// under way, so that nothing waits for a barrier but threads.
SmallVector<Value> BlockProduct::addUp(ProductCode &code,
                                       const ProductOperand &leftOperand,
                                       const ProductOperand &rightOperand,
                                       Value turns) {
  std::unique_ptr<SharedSlices> left = makeSlices(leftOperand, tiling, element),
                                right =
                                    makeSlices(rightOperand, tiling, element);
  left->place(loops, thread, 0);
  right->place(loops, thread, left->getBytes());
  SmallVector<Value> carried = code.getZeros();
  size_t sumCount = carried.size();
  SmallVector<Value> fetched = left->begin(turns);
  size_t leftCount = fetched.size();
  carried.append(fetched);
  carried.append(right->begin(turns));
  code.publish();
  barrier(loops);
  ValueRange results = loops.loop(
      loops.index(0), turns, 1, carried,
      [&](Value turn, ValueRange values) -> SmallVector<Value> {
        ValueRange fetched = values.drop_front(sumCount);
        left->await(turn);
        right->await(turn);
        SmallVector<Value> next =
            code.multiply(*left, *right, values.take_front(sumCount), turn);
        code.wait(1);
        code.publish();
        barrier(loops);
        next.append(left->bring(turn, fetched.take_front(leftCount)));
        next.append(right->bring(turn, fetched.drop_front(leftCount)));
        return next;
      });
  code.wait(0);
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
  // Others may still read the slices in this place.
  barrier(loops);
  code->forEachResult(
      sums, [&](Value row, Value column, Value values, Lanes lanes) {
        storeLanes(loops, values, results, {row, column}, lanes);
      });
  barrier(loops);
  return results;
}
