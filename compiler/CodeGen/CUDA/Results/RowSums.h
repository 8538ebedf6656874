//===- RowSums.h - Rows that a launch adds up -----------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_ROWSUMS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_ROWSUMS_H

#include "compiler/CodeGen/CUDA/Device/DeviceLaunch.h"
#include "compiler/CodeGen/VectorCode.h"

namespace anabranch::codegen::cuda {

/// Raw memory seen as rows of `columns` numbers.
mlir::Value viewRows(LoopBuilder &loops, mlir::Value bytes, mlir::Value rows,
                     int64_t columns, mlir::Type element);

/// Adds up `parts` of the block's memory, a power of two of lanes x places, for
/// the places from one on: each thread has stored what its lane has of them.
/// Half of the lanes add what the other half has, and then half of these; what
/// is left is the first lane's. All threads call it.
void addUpLanes(LoopBuilder &loops, mlir::Value parts, mlir::Value lane,
                mlir::Value place, Lanes lanes);

/// Rows of numbers that blocks have left in memory.
struct SumRows {
  mlir::Value memory, count;
  int64_t columns;
  int64_t sums = 1; ///< each of so many columns, one behind the other in a row
};

/// What becomes of the sums of neighbouring columns from one on.
struct RowSumCode {
  /// If anything is to be loaded for it while rows are added up, loads it in
  /// those threads that store.
  std::function<llvm::SmallVector<mlir::Value>(mlir::Value column,
                                               mlir::Value stores)>
      load;
  std::function<void(mlir::ValueRange totals, mlir::ValueRange loaded,
                     mlir::Value column, Lanes lanes)>
      store;
};

/// A launch that adds up rows, in double precision.
/// \param mostLanes how many columns `store` may get together: a power of two
///        that divides their number
void addUpRows(LoopBuilder &loops, const SumRows &rows, int64_t mostLanes,
               const RowSumCode &code);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_ROWSUMS_H
