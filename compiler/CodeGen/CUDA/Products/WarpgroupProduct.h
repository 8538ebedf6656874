//===- WarpgroupProduct.h - Products of warpgroups ------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_WARPGROUPPRODUCT_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_WARPGROUPPRODUCT_H

#include "compiler/CodeGen/CUDA/Products/WarpgroupCode.h"

namespace anabranch::codegen::cuda {

/// Each group of four warps multiplies some times 64 rows by all columns with
/// wgmma, which reads both operands from shared memory while the threads do
/// something else.
class WarpgroupProduct : public WarpgroupCode {
public:
  WarpgroupProduct(LoopBuilder &loops, const Thread &thread,
                   const schedule::ProductTiling &tiling);

  llvm::SmallVector<mlir::Value> getZeros() override;
  llvm::SmallVector<mlir::Value> multiply(const SharedSlices &left,
                                          const SharedSlices &right,
                                          mlir::ValueRange sums,
                                          mlir::Value turn) override;
  void forEachResult(mlir::ValueRange sums, ResultCode body) override;

  /// A warp's results are strips of eight rows of all columns.
  int64_t countStrips() const { return 2 * perGroup; }
  /// The first row in the block of the warp's strip.
  mlir::Value getStripRow(int64_t strip) const;
  /// A thread's part of a strip from a column on: lane l has of row l / 4, for
  /// every eight columns, the two behind 2 (l mod 4).
  llvm::SmallVector<mlir::Value> getPairs(mlir::ValueRange sums, int64_t strip,
                                          int64_t column,
                                          int64_t columns) const;

protected:
  /// Where the `number`th 64 rows of the block begin in the left slice, in
  /// bytes, for one of a turn's taps.
  virtual mlir::Value getRows(const SharedSlices &left, mlir::Value number,
                              mlir::Value turn, int64_t tap);

private:
  /// The number in the block of the warpgroup's `i`th 64 rows.
  mlir::Value getNumber(int64_t i) const;

  int64_t perGroup; ///< products of 64 rows
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_WARPGROUPPRODUCT_H
