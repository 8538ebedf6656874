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
          Value number =
              loops.add(loops.add(loops.mul(i, phase.columnTaps.count), j),
                        phase.firstTap);
          packTap(loops, op,
                  {loops.add(panel, loops.mul(number, getTapSize())),
                   getTap(i, phase.rowTaps), getTap(j, phase.columnTaps), group,
                   loops.mul(chunk, tiling.channelChunk),
                   loops.mul(block, tiling.getBlockChannels())});
        });
      });
  });
}

Value PackedFilter::load(LoopBuilder &loops, kernel::PackFilterOp op,
                         const Tap &tap, Value source, Value lane,
                         Lanes lanes) {
  Value input = loops.add(tap.firstSource, source);
  Value output = loops.add(tap.firstResult, lane);
  if (op.getInputGrad())
    std::swap(input, output);
  output = loops.add(loops.mul(tap.group, outputChannels), output);
  SmallVector<Value> indices{tap.row, tap.column, input, output};
  // A dense layer's matrix is a filter of one tap.
  if (cast<ShapedType>(op.getRhs().front().getType()).getRank() == 2)
    indices = {input, output};
  return loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(), indices,
                          lanes);
}

void PackedFilter::store(LoopBuilder &loops, Value value, const Tap &tap,
                         Value source, Value lane, Lanes lanes) {
  Value row = loops.mul(source, tiling.getBlockChannels());
  Value place = loops.add(loops.add(tap.start, row), lane);
  if (lanes.isScalar())
    return storeLanes(loops, value, memory, place, lanes);
  // Packed long before they are read, as transformed filters are.
  streamLanes(loops, value, memory, place);
}

void PackedFilter::packTap(LoopBuilder &loops, kernel::PackFilterOp op,
                           const Tap &tap) {
  int64_t lanes = tiling.lanes;
  Value valid =
      loops.min(loops.sub(loops.index(tiling.resultChannels), tap.firstResult),
                loops.index(tiling.getBlockChannels()));
  Value wholeVectors = loops.mul(loops.div(valid, lanes), lanes);
  Value sources = loops.blockSize(tap.firstSource, tiling.channelChunk,
                                  tiling.sourceChannels);
  Value wholeSources = op.getInputGrad()
                           ? loops.sub(sources, loops.rem(sources, lanes))
                           : sources;
  if (op.getInputGrad())
    loops.loop(
        loops.index(0), wholeVectors,
        [&](Value lane) {
          loops.loop(
              wholeSources,
              [&](Value source) { packSquare(loops, op, tap, source, lane); },
              lanes);
        },
        lanes);
  else
    copy(loops, op, tap, {loops.index(0), sources},
         {loops.index(0), wholeVectors}, {lanes, lanes});

  // What no vectors cover, and zeros for channels that there are not.
  constexpr Lanes scalar{0, 0};
  copy(loops, op, tap, {wholeSources, sources}, {loops.index(0), wholeVectors},
       scalar);
  copy(loops, op, tap, {loops.index(0), sources}, {wholeVectors, valid},
       scalar);
  Value zero = splat(loops, cast<MemRefType>(memory.getType()).getElementType(),
                     0, scalar);
  loops.loop(sources, [&](Value source) {
    loops.loop(valid, loops.index(tiling.getBlockChannels()), [&](Value lane) {
      store(loops, zero, tap, source, lane, scalar);
    });
  });
}

void PackedFilter::copy(LoopBuilder &loops, kernel::PackFilterOp op,
                        const Tap &tap, Range sources, Range lanes,
                        Lanes width) {
  loops.loop(sources.lower, sources.upper, [&](Value source) {
    loops.loop(
        lanes.lower, lanes.upper,
        [&](Value lane) {
          store(loops, load(loops, op, tap, source, lane, width), tap, source,
                lane, width);
        },
        width.isScalar() ? 1 : width.lanes);
  });
}

void PackedFilter::packSquare(LoopBuilder &loops, kernel::PackFilterOp op,
                              const Tap &tap, Value source, Value lane) {
  Lanes whole{tiling.lanes, tiling.lanes};
  SmallVector<Value> rows;
  for (int64_t row = 0; row < tiling.lanes; ++row)
    rows.push_back(load(loops, op, tap, source, loops.add(lane, row), whole));
  for (auto [column, value] : llvm::enumerate(transpose(loops, rows)))
    store(loops, value, tap, loops.add(source, static_cast<int64_t>(column)),
          lane, whole);
}
