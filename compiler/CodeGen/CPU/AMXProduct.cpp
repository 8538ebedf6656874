//===- AMXProduct.cpp - Matrix products in tile registers -----------------===//

#include "compiler/CodeGen/CPU/AMXProduct.h"

#include "compiler/Schedule/CPU/AMXTiling.h"

#include "mlir/Dialect/AMX/AMXDialect.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::amxDepth;
using schedule::amxTile;

static Type getSumType(OpBuilder &builder) {
  return amx::TileType::get({amxTile, amxTile}, builder.getF32Type());
}

SmallVector<Value> cpu::getZeroTiles(LoopBuilder &loops, int64_t count) {
  SmallVector<Value> tiles;
  for (int64_t i = 0; i < count; ++i)
    tiles.push_back(amx::TileZeroOp::create(loops.builder, loops.location,
                                            getSumType(loops.builder)));
  return tiles;
}

SmallVector<Value> cpu::loadTiles(LoopBuilder &loops, Value memory,
                                  ValueRange offsets, int64_t rowSize) {
  return llvm::map_to_vector(offsets, [&](Value offset) -> Value {
    return amx::TileLoadOp::create(loops.builder, loops.location,
                                   getSumType(loops.builder), memory,
                                   ValueRange(offset), loops.index(rowSize));
  });
}

void cpu::storeTiles(LoopBuilder &loops, ValueRange tiles, Value memory,
                     ValueRange offsets, int64_t rowSize) {
  for (auto [tile, offset] : llvm::zip_equal(tiles, offsets))
    amx::TileStoreOp::create(loops.builder, loops.location, memory,
                             ValueRange(offset), tile, loops.index(rowSize));
}

SmallVector<Value> cpu::multiplyTiles(LoopBuilder &loops, const AMXOperand &lhs,
                                      const AMXOperand &rhs, Value k,
                                      ValueRange sums) {
  Type type =
      amx::TileType::get({amxTile, amxDepth}, loops.builder.getBF16Type());
  auto load = [&](const AMXOperand &operand) {
    Value step = loops.mul(k, operand.depthStep);
    return llvm::map_to_vector(operand.starts, [&](Value start) -> Value {
      return amx::TileLoadOp::create(
          loops.builder, loops.location, type, operand.memory,
          ValueRange(loops.add(start, step)), loops.index(operand.rowSize));
    });
  };
  SmallVector<Value> left = load(lhs), right = load(rhs), results;
  for (Value row : left)
    for (Value column : right)
      results.push_back(amx::TileMulFOp::create(loops.builder, loops.location,
                                                getSumType(loops.builder), row,
                                                column, sums[results.size()]));
  return results;
}
