//===- PackedFilter.cpp - Filters as the inner loop reads them ------------===//

#include "compiler/CodeGen/CPU/PackedFilter.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::Phase;
using schedule::TapRange;

Value PackedFilter::getPanelStart(LoopBuilder &loops, Value group, Value block,
                                  Value chunk) {
  Value number = loops.add(loops.mul(group, tiling.getChannelBlocks()), block);
  return loops.mul(loops.add(loops.mul(number, tiling.getChunks()), chunk),
                   taps * getTapSize());
}

void PackedFilter::pack(LoopBuilder &loops, kernel::PackFilterOp op) {
  int64_t units =
      tiling.groups * tiling.getChannelBlocks() * tiling.getChunks();
  loops.parallel(loops.index(units), 0, [&](Value unit, Value) {
    Value chunk = loops.rem(unit, tiling.getChunks());
    Value blockNumber = loops.div(unit, tiling.getChunks());
    Value group = loops.div(blockNumber, tiling.getChannelBlocks());
    Value block = loops.rem(blockNumber, tiling.getChannelBlocks());
    Value panel = loops.mul(unit, taps * getTapSize());
    for (const Phase &phase : tiling.getPhases())
      loops.loop(phase.rowTaps.count, [&](Value i) {
        loops.loop(phase.columnTaps.count, [&](Value j) {
          auto getTap = [&](Value k, const TapRange &range) {
            return loops.add(loops.mul(k, range.tapStep), range.firstTap);
          };
          Value tap =
              loops.add(loops.add(loops.mul(i, phase.columnTaps.count), j),
                        phase.firstTap);
          packTap(loops, op, loops.add(panel, loops.mul(tap, getTapSize())),
                  getTap(i, phase.rowTaps), getTap(j, phase.columnTaps), chunk,
                  group, block);
        });
      });
  });
}

/// Indices of an element of the filter; `source` and `result` are channels
/// within the group.
SmallVector<Value> PackedFilter::getFilterIndices(LoopBuilder &loops,
                                                  kernel::PackFilterOp op,
                                                  Value tapRow, Value tapColumn,
                                                  Value group, Value source,
                                                  Value result) {
  Value input = source, output = result;
  if (op.getInputGrad())
    std::swap(input, output);
  output = loops.add(loops.mul(group, outputChannels), output);
  // A dense layer's matrix is a filter of one tap.
  if (cast<ShapedType>(op.getRhs().front().getType()).getRank() == 2)
    return {input, output};
  return {tapRow, tapColumn, input, output};
}

void PackedFilter::packTap(LoopBuilder &loops, kernel::PackFilterOp op,
                           Value start, Value tapRow, Value tapColumn,
                           Value chunk, Value group, Value block) {
  int64_t lanes = tiling.lanes, blockChannels = tiling.getBlockChannels();
  Value firstResult = loops.mul(block, blockChannels);
  Value firstSource = loops.mul(chunk, tiling.channelChunk);
  constexpr Lanes scalar{0, 0};
  Value valid =
      loops.min(loops.sub(loops.index(tiling.resultChannels), firstResult),
                loops.index(blockChannels));
  loops.loop(tiling.channelChunk, [&](Value c) {
    Value row = loops.add(start, loops.mul(c, blockChannels));
    auto copy = [&](Value lower, Value upper, Lanes width) {
      loops.loop(
          lower, upper,
          [&](Value lane) {
            SmallVector<Value> indices = getFilterIndices(
                loops, op, tapRow, tapColumn, group, loops.add(firstSource, c),
                loops.add(firstResult, lane));
            storeLanes(loops,
                       loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(),
                                        indices, width),
                       memory, loops.add(row, lane), width);
          },
          width.isScalar() ? 1 : lanes);
    };
    // Whole vectors where result channels are neighbours in the filter.
    Value vectorEnd = loops.index(0);
    if (!op.getInputGrad()) {
      vectorEnd = loops.mul(loops.div(valid, lanes), lanes);
      copy(loops.index(0), vectorEnd, {lanes, lanes});
    }
    copy(vectorEnd, valid, scalar);
    Type element = cast<MemRefType>(memory.getType()).getElementType();
    loops.loop(valid, loops.index(blockChannels), [&](Value lane) {
      storeLanes(loops, splat(loops, element, 0, scalar), memory,
                 loops.add(row, lane), scalar);
    });
  });
}
