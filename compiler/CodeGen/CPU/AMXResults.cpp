//===- AMXResults.cpp - What becomes of a matrix unit's sums --------------===//

#include "compiler/CodeGen/CPU/AMXResults.h"

#include "compiler/CodeGen/ImageIndices.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::amxTile;
using schedule::Phase;

SmallVector<Value> AMXResults::getZeros(const AMXChannels &channels) {
  return SmallVector<Value>(
      static_cast<size_t>(arguments.sums),
      splat(loops, arguments.element, 0, channels.getLanes()));
}

AMXResults::TilePlace AMXResults::getTilePlace(const Phase &phase, Value tile) {
  int64_t lineTiles = tiling.getLineTiles(phase);
  Value column = loops.div(tile, lineTiles);
  return {loops.div(column, phase.columns), loops.rem(column, phase.columns),
          loops.mul(loops.rem(tile, lineTiles), amxTile)};
}

void AMXResults::zeroSums(const AMXBlock &block, Value begin, Value end) {
  int64_t lanes = blocks.lanes;
  auto zero = [&](Value channel) {
    getSums(block.blocks).zero(block.number, channel, lanes, lanes);
  };
  // A row has whole channel blocks.
  if (arguments.sums != 0)
    loops.loop(begin, end, zero, lanes);
}

void AMXResults::addSums(const AMXBlock &block, const AMXChannels &channels,
                         ValueRange sums) {
  getSums(block.blocks)
      .add(block.number, sums, getChannel(channels), channels.getLanes());
}

void AMXResults::finishAll(const AMXBlock &block, const AMXFinished &finished) {
  addSums(block, finished.channels,
          finish(block, finished, loops.index(0), loops.index(amxGroupSize),
                 getZeros(finished.channels)));
}

ValueRange AMXResults::finish(const AMXBlock &block,
                              const AMXFinished &finished, Value begin,
                              Value end, ValueRange sums) {
  Value last = loops.min(
      end,
      arith::SelectOp::create(loops.builder, loops.location, finished.exists,
                              loops.index(amxGroupSize), loops.index(0)));
  return loops.loop(begin, last, 1, sums, [&](Value q, ValueRange carried) {
    return finishResult(block, finished, q, carried);
  });
}

AMXResults::ResultPlace AMXResults::getResultPlace(const AMXBlock &block,
                                                   const AMXChannels &channels,
                                                   const AMXGroup &group,
                                                   Value q) {
  const Phase &phase = group.phase;
  Value tile = loops.add(group.tile, loops.div(q, amxTile));
  TilePlace place = getTilePlace(phase, tile);
  Value line = loops.add(place.line, loops.rem(q, amxTile));
  Value n = loops.add(loops.mul(place.copy, tiling.source.images),
                      loops.rem(line, tiling.source.images));
  Value i = loops.div(line, tiling.source.images);
  Value row = loops.add(loops.mul(i, blocks.height.phaseStep),
                        loops.add(block.row, phase.y));
  Value column =
      loops.add(loops.mul(place.column, blocks.width.phaseStep), phase.x);
  ResultPlace result;
  result.indices = getImageIndices(arguments.domain,
                                   {loops.add(block.image, n), row, column},
                                   getChannel(channels));
  auto require = [&](Value condition) {
    result.exists =
        result.exists ? loops.both(result.exists, condition) : condition;
  };
  int64_t tiles = tiling.getTiles(phase);
  if (tiles % amxGroupTiles != 0)
    require(loops.less(tile, loops.index(tiles)));
  if (tiling.getLines(phase) % amxTile != 0)
    require(loops.less(line, loops.index(tiling.getLines(phase))));
  if (blocks.images > 1)
    require(loops.less(n, block.imageCount));
  return result;
}

SmallVector<Value> AMXResults::finishResult(const AMXBlock &block,
                                            const AMXFinished &finished,
                                            Value q, ValueRange carried) {
  const AMXChannels &channels = finished.channels;
  Lanes lanes = channels.getLanes();
  ResultPlace place = getResultPlace(block, channels, finished.group, q);
  auto run = [&] {
    Value result =
        loadLanes(loops, block.sums,
                  loops.add(finished.group.place, loops.mul(q, amxSumRow)),
                  {lanes.lanes, lanes.lanes});
    SmallVector<Value> values =
        arguments.storeEpilogue(loops, result, place.indices, lanes);
    for (auto [value, sum] : llvm::zip_equal(values, carried))
      value = arith::AddFOp::create(loops.builder, loops.location, sum, value);
    return values;
  };
  if (!place.exists)
    return run();
  if (carried.empty()) {
    loops.when(place.exists, [&] { run(); });
    return {};
  }
  auto branch = scf::IfOp::create(
      loops.builder, loops.location, place.exists,
      [&](OpBuilder &, Location) {
        scf::YieldOp::create(loops.builder, loops.location, run());
      },
      [&](OpBuilder &, Location) {
        scf::YieldOp::create(loops.builder, loops.location, carried);
      });
  return llvm::to_vector(ValueRange(branch.getResults()));
}

void AMXResults::prefetch(const AMXBlock &block, const AMXChannels &channels,
                          const AMXGroup &group, Value first, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    arguments.prefetchEpilogue(
        loops,
        getResultPlace(block, channels, group, loops.add(first, i)).indices);
}
