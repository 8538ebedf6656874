//===- AMXProduct.h - Matrix products in tile registers -------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_AMXPRODUCT_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_AMXPRODUCT_H

#include "compiler/CodeGen/VectorCode.h"

namespace anabranch::codegen::cpu {

/// Tiles of bf16 in a 1-D memref, each of 16 rows of 32: a left operand's have
/// columns to be summed over; a right one's are 16 columns of as many rows, two
/// of which take turns.
struct AMXOperand {
  mlir::Value memory;
  llvm::SmallVector<mlir::Value> starts; ///< of each tile
  int64_t depthStep; ///< elements from a tile to what is multiplied after it
  int64_t rowSize;   ///< elements from one row to the next
};

/// Tiles of sums before anything is added.
llvm::SmallVector<mlir::Value> getZeroTiles(LoopBuilder &loops, int64_t count);

/// Tiles of sums at `offsets` of a 1-D memref, whose rows are `rowSize`
/// elements apart.
llvm::SmallVector<mlir::Value> loadTiles(LoopBuilder &loops, mlir::Value memory,
                                         mlir::ValueRange offsets,
                                         int64_t rowSize);
void storeTiles(LoopBuilder &loops, mlir::ValueRange tiles, mlir::Value memory,
                mlir::ValueRange offsets, int64_t rowSize);

/// Adds the products of the operands' tiles at depth `k` to `sums`, row by row.
/// Returns their new values.
llvm::SmallVector<mlir::Value>
multiplyTiles(LoopBuilder &loops, const AMXOperand &lhs, const AMXOperand &rhs,
              mlir::Value k, mlir::ValueRange sums);

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_AMXPRODUCT_H
