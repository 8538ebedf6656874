//===- WarpgroupCode.cpp - Instructions of warpgroups ---------------------===//

#include "compiler/CodeGen/CUDA/Products/WarpgroupCode.h"

#include "compiler/CodeGen/CUDA/Products/TensorCoreTile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// What an instruction adds up.
static constexpr int64_t stepDepth = 16;
/// A descriptor counts in these, and so do the addresses in it.
static constexpr int64_t unitBytes = 16;

WarpgroupCode::WarpgroupCode(LoopBuilder &loops, const Thread &thread,
                             const ProductTiling &tiling)
    : loops(loops), builder(loops.builder), location(loops.location),
      tiling(tiling), number(thread.number),
      group(loops.div(thread.number, warpgroupSize)) {}

Value WarpgroupCode::makeWord(int64_t value) {
  return arith::ConstantOp::create(builder, location,
                                   builder.getI64IntegerAttr(value));
}

Value WarpgroupCode::getZero() {
  auto type = LLVM::LLVMStructType::getLiteral(
      builder.getContext(),
      SmallVector<Type>(static_cast<size_t>(tiling.getInstructionColumns() / 2),
                        builder.getF32Type()));
  return LLVM::ZeroOp::create(builder, location, type);
}

void WarpgroupCode::begin() {
  NVVM::WgmmaFenceAlignedOp::create(builder, location);
}

void WarpgroupCode::commit() {
  NVVM::WgmmaGroupSyncAlignedOp::create(builder, location);
}

void WarpgroupCode::wait(int64_t turns) {
  NVVM::WgmmaWaitGroupSyncOp::create(builder, location,
                                     static_cast<uint64_t>(turns));
}

void WarpgroupCode::publish() { fenceProxy(loops); }

/// The address is in bits 0 to 13, the strides in bits 16 to 29 and 32 to 45,
/// the kind of swizzling in bits 62 and 63. Where lines are positions, the
/// first
/// ("leading") stride is to the next piece of the depth and the second to the
/// next eight positions; where lines are depths, the first is to the next eight
/// depths and the second to the next piece of positions. Where a line is a row
/// of swizzled pieces, there is only the stride to the next eight lines, as the
/// second.
Value WarpgroupCode::describe(const SharedSlices &slices, Value bytes,
                              Value turn) {
  Value start = memref::ExtractAlignedPointerAsIndexOp::create(
      builder, location, slices.getMemory());
  start =
      loops.add(start, loops.mul(slices.getSlot(turn), slices.getSlotBytes()));
  start = loops.add(start, bytes);
  int64_t leading = slices.getPieceStride(), stride = slices.getCoreStride();
  if (!slices.isAlongDepth() && !slices.isSwizzled())
    std::swap(leading, stride);
  uint64_t swizzle = slices.isSwizzled() ? 1 : 0;
  constexpr int64_t addressMask = 0x3ffff;
  Value address = arith::IndexCastUIOp::create(
      builder, location, builder.getI64Type(),
      loops.div(builder.createOrFold<arith::AndIOp>(location, start,
                                                    loops.index(addressMask)),
                unitBytes));
  return arith::OrIOp::create(builder, location, address,
                              makeWord(static_cast<int64_t>(swizzle << 62) |
                                       leading / unitBytes << 16 |
                                       stride / unitBytes << 32));
}

Value WarpgroupCode::advance(Value descriptor, int64_t bytes) {
  return builder.createOrFold<arith::AddIOp>(location, descriptor,
                                             makeWord(bytes / unitBytes));
}

Value WarpgroupCode::addProduct(const SharedSlices &left, Value leftBegin,
                                const SharedSlices &right, Value rightBegin,
                                Value sums) {
  for (int64_t depth = 0; depth < tiling.depth; depth += stepDepth) {
    Factor rows{advance(leftBegin, left.getDepthStride(depth)),
                left.isAlongDepth()};
    Factor columns{advance(rightBegin, right.getDepthStride(depth)),
                   right.isAlongDepth()};
    sums = tiling.channelsAsRows ? multiplyStep(columns, rows, sums)
                                 : multiplyStep(rows, columns, sums);
  }
  return sums;
}

Value WarpgroupCode::multiplyStep(const Factor &rows, const Factor &columns,
                                  Value sums) {
  MLIRContext *context = builder.getContext();
  auto bf16 = NVVM::WGMMATypesAttr::get(context, NVVM::WGMMATypes::bf16);
  auto plus = NVVM::WGMMAScaleInAttr::get(context, NVVM::WGMMAScaleIn::one);
  // A row of A is along the depth, and so is a column of B.
  auto layout = [&](bool isRow) {
    return NVVM::MMALayoutAttr::get(context, isRow ? NVVM::MMALayout::row
                                                   : NVVM::MMALayout::col);
  };
  return NVVM::WgmmaMmaAsyncOp::create(
      builder, location, sums.getType(), sums, rows.descriptor,
      columns.descriptor,
      NVVM::MMAShapeAttr::get(context, static_cast<int>(groupRows),
                              static_cast<int>(tiling.getInstructionColumns()),
                              static_cast<int>(stepDepth)),
      bf16, bf16, NVVM::WGMMATypesAttr::get(context, NVVM::WGMMATypes::f32),
      NVVM::WGMMAScaleOutAttr::get(context, NVVM::WGMMAScaleOut::one), plus,
      plus, layout(rows.alongDepth), layout(!columns.alongDepth),
      NVVM::MMAIntOverflowAttr());
}

void WarpgroupCode::forEachPairOf(Value sums, Value firstRow, ResultCode body) {
  constexpr int64_t warpRows = 16, tileColumns = 8;
  Value lane = loops.rem(number, warpSize);
  Value warp = loops.div(loops.rem(number, warpgroupSize), warpSize);
  Value row = loops.add(firstRow, loops.mul(warp, warpRows));
  constexpr int64_t tileSums = 4;
  for (int64_t j = 0; j < tiling.columns; j += tileColumns) {
    SmallVector<Value> tile;
    for (int64_t i = 0; i < tileSums; ++i)
      tile.push_back(LLVM::ExtractValueOp::create(
          builder, location, sums, j / tileColumns * tileSums + i));
    forEachPair(loops, lane, row, loops.index(j), tile, body);
  }
}
