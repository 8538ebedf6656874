//===- MatMulTiling.cpp - Matrix products of activations on the CPU -------===//

#include "compiler/Schedule/CPU/MatMulTiling.h"

#include "compiler/Schedule/CPU/ThreadWork.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::schedule;

/// `size` in as few parts of up to `limit` as there can be, all but the last
/// the same multiple of `step`; all of it if that is one part.
static int64_t cut(int64_t size, int64_t limit, int64_t step) {
  if (size <= limit)
    return size;
  int64_t most = std::max(limit / step * step, step);
  int64_t parts = llvm::divideCeilSigned(size, most);
  int64_t even = llvm::divideCeilSigned(size, parts);
  return std::min(size, llvm::divideCeilSigned(even, step) * step);
}

/// How many rows a unit of work should have.
static int64_t getWantedRows(const kernel::MatMulShape &shape,
                             int64_t elementBytes, const VectorUnit &unit) {
  // Copying the right operand takes as long as some rows' products.
  constexpr int64_t fewestRows = 64;
  int64_t rows =
      std::max(fewestRows, unit.blockBytes / (shape.depth * elementBytes));
  if (ShapedType::isDynamic(shape.examples))
    return rows;
  // Few products have to be cut, so that all threads have work.
  int64_t blocks =
      llvm::divideCeilSigned(wantedUnits, shape.examples * shape.matrices);
  return std::min(rows, llvm::divideCeilSigned(shape.rows, blocks));
}

MatMulTiling schedule::tileMatMul(const kernel::MatMulShape &shape,
                                  int64_t elementBytes,
                                  const VectorUnit &unit) {
  MatMulTiling tiling;
  tiling.shape = shape;
  tiling.lanes = unit.getLanes(elementBytes);
  RegisterTile tile = chooseRegisterTile(
      /*images=*/1, /*height=*/1, shape.rows, shape.columns, tiling.lanes,
      unit);
  tiling.tileRows = tile.columns;
  tiling.vectors = tile.vectors;
  tiling.blockRows = cut(shape.rows, getWantedRows(shape, elementBytes, unit),
                         tiling.tileRows);
  tiling.chunkDepth =
      cut(shape.depth, productBytes / (tiling.getPanelColumns() * elementBytes),
          tiling.lanes);
  return tiling;
}
