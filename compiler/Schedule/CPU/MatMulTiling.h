//===- MatMulTiling.h - Matrix products of activations on the CPU ---------===//
//
// A block of a result's rows is a unit of work. It goes over the columns a
// panel at a time, and over the depth a chunk at a time: that part of the right
// operand is copied to where the inner loop finds it in the first-level cache,
// and the block's rows pass by.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_MATMULTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_MATMULTILING_H

#include "compiler/Schedule/CPU/RegisterTile.h"
#include "dialects/Kernel/Kernel.h"

namespace anabranch::schedule {

struct MatMulTiling {
  kernel::MatMulShape shape;
  int64_t lanes;
  int64_t tileRows, vectors; ///< of a tile in registers
  int64_t blockRows;         ///< whole tiles, or all rows
  int64_t chunkDepth;        ///< whole vectors, or all of the depth

  int64_t getPanelColumns() const { return vectors * lanes; }
  int64_t getRowBlocks() const {
    return (shape.rows + blockRows - 1) / blockRows;
  }
  int64_t getChunks() const {
    return (shape.depth + chunkDepth - 1) / chunkDepth;
  }
  /// Blocks of all results of one example.
  int64_t getExampleBlocks() const { return shape.matrices * getRowBlocks(); }
};

MatMulTiling tileMatMul(const kernel::MatMulShape &shape, int64_t elementBytes,
                        const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_MATMULTILING_H
