//===- RowSums.cpp - Rows that a launch adds up ---------------------------===//

#include "compiler/CodeGen/CUDA/Results/RowSums.h"

#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/Schedule/CUDA/ProductTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

Value cuda::viewRows(LoopBuilder &loops, Value bytes, Value rows,
                     int64_t columns, Type element) {
  return memref::ViewOp::create(
      loops.builder, loops.location,
      MemRefType::get({ShapedType::kDynamic, columns}, element), bytes,
      loops.index(0), rows);
}

void cuda::addUpLanes(LoopBuilder &loops, Value parts, Value lane, Value place,
                      Lanes lanes) {
  int64_t count = cast<MemRefType>(parts.getType()).getDimSize(0);
  for (int64_t half = count / 2; half > 0; half /= 2) {
    barrier(loops);
    loops.when(loops.less(lane, loops.index(half)), [&] {
      Value other =
          loadLanes(loops, parts, {loops.add(lane, half), place}, lanes);
      Value own = loadLanes(loops, parts, {lane, place}, lanes);
      Value sum =
          arith::AddFOp::create(loops.builder, loops.location, own, other);
      storeLanes(loops, sum, parts, {lane, place}, lanes);
    });
  }
}

/// How many neighbouring columns a thread of such blocks adds up: as many as it
/// can load together, if that leaves two blocks for each multiprocessor.
static int64_t chooseColumnLanes(int64_t columns, int64_t blockColumns,
                                 int64_t mostLanes) {
  int64_t lanes = mostLanes;
  while (lanes > 1 && columns / (blockColumns * lanes) <
                          2 * schedule::expectedMultiprocessors)
    lanes /= 2;
  return lanes;
}

namespace {
/// How a block's threads share rows and columns: a warp reads neighbouring
/// columns, and the block's warps share the rows, if there are many.
struct RowSharing {
  RowSharing(const SumRows &rows, int64_t mostLanes) {
    int64_t known =
        getConstantIntValue(rows.count).value_or(mostRowLanes * together);
    auto shares = llvm::PowerOf2Ceil(llvm::divideCeil(known, together));
    rowLanes = std::min(mostRowLanes, static_cast<int64_t>(shares));
    // Of few columns many small blocks have less to wait for.
    while (threads > fewestThreads &&
           rows.columns * rowLanes <
               threads * schedule::expectedMultiprocessors)
      threads /= 2;
    perBlock = threads / rowLanes;
    perThread = chooseColumnLanes(rows.columns, perBlock, mostLanes);
  }

  int64_t getWidth() const { return perBlock * perThread; }

  /// A thread has several of its rows on their way at a time: there is little
  /// else to do while one waits for memory.
  static constexpr int64_t fewestThreads = 256, mostRowLanes = 32, together = 8;

  int64_t threads = 1024, rowLanes, perBlock, perThread;
};
} // namespace

/// What a thread has of each sum: that of every so many rows from `lane` on.
static SmallVector<Value> addUpLane(LoopBuilder &loops, const SumRows &rows,
                                    const RowSharing &sharing, Value lane,
                                    Value column, ValueRange zeros,
                                    Lanes lanes) {
  OpBuilder &builder = loops.builder;
  constexpr int64_t together = RowSharing::together;
  auto add = [&](Value sum, Value part) -> Value {
    if (part.getType() != sum.getType())
      part =
          arith::ExtFOp::create(builder, loops.location, sum.getType(), part);
    return arith::AddFOp::create(builder, loops.location, sum, part);
  };
  auto addGroup = [&](Value first, ValueRange carried) {
    SmallVector<Value> group, loaded;
    Value last = loops.sub(rows.count, loops.index(1));
    for (int64_t i = 0; i < together; ++i) {
      group.push_back(loops.add(first, i * sharing.rowLanes));
      for (int64_t sum = 0; sum < rows.sums; ++sum)
        loaded.push_back(loadLanes(loops, rows.memory,
                                   {loops.min(group.back(), last),
                                    loops.add(column, sum * rows.columns)},
                                   lanes));
    }
    SmallVector<Value> sums(carried);
    ArrayRef<Value> parts = loaded;
    for (Value row : group) {
      Value exists = loops.less(row, rows.count);
      for (auto [sum, part] : llvm::zip(sums, parts))
        sum = arith::SelectOp::create(builder, loops.location, exists,
                                      add(sum, part), sum);
      parts = parts.drop_front(sums.size());
    }
    return sums;
  };
  return llvm::to_vector(loops.loop(
      lane, rows.count, sharing.rowLanes * together, zeros, addGroup));
}

void cuda::addUpRows(LoopBuilder &loops, const SumRows &rows, int64_t mostLanes,
                     const RowSumCode &code) {
  RowSharing sharing(rows, mostLanes);
  Lanes lanes = getLanes(sharing.perThread);
  OpBuilder &builder = loops.builder;
  Type element = cast<MemRefType>(rows.memory.getType()).getElementType();
  SmallVector<Value> zeros(static_cast<size_t>(rows.sums),
                           splat(loops, builder.getF64Type(), 0, lanes));
  int64_t width = sharing.getWidth();
  LaunchShape shape{loops.index((rows.columns + width - 1) / width), 1,
                    sharing.threads, sharing.threads * sharing.perThread * 8};
  // Everything waits for such a launch. Left alone, the assembler keeps
  // registers for more blocks, and has a thread's loads wait for each other.
  if (code.load)
    shape.leastBlocks = 1;
  launch(loops, shape, [&](const Thread &thread) {
    Value lane = loops.div(thread.number, sharing.perBlock);
    Value place = loops.mul(loops.rem(thread.number, sharing.perBlock),
                            sharing.perThread);
    Value column = loops.add(loops.mul(thread.block, width), place);
    Value inside = loops.less(column, loops.index(rows.columns));
    Value stores = all(loops, {loops.less(lane, loops.index(1)), inside});
    SmallVector<Value> loaded;
    if (code.load)
      loaded = code.load(column, stores);
    SmallVector<Value> sums = select(loops, inside, zeros, [&] {
      return addUpLane(loops, rows, sharing, lane, column, zeros, lanes);
    });
    Value parts = viewShared(loops, thread, 0, {sharing.rowLanes, width},
                             builder.getF64Type());
    for (auto [number, sum] : llvm::enumerate(sums)) {
      if (number > 0)
        barrier(loops);
      storeLanes(loops, sum, parts, {lane, place}, lanes);
      addUpLanes(loops, parts, lane, place, lanes);
      sum = loadLanes(loops, parts, {lane, place}, lanes);
      Type type = getLanesType(element, lanes);
      if (sum.getType() != type)
        sum = arith::TruncFOp::create(builder, loops.location, type, sum);
    }
    loops.when(stores, [&] { code.store(sums, loaded, column, lanes); });
  });
}
