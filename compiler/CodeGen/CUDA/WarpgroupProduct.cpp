//===- WarpgroupProduct.cpp - Products of warpgroups ----------------------===//

#include "compiler/CodeGen/CUDA/WarpgroupCode.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

namespace {
/// Each warpgroup has 64 rows of one product.
class WarpgroupProduct : public WarpgroupCode {
public:
  WarpgroupProduct(LoopBuilder &loops, const Thread &thread,
                   const ProductTiling &tiling)
      : WarpgroupCode(loops, thread, tiling) {}

  SmallVector<Value> getZeros() override { return {getZero()}; }

  SmallVector<Value> multiply(const ProductSlices &left,
                              const ProductSlices &right, ValueRange sums,
                              Value turn) override {
    Value leftBegin = describe(left, getRows(left, turn), turn);
    Value rightBegin = describe(right, loops.index(0), turn);
    begin();
    Value result = addProduct(left, leftBegin, right, rightBegin, sums.front());
    commit();
    return {result};
  }

  void forEachResult(ValueRange sums, ResultCode body) override {
    forEachPairOf(sums.front(), loops.mul(group, groupRows), body);
  }

private:
  /// Where the warpgroup's rows begin in the left slice.
  Value getRows(const ProductSlices &left, Value turn) {
    if (const std::optional<Halo> &halo = left.getHalo())
      return loops.mul(loops.add(halo->getBegin(group),
                                 halo->getShift(loops.rem(turn, halo->turns))),
                       ProductSlices::pieceBytes);
    return loops.mul(group, groupRows / coreRows *
                                (left.isAlongDepth() ? left.getCoreStride()
                                                     : left.getPieceStride()));
  }
};

/// Each warpgroup has a row of a filter's taps, for each of which 64 channels
/// multiply the same columns. The taps of a row read the left slice, whose
/// lines are pixels of the depth, each from another line on.
class WarpgroupTapProduct : public WarpgroupCode {
public:
  WarpgroupTapProduct(LoopBuilder &loops, const Thread &thread,
                      const ProductTiling &tiling)
      : WarpgroupCode(loops, thread, tiling),
        tapColumns(tiling.rows / groupRows / (tiling.threads / groupSize)) {}

  SmallVector<Value> getZeros() override {
    return SmallVector<Value>(static_cast<size_t>(tapColumns), getZero());
  }

  SmallVector<Value> multiply(const ProductSlices &left,
                              const ProductSlices &right, ValueRange sums,
                              Value turn) override {
    SmallVector<Value> begins;
    for (int64_t i = 0; i < tapColumns; ++i)
      begins.push_back(describe(left,
                                loops.mul(left.getHalo()->getShift(getTap(i)),
                                          ProductSlices::pieceBytes),
                                turn));
    Value rightBegin = describe(right, loops.index(0), turn);
    begin();
    SmallVector<Value> results;
    for (auto [leftBegin, sum] : llvm::zip_equal(begins, sums))
      results.push_back(addProduct(left, leftBegin, right, rightBegin, sum));
    commit();
    return results;
  }

  void forEachResult(ValueRange sums, ResultCode body) override {
    for (auto [i, sum] : llvm::enumerate(sums))
      forEachPairOf(sum, loops.mul(getTap(static_cast<int64_t>(i)), groupRows),
                    body);
  }

private:
  Value getTap(int64_t column) {
    return loops.add(loops.mul(group, tapColumns), column);
  }

  int64_t tapColumns;
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
