//===- ChannelSums.cpp - Sums over a whole launch -------------------------===//

#include "compiler/CodeGen/CUDA/Results/ChannelSums.h"

#include "compiler/CodeGen/CUDA/Results/RowSums.h"
#include "compiler/CodeGen/CUDA/Results/TapSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

static constexpr Lanes scalar{0, 0};

int64_t cuda::getRowLaneBytes(const schedule::ElementTiling &tiling,
                              int64_t sums, Type element) {
  return sums * tiling.rowLanes * tiling.columns * tiling.lanes *
         element.getIntOrFloatBitWidth() / 8;
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
    Value inside = loops.both(loops.less(place, loops.index(sums * width)),
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

/// A sum by tap has as many columns as there are taps and channels.
static void addUpTapSums(LoopBuilder &loops, const KernelArguments &arguments,
                         Value rows, Value count) {
  int64_t channels = arguments.domain.getShape().back();
  RowSumCode code;
  code.store = [&](ValueRange total, ValueRange, Value column, Lanes) {
    Value channel = loops.rem(column, channels);
    Value sum = loops.div(column, channels);
    ValueRange results = arguments.channelResults;
    for (auto [number, result] : llvm::enumerate(results.drop_back())) {
      loops.when(loops.equal(sum, static_cast<int64_t>(number)), [&] {
        storeLanes(loops, total.front(), result, channel, scalar);
      });
    }
    int64_t firstTap = arguments.sums - 1;
    loops.when(loops.less(loops.index(firstTap - 1), sum), [&] {
      storeTapSum(loops, total.front(), results.back(),
                  loops.sub(sum, loops.index(firstTap)), channel);
    });
  };
  addUpRows(loops, {rows, count, schedule::countSumColumns(arguments.op)},
            /*mostLanes=*/1, code);
}

void cuda::addUpChannelSums(LoopBuilder &loops,
                            const KernelArguments &arguments, Value rows,
                            Value count) {
  if (arguments.sums == 0)
    return;
  if (schedule::getTaps(arguments.op))
    return addUpTapSums(loops, arguments, rows, count);
  kernel::KernelOpInterface op = arguments.op;
  RowSumCode code;
  code.load = [&](Value channel, Value isNeeded) {
    SmallVector<Value> none;
    for (Value input : op.getFinalizerInputs())
      none.push_back(arith::ConstantOp::create(
          loops.builder, loops.location,
          loops.builder.getZeroAttr(getElementTypeOrSelf(input))));
    return select(loops, isNeeded, none, [&] {
      return arguments.loadFinalizerInputs(loops, channel, scalar);
    });
  };
  code.store = [&](ValueRange totals, ValueRange loaded, Value channel, Lanes) {
    arguments.storeChannels(loops, totals, loaded, channel, scalar);
  };
  int64_t channels = arguments.domain.getShape().back();
  addUpRows(loops, {rows, count, channels, arguments.sums}, /*mostLanes=*/1,
            code);
}
