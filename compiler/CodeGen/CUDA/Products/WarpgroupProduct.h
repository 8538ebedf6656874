//===- WarpgroupProduct.h - Products of warpgroups ------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_WARPGROUPPRODUCT_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_WARPGROUPPRODUCT_H

#include "compiler/CodeGen/CUDA/Products/WarpgroupCode.h"

namespace anabranch::codegen::cuda {

/// Each group of four warps multiplies some times 64 rows by all columns, or
/// once all of its rows by 64 columns that are an instruction's rows, with
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

protected:
  /// Where the rows of the block's `number`th product begin in the left slice,
  /// in bytes, for one of a turn's taps.
  virtual mlir::Value getRows(const SharedSlices &left, mlir::Value number,
                              mlir::Value turn, int64_t tap);

private:
  /// The number in the block of the warpgroup's `i`th product.
  mlir::Value getNumber(int64_t i) const;

  int64_t perGroup; ///< products
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_WARPGROUPPRODUCT_H
