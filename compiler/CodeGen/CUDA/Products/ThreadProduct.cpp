//===- ThreadProduct.cpp - Products of single threads ---------------------===//

#include "compiler/CodeGen/CUDA/Products/BlockProduct.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

namespace {
class ThreadProduct : public ProductCode {
public:
  ThreadProduct(LoopBuilder &loops, const Thread &thread,
                const ProductTiling &tiling, Type element)
      : loops(loops), tiling(tiling), element(element) {
    int64_t across = tiling.columns / columns.lanes;
    row =
        loops.mul(loops.div(thread.number, across), ProductTiling::threadRows);
    column = loops.mul(loops.rem(thread.number, across), columns.lanes);
  }

  SmallVector<Value> getZeros() override {
    return SmallVector<Value>(ProductTiling::threadRows,
                              splat(loops, element, 0, columns));
  }

  SmallVector<Value> multiply(const SharedSlices &left,
                              const SharedSlices &right, ValueRange sums,
                              Value turn) override {
    Value slot = left.getSlot(turn);
    SmallVector<Value> results = llvm::to_vector(sums);
    for (int64_t k = 0; k < tiling.depth; ++k) {
      Value depth = loops.index(k);
      Value factors = load(right, column, depth, slot, columns);
      for (auto [i, sum] : llvm::enumerate(results)) {
        Value factor = load(left, loops.add(row, static_cast<int64_t>(i)),
                            depth, slot, {0, 0});
        sum = vector::FMAOp::create(loops.builder, loops.location,
                                    broadcast(loops, factor, columns), factors,
                                    sum);
      }
    }
    return results;
  }

  void forEachResult(ValueRange sums, ResultCode body) override {
    for (auto [i, sum] : llvm::enumerate(sums))
      body(loops.add(row, static_cast<int64_t>(i)), column, sum, columns);
  }

private:
  Value load(const SharedSlices &slices, Value position, Value depth,
             Value slot, Lanes lanes) {
    auto loadAt = [&](int64_t i, Lanes width) {
      return loadLanes(loops, slices.getMemory(),
                       slices.getIndices(slot, loops.add(position, i), depth),
                       width);
    };
    if (!slices.isAlongDepth() || lanes.isScalar())
      return loadAt(0, lanes);
    SmallVector<Value> elements;
    for (int64_t i = 0; i < lanes.lanes; ++i)
      elements.push_back(loadAt(i, {0, 0}));
    return vector::FromElementsOp::create(
        loops.builder, loops.location, VectorType::get({lanes.lanes}, element),
        elements);
  }

  static constexpr Lanes columns{ProductTiling::threadColumns,
                                 ProductTiling::threadColumns};
  LoopBuilder &loops;
  const ProductTiling &tiling;
  Type element;
  Value row, column; ///< the thread's first
};
} // namespace

std::unique_ptr<ProductCode>
cuda::makeThreadProduct(LoopBuilder &loops, const Thread &thread,
                        const ProductTiling &tiling, Type element) {
  return std::make_unique<ThreadProduct>(loops, thread, tiling, element);
}
