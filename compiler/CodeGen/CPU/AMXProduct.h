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
  int64_t rowSize;                       ///< elements from one row to the next
  int64_t parts;                         ///< that numbers are cut into
  int64_t partStep; ///< elements from a tile to its next part

  /// The tiles that are `offset` elements further on.
  AMXOperand at(LoopBuilder &loops, mlir::Value offset) const;
};

/// A value as so many of bf16, each of which is what those before leave,
/// rounded.
llvm::SmallVector<mlir::Value> splitParts(LoopBuilder &loops, mlir::Value value,
                                          int64_t parts);

/// Tiles of sums before anything is added.
llvm::SmallVector<mlir::Value> getZeroTiles(LoopBuilder &loops, int64_t count);

/// Tiles of sums at `offsets` of a 1-D memref, whose rows are `rowSize`
/// elements apart.
llvm::SmallVector<mlir::Value> loadTiles(LoopBuilder &loops, mlir::Value memory,
                                         mlir::ValueRange offsets,
                                         int64_t rowSize);
void storeTiles(LoopBuilder &loops, mlir::ValueRange tiles, mlir::Value memory,
                mlir::ValueRange offsets, int64_t rowSize);

/// Adds the products of the operands' tiles to `sums`, row by row.
/// Returns their new values. With a = a0 + a1 and b = b0 + b1, where a1 and b1
/// are up to 2^-9 of a and b, a b is a1 b0 + a0 b0 + a0 b1 but for 2^-18 of it;
/// what is left out by rounding a1 and b1 is as little.
llvm::SmallVector<mlir::Value> multiplyTiles(LoopBuilder &loops,
                                             const AMXOperand &lhs,
                                             const AMXOperand &rhs,
                                             mlir::ValueRange sums);

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_AMXPRODUCT_H
