//===- MatrixTile.h - Matrix products in registers ------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_MATRIXTILE_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_MATRIXTILE_H

#include "compiler/CodeGen/VectorCode.h"

namespace anabranch::codegen::cpu {

/// The operands of a product of a few rows by a few vectors, both 1-D memrefs:
/// the left one's numbers are broadcast one by one, the right one's are read as
/// vectors.
struct MatrixTile {
  mlir::Value lhs, lhsStart;
  llvm::ArrayRef<int64_t> rowOffsets; ///< of each row from the start
  int64_t lhsStep;                    ///< from one depth to the next
  mlir::Value rhs, rhsStart;
  int64_t rhsStep;
  int64_t vectors, lanes;
  /// Elements of the right operand that are fetched ahead; 0 for none.
  int64_t prefetch = 0;
};

/// Adds the products at depths 0 to `depth` to `accumulators`, which stay in
/// registers: one for each row and vector, row by row. Returns their new
/// values.
mlir::ValueRange multiplyTile(LoopBuilder &loops, const MatrixTile &tile,
                              mlir::Value depth, mlir::ValueRange accumulators);

/// Accumulators before anything is added: vectors of zeros.
llvm::SmallVector<mlir::Value> getZeroAccumulators(LoopBuilder &loops,
                                                   int64_t count,
                                                   mlir::Type element,
                                                   int64_t lanes);

/// The memory of a tile's accumulators between the parts of a product whose
/// depth is taken a part at a time: a vector at each of `offsets`.
struct StoredAccumulators {
  mlir::Value memory;
  llvm::SmallVector<mlir::Value> offsets;
  int64_t lanes;

  /// What is stored, or zeros if this is the first part.
  mlir::ValueRange start(LoopBuilder &loops, mlir::Value isFirst) const;
  void store(LoopBuilder &loops, mlir::ValueRange accumulators) const;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_MATRIXTILE_H
