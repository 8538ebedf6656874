//===- WarpgroupProduct.cpp - Products of warpgroups ----------------------===//

#include "compiler/CodeGen/CUDA/Products/WarpgroupCode.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

namespace {
/// See makeWarpgroupProduct.
class WarpgroupProduct : public WarpgroupCode {
public:
  WarpgroupProduct(LoopBuilder &loops, const Thread &thread,
                   const ProductTiling &tiling);

  SmallVector<Value> getZeros() override;
  SmallVector<Value> multiply(const SharedSlices &left,
                              const SharedSlices &right, ValueRange sums,
                              Value turn) override;
  void forEachResult(ValueRange sums, ResultCode body) override;

protected:
  /// Where the rows of the block's `number`th product begin in the left slice,
  /// in bytes, for one of a turn's taps.
  virtual Value getRows(const SharedSlices &left, Value number, Value turn,
                        int64_t tap);

private:
  /// The number in the block of the warpgroup's `i`th product.
  Value getNumber(int64_t i) const;

  int64_t perGroup; ///< products
};
} // namespace

WarpgroupProduct::WarpgroupProduct(LoopBuilder &loops, const Thread &thread,
                                   const ProductTiling &tiling)
    : WarpgroupCode(loops, thread, tiling),
      perGroup(tiling.channelsAsRows ? 1
                                     : tiling.rows / groupRows /
                                           (tiling.threads / warpgroupSize)) {}

SmallVector<Value> WarpgroupProduct::getZeros() {
  return SmallVector<Value>(static_cast<size_t>(perGroup), getZero());
}

SmallVector<Value> WarpgroupProduct::multiply(const SharedSlices &left,
                                              const SharedSlices &right,
                                              ValueRange sums, Value turn) {
  SmallVector<Value> begins;
  for (int64_t tap = 0; tap < tiling.tapsPerTurn; ++tap)
    for (int64_t i = 0; i < perGroup; ++i)
      begins.push_back(
          describe(left, getRows(left, getNumber(i), turn, tap), turn));
  Value rightBegin = describe(right, loops.index(0), turn);
  begin();
  SmallVector<Value> results(sums);
  ArrayRef<Value> rest = begins;
  for (int64_t tap = 0; tap < tiling.tapsPerTurn; ++tap) {
    Value tapBegin = advance(rightBegin, tap * right.getSliceBytes());
    for (auto [leftBegin, sum] :
         llvm::zip(rest.take_front(results.size()), results))
      sum = addProduct(left, leftBegin, right, tapBegin, sum);
    rest = rest.drop_front(results.size());
  }
  commit();
  return results;
}

void WarpgroupProduct::forEachResult(ValueRange sums, ResultCode body) {
  assert(!tiling.channelsAsRows && "see GroupStrips");
  for (auto [i, sum] : llvm::enumerate(sums))
    forEachPairOf(sum, loops.mul(getNumber(static_cast<int64_t>(i)), groupRows),
                  body);
}

Value WarpgroupProduct::getRows(const SharedSlices &left, Value number,
                                Value turn, int64_t tap) {
  if (const std::optional<Halo> &halo = left.getHalo()) {
    Value first = loops.mul(loops.rem(turn, halo->turns), tiling.tapsPerTurn);
    return loops.mul(loops.add(halo->getBegin(number),
                               halo->getShift(loops.add(first, tap))),
                     left.getLineStride());
  }
  return loops.mul(number, groupRows / coreRows *
                               (left.isAlongDepth() ? left.getCoreStride()
                                                    : left.getPieceStride()));
}

Value WarpgroupProduct::getNumber(int64_t i) const {
  return loops.add(loops.mul(group, perGroup), i);
}

namespace {
/// Each warpgroup has a row of a filter's taps, for each of which 64 channels
/// multiply the same columns. The taps of a row read the left slice, whose
/// lines are pixels of the depth, each from another line on.
class WarpgroupTapProduct : public WarpgroupProduct {
public:
  using WarpgroupProduct::WarpgroupProduct;

protected:
  Value getRows(const SharedSlices &left, Value tap, Value, int64_t) override {
    return loops.mul(left.getHalo()->getShift(tap), left.getLineStride());
  }
};
} // namespace

std::unique_ptr<ProductCode>
cuda::makeWarpgroupProduct(LoopBuilder &loops, const Thread &thread,
                           const ProductTiling &tiling) {
  return std::make_unique<WarpgroupProduct>(loops, thread, tiling);
}

std::unique_ptr<ProductCode>
cuda::makeWarpgroupTapProduct(LoopBuilder &loops, const Thread &thread,
                              const ProductTiling &tiling) {
  return std::make_unique<WarpgroupTapProduct>(loops, thread, tiling);
}
