//===- WarpProduct.cpp - Products of warps --------------------------------===//
//
// The fragments of m16n8k16 and the 8 x 8 matrices that ldmatrix loads are laid
// out over a warp's lanes as the PTX ISA has them (9.7.14, "Matrix fragments
// for mma.m16n8k16" and "ldmatrix").
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CUDA/Products/TensorCoreTile.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/NVGPU/IR/NVGPUDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

namespace {
class WarpProduct : public ProductCode {
public:
  WarpProduct(LoopBuilder &loops, const Thread &thread,
              const ProductTiling &tiling)
      : loops(loops), builder(loops.builder), location(loops.location),
        tiling(tiling) {
    // As square a part as eight warps can have.
    int64_t across = tiling.columns / warpColumns;
    warpRows = tiling.rows / (tiling.threads / warpSize / across);
    Value warp = loops.div(thread.number, warpSize);
    lane = loops.rem(thread.number, warpSize);
    row = loops.mul(loops.div(warp, across), warpRows);
    column = loops.mul(loops.rem(warp, across), warpColumns);
  }

  SmallVector<Value> getZeros() override {
    Value zero = splat(loops, builder.getF32Type(), 0, {0, 0});
    return SmallVector<Value>(
        static_cast<size_t>(warpRows / tileRows * warpColumns / tileColumns *
                            sumsPerLane),
        zero);
  }

  SmallVector<Value> multiply(const SharedSlices &left,
                              const SharedSlices &right, ValueRange sums,
                              Value turn) override {
    Value leftSlot = left.getSlot(turn), rightSlot = right.getSlot(turn);
    SmallVector<Value> results = llvm::to_vector(sums);
    for (int64_t depth = 0; depth < tiling.depth; depth += tileDepth) {
      // Two columns of tiles are loaded at once.
      SmallVector<SmallVector<Value>> columns;
      for (int64_t j = 0; j < warpColumns; j += 2 * tileColumns)
        columns.push_back(load(right, loops.add(column, j), depth, rightSlot,
                               /*depthFirst=*/true));
      for (int64_t i = 0; i < warpRows; i += tileRows) {
        SmallVector<Value> rows = load(left, loops.add(row, i), depth, leftSlot,
                                       /*depthFirst=*/false);
        for (int64_t j = 0; j < warpColumns; j += tileColumns) {
          ArrayRef<Value> pair =
              columns[static_cast<size_t>(j / (2 * tileColumns))];
          ArrayRef<Value> factors =
              pair.slice(static_cast<size_t>(j / tileColumns % 2) * 2, 2);
          MutableArrayRef<Value> tile = getTile(results, i, j);
          addProduct(rows, factors, tile);
        }
      }
    }
    return results;
  }

  void forEachResult(ValueRange sums, ResultCode body) override {
    SmallVector<Value> values = llvm::to_vector(sums);
    for (int64_t i = 0; i < warpRows; i += tileRows)
      for (int64_t j = 0; j < warpColumns; j += tileColumns)
        forEachPair(loops, lane, loops.add(row, i), loops.add(column, j),
                    ArrayRef<Value>(getTile(values, i, j)), body);
  }

private:
  static constexpr int64_t warpColumns = 32;
  static constexpr int64_t tileRows = 16, tileColumns = 8, tileDepth = 16;
  static constexpr int64_t sumsPerLane = 4;

  MutableArrayRef<Value> getTile(MutableArrayRef<Value> sums, int64_t i,
                                 int64_t j) const {
    int64_t tile = i / tileRows * (warpColumns / tileColumns) + j / tileColumns;
    return sums.slice(static_cast<size_t>(tile * sumsPerLane), sumsPerLane);
  }

  /// Loads 16 positions x 16 of the depth: four 8 x 8 matrices, whose rows the
  /// lanes name in groups of eight. A's order is down the positions first, B's
  /// down the depth. Where slices lie along positions, matrices are transposed
  /// on the way.
  SmallVector<Value> load(const SharedSlices &slices, Value position,
                          int64_t depth, Value slot, bool depthFirst) {
    Value matrix = loops.div(lane, 8), line = loops.rem(lane, 8);
    Value low = loops.mul(loops.rem(matrix, 2), 8);
    Value high = loops.mul(loops.div(matrix, 2), 8);
    Value toPosition = depthFirst ? high : low;
    Value toDepth = loops.add(depthFirst ? low : high, depth);
    // A lane names a line of the slices, by its begin.
    Value linePosition = loops.add(position, toPosition), lineDepth = toDepth;
    Value &named = slices.isAlongDepth() ? linePosition : lineDepth;
    named = loops.add(named, line);
    Value loaded = nvgpu::LdMatrixOp::create(
        builder, location,
        VectorType::get({4, 2}, BFloat16Type::get(builder.getContext())),
        slices.getMemory(), slices.getIndices(slot, linePosition, lineDepth),
        builder.getBoolAttr(!slices.isAlongDepth()),
        builder.getI32IntegerAttr(4));
    SmallVector<Value> registers;
    for (int64_t i = 0; i < 4; ++i) {
      Value pair = vector::ExtractOp::create(builder, location, loaded, i);
      auto word = VectorType::get({1}, builder.getI32Type());
      registers.push_back(vector::ExtractOp::create(
          builder, location,
          vector::BitCastOp::create(builder, location, word, pair),
          int64_t(0)));
    }
    return registers;
  }

  void addProduct(ValueRange left, ValueRange right,
                  MutableArrayRef<Value> sums) {
    Type f32 = builder.getF32Type();
    auto result = LLVM::LLVMStructType::getLiteral(
        builder.getContext(), SmallVector<Type>(sumsPerLane, f32));
    Value product =
        NVVM::MmaOp::create(builder, location, result, left, right,
                            ValueRange(ArrayRef<Value>(sums)),
                            ArrayRef<int64_t>{tileRows, tileColumns, tileDepth},
                            std::nullopt, std::nullopt,
                            std::array<NVVM::MMATypes, 2>{NVVM::MMATypes::bf16,
                                                          NVVM::MMATypes::bf16},
                            std::array<NVVM::MMALayout, 2>{
                                NVVM::MMALayout::row, NVVM::MMALayout::col});
    for (auto [i, sum] : llvm::enumerate(sums))
      sum = LLVM::ExtractValueOp::create(builder, location, product,
                                         static_cast<int64_t>(i));
  }

  LoopBuilder &loops;
  OpBuilder &builder;
  Location location;
  const ProductTiling &tiling;
  int64_t warpRows;
  Value lane, row, column; ///< the warp's first row and column
};
} // namespace

std::unique_ptr<ProductCode>
cuda::makeWarpProduct(LoopBuilder &loops, const Thread &thread,
                      const ProductTiling &tiling) {
  return std::make_unique<WarpProduct>(loops, thread, tiling);
}
