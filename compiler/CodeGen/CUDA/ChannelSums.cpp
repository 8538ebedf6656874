//===- ChannelSums.cpp - Sums over a whole launch -------------------------===//

#include "compiler/CodeGen/CUDA/ChannelSums.h"

#include "compiler/CodeGen/CUDA/SourcePixel.h"
#include "compiler/CodeGen/CUDA/TapSums.h"
#include "compiler/Schedule/ProductTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

static constexpr Lanes scalar{0, 0};

Value cuda::viewRows(LoopBuilder &loops, Value bytes, Value rows,
                     int64_t columns, Type element) {
  return memref::ViewOp::create(
      loops.builder, loops.location,
      MemRefType::get({ShapedType::kDynamic, columns}, element), bytes,
      loops.index(0), rows);
}

int64_t cuda::getRowLaneBytes(const schedule::ElementTiling &tiling,
                              size_t sums, Type element) {
  return static_cast<int64_t>(sums) * tiling.rowLanes * tiling.columns *
         tiling.lanes * element.getIntOrFloatBitWidth() / 8;
}

/// One thread for each sum, or for several of them.
void cuda::storePartSums(LoopBuilder &loops, const Thread &thread,
                         int64_t threads, Value parts, int64_t sums,
                         const ChannelRange &channels, int64_t sumChannels,
                         Value rows, Value row, int64_t firstColumn) {
  auto type = cast<MemRefType>(parts.getType());
  int64_t count = type.getDimSize(0), width = type.getDimSize(2);
  loops.loop((sums * width + threads - 1) / threads, [&](Value pass) {
    Value place = loops.add(loops.mul(pass, threads), thread.number);
    Value sum = loops.div(place, width), offset = loops.rem(place, width);
    Value channel = loops.add(channels.begin, offset);
    Value inside =
        arith::AndIOp::create(loops.builder, loops.location,
                              loops.less(place, loops.index(sums * width)),
                              loops.less(channel, channels.end));
    loops.when(inside, [&] {
      Value total = splat(loops, type.getElementType(), 0, scalar);
      total = loops.loop(
          loops.index(0), loops.index(count), 1, total,
          [&](Value lane, ValueRange carried) -> SmallVector<Value> {
            Value part = loadLanes(loops, parts, {lane, sum, offset}, scalar);
            return {arith::AddFOp::create(loops.builder, loops.location,
                                          carried[0], part)};
          })[0];
      Value column = loops.add(loops.mul(sum, sumChannels),
                               loops.add(channel, firstColumn));
      storeLanes(loops, total, rows, {row, column}, scalar);
    });
  });
}

void cuda::addRowLanes(LoopBuilder &loops, const Thread &thread,
                       const schedule::ElementTiling &tiling,
                       const ChannelRange &channels, ValueRange values,
                       Value rows, Value row, int64_t firstColumn,
                       std::optional<kernel::TapsAttr> taps) {
  Type element = cast<MemRefType>(rows.getType()).getElementType();
  auto sums = static_cast<int64_t>(values.size());
  int64_t width = tiling.columns * tiling.lanes;
  Value parts =
      viewShared(loops, thread, 0, {tiling.rowLanes, sums, width}, element);
  Value rowLane = loops.div(thread.number, tiling.columns);
  Value column = loops.rem(thread.number, tiling.columns);
  loops.when(loops.less(rowLane, loops.index(tiling.rowLanes)), [&] {
    for (auto [sum, value] : llvm::enumerate(values))
      storeLanes(loops, value, parts,
                 {rowLane, loops.index(static_cast<int64_t>(sum)),
                  loops.mul(column, tiling.lanes)},
                 getLanes(tiling.lanes));
  });
  barrier(loops);
  if (taps)
    --sums;
  if (sums != 0)
    storePartSums(loops, thread, tiling.getThreads(), parts, sums, channels,
                  tiling.channels, rows, row, firstColumn);
  if (taps)
    storeTapSums(loops, thread, tiling, parts, sums, channels, *taps, rows, row,
                 firstColumn + sums * tiling.channels);
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
  while (lanes > 1 &&
         columns / (blockColumns * lanes) < 2 * schedule::multiprocessors)
    lanes /= 2;
  return lanes;
}

void cuda::addUpRows(LoopBuilder &loops, Value rows, Value count,
                     int64_t columns, int64_t mostLanes, RowSumCode store) {
  // A warp reads neighbouring columns; the warps of a block share the rows, if
  // there are many. A thread has several of its rows on their way at a time:
  // there is little else to do while one waits for memory.
  constexpr int64_t threads = 1024, mostRowLanes = 32, together = 8;
  int64_t known = getConstantIntValue(count).value_or(mostRowLanes * together);
  auto shares = llvm::PowerOf2Ceil(llvm::divideCeil(known, together));
  int64_t rowLanes = std::min(mostRowLanes, static_cast<int64_t>(shares));
  int64_t perBlock = threads / rowLanes;
  int64_t perThread = chooseColumnLanes(columns, perBlock, mostLanes);
  int64_t width = perBlock * perThread;
  Lanes lanes = getLanes(perThread);
  OpBuilder &builder = loops.builder;
  Type element = cast<MemRefType>(rows.getType()).getElementType();
  Value zero = splat(loops, builder.getF64Type(), 0, lanes);
  LaunchShape shape{loops.index((columns + width - 1) / width), 1, threads,
                    threads * perThread * 8};
  launch(loops, shape, [&](const Thread &thread) {
    Value lane = loops.div(thread.number, perBlock);
    Value place = loops.mul(loops.rem(thread.number, perBlock), perThread);
    Value column = loops.add(loops.mul(thread.block, width), place);
    Value inside = loops.less(column, loops.index(columns));
    auto add = [&](Value sum, Value part) -> Value {
      if (part.getType() != sum.getType())
        part =
            arith::ExtFOp::create(builder, loops.location, sum.getType(), part);
      return arith::AddFOp::create(builder, loops.location, sum, part);
    };
    Value sum = select(loops, inside, zero, [&] {
      return llvm::to_vector(loops.loop(
          lane, count, rowLanes * together, zero,
          [&](Value first, ValueRange carried) -> SmallVector<Value> {
            SmallVector<Value> group, loaded;
            for (int64_t i = 0; i < together; ++i) {
              Value row = loops.add(first, i * rowLanes);
              Value last = loops.sub(count, loops.index(1));
              group.push_back(row);
              loaded.push_back(loadLanes(
                  loops, rows, {loops.min(row, last), column}, lanes));
            }
            Value sum = carried[0];
            for (auto [row, part] : llvm::zip_equal(group, loaded))
              sum = arith::SelectOp::create(builder, loops.location,
                                            loops.less(row, count),
                                            add(sum, part), sum);
            return {sum};
          }));
    })[0];
    Value parts =
        viewShared(loops, thread, 0, {rowLanes, width}, builder.getF64Type());
    storeLanes(loops, sum, parts, {lane, place}, lanes);
    addUpLanes(loops, parts, lane, place, lanes);
    Value isFirst = loops.less(lane, loops.index(1));
    loops.when(all(loops, {isFirst, inside}), [&] {
      Value total = loadLanes(loops, parts, {lane, place}, lanes);
      Type type = getLanesType(element, lanes);
      if (total.getType() != type)
        total = arith::TruncFOp::create(builder, loops.location, type, total);
      store(total, column, lanes);
    });
  });
}

void cuda::addUpChannelSums(LoopBuilder &loops,
                            const KernelArguments &arguments, Value rows,
                            Value count) {
  if (arguments.sums.empty())
    return;
  int64_t channels = arguments.domain.getShape().back();
  std::optional<kernel::TapsAttr> taps = schedule::getTaps(arguments.op);
  ValueRange byChannel = arguments.sums;
  if (taps)
    byChannel = byChannel.drop_back();
  auto sums = static_cast<int64_t>(byChannel.size());
  addUpRows(loops, rows, count, schedule::countSumColumns(arguments.op),
            /*mostLanes=*/1, [&](Value total, Value column, Lanes) {
              Value channel = loops.rem(column, channels);
              Value sum = loops.div(column, channels);
              for (auto [number, result] : llvm::enumerate(byChannel)) {
                Value isThis = arith::CmpIOp::create(
                    loops.builder, loops.location, arith::CmpIPredicate::eq,
                    sum, loops.index(static_cast<int64_t>(number)));
                loops.when(isThis, [&] {
                  storeLanes(loops, total, result, channel, scalar);
                });
              }
              if (taps)
                loops.when(loops.less(loops.index(sums - 1), sum), [&] {
                  storeTapSum(loops, total, arguments.sums.back(),
                              loops.sub(sum, loops.index(sums)), channel);
                });
            });
}
