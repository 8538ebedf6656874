//===- ElementLaunch.cpp - Results computed one by one --------------------===//

#include "compiler/CodeGen/CUDA/ElementLaunch.h"

#include "compiler/CodeGen/CUDA/ChannelSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

SmallVector<Value> cuda::getRowIndices(LoopBuilder &loops, ShapedType domain,
                                       Value row) {
  SmallVector<Value> indices;
  for (int64_t size :
       llvm::reverse(domain.getShape().drop_front().drop_back())) {
    indices.push_back(loops.rem(row, size));
    row = loops.div(row, size);
  }
  indices.push_back(row);
  std::reverse(indices.begin(), indices.end());
  return indices;
}

ChannelRange cuda::getChannels(LoopBuilder &loops, const Thread &thread,
                               const schedule::ElementTiling &tiling) {
  return {loops.mul(thread.blockY, tiling.columns * tiling.lanes),
          loops.index(tiling.channels)};
}

SmallVector<Value> cuda::forEachRow(
    LoopBuilder &loops, const Thread &thread,
    const schedule::ElementTiling &tiling, const ChannelRange &channels,
    Value rows, ValueRange carried,
    function_ref<SmallVector<Value>(Value, Value, ValueRange)> body) {
  Value lane = loops.div(thread.number, tiling.columns);
  Value column = loops.rem(thread.number, tiling.columns);
  Value channel = loops.add(channels.begin, loops.mul(column, tiling.lanes));
  Value begin = loops.mul(thread.block, tiling.getRowsPerBlock());
  Value end = loops.min(loops.add(begin, tiling.getRowsPerBlock()), rows);
  // Threads behind the last lane or the last channel have no rows.
  Value works =
      arith::AndIOp::create(loops.builder, loops.location,
                            loops.less(lane, loops.index(tiling.rowLanes)),
                            loops.less(channel, channels.end));
  end =
      arith::SelectOp::create(loops.builder, loops.location, works, end, begin);
  return llvm::to_vector(loops.loop(loops.add(begin, lane), end,
                                    tiling.rowLanes, carried,
                                    [&](Value row, ValueRange values) {
                                      return body(row, channel, values);
                                    }));
}

/// A long vector: each thread has some neighbouring elements.
static void launchFlat(LoopBuilder &loops, const KernelArguments &arguments,
                       Value extent, int64_t lanes) {
  constexpr int64_t threads = 256;
  LaunchShape shape{loops.ceilDiv(extent, threads * lanes), 1, threads, 0};
  launch(loops, shape, [&](const Thread &thread) {
    Value begin = loops.mul(
        loops.add(loops.mul(thread.block, threads), thread.number), lanes);
    Value end = loops.add(begin, lanes);
    Value isWhole = arith::CmpIOp::create(
        loops.builder, loops.location, arith::CmpIPredicate::sle, end, extent);
    branch(
        loops, isWhole,
        [&] {
          arguments.storeEpilogue(loops, nullptr, begin, getLanes(lanes));
        },
        [&] {
          loops.loop(begin, extent, 1, {},
                     [&](Value i, ValueRange) -> SmallVector<Value> {
                       arguments.storeEpilogue(loops, nullptr, i, {0, 0});
                       return {};
                     });
        });
  });
}

void cuda::launchElements(LoopBuilder &loops, const KernelArguments &arguments,
                          Value extent, ElementCode compute) {
  if (arguments.domain.getRank() == 1)
    return launchFlat(loops, arguments, extent,
                      schedule::getDeviceLanes(arguments.op));
  schedule::ElementTiling tiling = schedule::tileElements(arguments.op);
  Lanes lanes = getLanes(tiling.lanes);
  Value rows = loops.mul(extent, schedule::getRowsPerExtent(arguments.domain));
  Value blocks = loops.ceilDiv(rows, tiling.getRowsPerBlock());
  size_t sums = arguments.sums.size();
  int64_t width = static_cast<int64_t>(sums) * tiling.channels;
  Value blockRows;
  if (sums != 0)
    blockRows =
        viewRows(loops, arguments.blockSums, blocks, width, arguments.element);
  LaunchShape shape{blocks, tiling.columnBlocks, tiling.getThreads(),
                    getRowLaneBytes(tiling, sums, arguments.element)};
  launch(loops, shape, [&](const Thread &thread) {
    ChannelRange channels = getChannels(loops, thread, tiling);
    SmallVector<Value> zeros(
        sums, sums == 0 ? Value() : splat(loops, arguments.element, 0, lanes));
    SmallVector<Value> totals =
        forEachRow(loops, thread, tiling, channels, rows, zeros,
                   [&](Value row, Value channel, ValueRange carried) {
                     SmallVector<Value> indices =
                         getRowIndices(loops, arguments.domain, row);
                     indices.push_back(channel);
                     SmallVector<Value> values = arguments.storeEpilogue(
                         loops, compute(indices, lanes), indices, lanes);
                     for (auto [value, sum] : llvm::zip_equal(values, carried))
                       value = arith::AddFOp::create(
                           loops.builder, loops.location, sum, value);
                     return values;
                   });
    if (sums != 0)
      addRowLanes(loops, thread, tiling, channels, totals, blockRows,
                  thread.block);
  });
  addUpChannelSums(loops, arguments, blockRows, blocks);
}
