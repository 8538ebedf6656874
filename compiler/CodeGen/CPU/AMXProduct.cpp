//===- AMXProduct.cpp - Matrix products in tile registers -----------------===//

#include "compiler/CodeGen/CPU/AMXProduct.h"

#include "compiler/Schedule/CPU/AMXTiling.h"

#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

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

SmallVector<Value> cpu::splitParts(LoopBuilder &loops, Value value,
                                   int64_t parts) {
  if (getElementTypeOrSelf(value.getType()).isBF16())
    return {value};
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  Type wide = value.getType();
  Type narrow = cast<VectorType>(wide).clone(builder.getBF16Type());
  SmallVector<Value> values;
  for (int64_t part = 0; part < parts; ++part) {
    if (part != 0)
      value = arith::SubFOp::create(
          builder, location, value,
          arith::ExtFOp::create(builder, location, wide, values.back()));
    values.push_back(arith::TruncFOp::create(builder, location, narrow, value));
  }
  return values;
}

AMXOperand AMXOperand::at(LoopBuilder &loops, Value offset) const {
  AMXOperand tiles = *this;
  for (Value &start : tiles.starts)
    start = loops.add(start, offset);
  return tiles;
}

SmallVector<Value> cpu::multiplyTiles(LoopBuilder &loops, const AMXOperand &lhs,
                                      const AMXOperand &rhs, ValueRange sums) {
  Type type =
      amx::TileType::get({amxTile, amxDepth}, loops.builder.getBF16Type());
  auto load = [&](const AMXOperand &operand, int64_t part) {
    return llvm::map_to_vector(operand.starts, [&](Value start) -> Value {
      return amx::TileLoadOp::create(
          loops.builder, loops.location, type, operand.memory,
          ValueRange(loops.add(start, part * operand.partStep)),
          loops.index(operand.rowSize));
    });
  };
  SmallVector<Value> results(sums);
  auto multiply = [&](ValueRange left, ValueRange right) {
    size_t i = 0;
    for (Value row : left)
      for (Value column : right) {
        results[i] = amx::TileMulFOp::create(loops.builder, loops.location,
                                             getSumType(loops.builder), row,
                                             column, results[i]);
        ++i;
      }
  };
  // One operand's tiles stay in their registers from one part to the next.
  SmallVector<Value> right = load(rhs, 0);
  for (int64_t part = lhs.parts - 1; part > 0; --part)
    multiply(load(lhs, part), right);
  SmallVector<Value> left = load(lhs, 0);
  multiply(left, right);
  for (int64_t part = 1; part < rhs.parts; ++part)
    multiply(left, load(rhs, part));
  return results;
}
