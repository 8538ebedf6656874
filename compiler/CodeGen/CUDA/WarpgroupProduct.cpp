//===- WarpgroupProduct.cpp - Products of warpgroups ----------------------===//

#include "compiler/CodeGen/CUDA/WarpgroupCode.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

namespace {
/// Each warpgroup has some times 64 rows of one product.
class WarpgroupProduct : public WarpgroupCode {
public:
  WarpgroupProduct(LoopBuilder &loops, const Thread &thread,
                   const ProductTiling &tiling)
      : WarpgroupCode(loops, thread, tiling),
        perGroup(tiling.rows / groupRows / (tiling.threads / groupSize)) {}

  SmallVector<Value> getZeros() override {
    return SmallVector<Value>(static_cast<size_t>(perGroup), getZero());
  }

  SmallVector<Value> multiply(const SharedSlices &left,
                              const SharedSlices &right, ValueRange sums,
                              Value turn) override {
    SmallVector<Value> begins;
    for (int64_t i = 0; i < perGroup; ++i)
      begins.push_back(describe(left, getRows(left, getNumber(i), turn), turn));
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
      forEachPairOf(
          sum, loops.mul(getNumber(static_cast<int64_t>(i)), groupRows), body);
  }

protected:
  /// Where the `number`th 64 rows of the block begin in the left slice, in
  /// bytes.
  virtual Value getRows(const SharedSlices &left, Value number, Value turn) {
    if (const std::optional<Halo> &halo = left.getHalo())
      return loops.mul(loops.add(halo->getBegin(number),
                                 halo->getShift(loops.rem(turn, halo->turns))),
                       SharedSlices::pieceBytes);
    return loops.mul(number, groupRows / coreRows *
                                 (left.isAlongDepth() ? left.getCoreStride()
                                                      : left.getPieceStride()));
  }

private:
  /// The number in the block of the warpgroup's `i`th 64 rows.
  Value getNumber(int64_t i) {
    return loops.add(loops.mul(group, perGroup), i);
  }

  int64_t perGroup; ///< products of 64 rows
};

/// Each warpgroup has a row of a filter's taps, for each of which 64 channels
/// multiply the same columns. The taps of a row read the left slice, whose
/// lines are pixels of the depth, each from another line on.
class WarpgroupTapProduct : public WarpgroupProduct {
public:
  using WarpgroupProduct::WarpgroupProduct;

protected:
  Value getRows(const SharedSlices &left, Value tap, Value) override {
    return loops.mul(left.getHalo()->getShift(tap), SharedSlices::pieceBytes);
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
