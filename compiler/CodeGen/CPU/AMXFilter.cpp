//===- AMXFilter.cpp - A convolution's filter as tiles --------------------===//

#include "compiler/CodeGen/CPU/AMXFilter.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::amxDepth;
using schedule::amxTile;
using schedule::amxTiles;
using schedule::amxTileSize;
using schedule::Phase;
using schedule::TapRange;

AMXOperand AMXFilter::getTiles(LoopBuilder &loops, Value block) const {
  AMXOperand tiles{memory,
                   {},
                   /*rowSize=*/amxDepth,
                   parts,
                   /*partStep=*/getPartSize()};
  for (int64_t tile = 0; tile < amxTiles; ++tile)
    tiles.starts.push_back(
        loops.add(loops.mul(block, getBlockSize()), tile * amxTileSize));
  return tiles;
}

Value AMXFilter::getStep(LoopBuilder &loops, const Phase &phase, Value chunk,
                         Value tap) const {
  int64_t phaseTaps = phase.rowTaps.count * phase.columnTaps.count;
  Value number = loops.add(loops.mul(chunk, phaseTaps), tap);
  return loops.mul(loops.add(number, phase.firstTap * tiling.getChunks()),
                   getStepSize());
}

void AMXFilter::pack(LoopBuilder &loops, kernel::PackFilterOp op) {
  int64_t whole = tiling.resultChannels / amxTile;
  int64_t rest = tiling.resultChannels % amxTile;
  loops.parallel(
      loops.index(whole + (rest == 0 ? 0 : 1)), 0, [&](Value tile, Value) {
        auto packWhole = [&] { packTiles(loops, op, tile, amxTile); };
        if (rest == 0)
          packWhole();
        else
          loops.when(loops.less(tile, loops.index(whole)), packWhole,
                     [&] { packTiles(loops, op, tile, rest); });
      });
}

void AMXFilter::packTiles(LoopBuilder &loops, kernel::PackFilterOp op,
                          Value tile, int64_t results) {
  Value start = loops.add(loops.mul(loops.div(tile, amxTiles), getBlockSize()),
                          loops.mul(loops.rem(tile, amxTiles), amxTileSize));
  int64_t whole = tiling.sourceChannels / amxDepth;
  int64_t rest = tiling.sourceChannels % amxDepth;
  for (const Phase &phase : tiling.getPhases())
    loops.loop(phase.rowTaps.count, [&](Value i) {
      loops.loop(phase.columnTaps.count, [&](Value j) {
        auto getTap = [&](Value k, const TapRange &range) {
          return loops.add(loops.mul(k, range.tapStep), range.firstTap);
        };
        Value tap = loops.add(loops.mul(i, phase.columnTaps.count), j);
        auto packChunk = [&](Value chunk, int64_t sources) {
          Tile part{getTap(i, phase.rowTaps),
                    getTap(j, phase.columnTaps),
                    loops.mul(chunk, amxDepth),
                    loops.mul(tile, amxTile),
                    sources,
                    results};
          Value place = loops.add(start, getStep(loops, phase, chunk, tap));
          if (op.getInputGrad())
            packColumns(loops, op, part, place);
          else
            packRows(loops, op, part, place);
        };
        loops.loop(whole, [&](Value chunk) { packChunk(chunk, amxDepth); });
        if (rest != 0)
          packChunk(loops.index(whole), rest);
      });
    });
}

SmallVector<Value> AMXFilter::load(LoopBuilder &loops, kernel::PackFilterOp op,
                                   const Tile &tile, Value input, Value output,
                                   int64_t valid) {
  Lanes lanes{amxTile, std::clamp<int64_t>(valid, 0, amxTile)};
  if (lanes.valid == 0)
    return SmallVector<Value>(
        static_cast<size_t>(parts),
        splat(loops, loops.builder.getBF16Type(), 0, lanes));
  SmallVector<Value> indices{tile.row, tile.column, input, output};
  // A dense layer's matrix is a filter of one tap.
  if (cast<ShapedType>(op.getRhs().front().getType()).getRank() == 2)
    indices = {input, output};
  return splitParts(
      loops,
      zeroInvalid(loops,
                  loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(),
                                   indices, lanes),
                  lanes),
      parts);
}

void AMXFilter::storeRow(LoopBuilder &loops, Value value, Value place,
                         size_t part, size_t row) {
  int64_t start = static_cast<int64_t>(part) * getPartSize() +
                  static_cast<int64_t>(row) * amxDepth;
  streamLanes(loops, value, memory, loops.add(place, start));
}

void AMXFilter::packRows(LoopBuilder &loops, kernel::PackFilterOp op,
                         const Tile &tile, Value place) {
  for (int64_t row = 0; row < amxTile; ++row) {
    auto loadSource = [&](int64_t channel) {
      return load(loops, op, tile, loops.add(tile.firstSource, channel),
                  tile.firstResult, channel < tile.sources ? tile.results : 0);
    };
    SmallVector<Value> evens = loadSource(2 * row),
                       odds = loadSource(2 * row + 1);
    for (auto [part, even, odd] : llvm::enumerate(evens, odds))
      storeRow(loops, interleave(loops, even, odd), place, part,
               static_cast<size_t>(row));
  }
}

void AMXFilter::packColumns(LoopBuilder &loops, kernel::PackFilterOp op,
                            const Tile &tile, Value place) {
  auto whole = llvm::to_vector(llvm::seq<int64_t>(0, amxDepth));
  SmallVector<SmallVector<Value>> columns(static_cast<size_t>(parts));
  for (int64_t result = 0; result < amxTile; ++result) {
    auto loadSources = [&](int64_t first) {
      return load(loops, op, tile, loops.add(tile.firstResult, result),
                  loops.add(tile.firstSource, first),
                  result < tile.results ? tile.sources - first : 0);
    };
    SmallVector<Value> lows = loadSources(0), highs = loadSources(amxTile);
    for (auto [part, low, high] : llvm::zip_equal(columns, lows, highs))
      part.push_back(vector::ShuffleOp::create(loops.builder, loops.location,
                                               low, high, whole));
  }
  for (auto [part, values] : llvm::enumerate(columns))
    for (auto [row, value] : llvm::enumerate(transposePairs(loops, values)))
      storeRow(loops, value, place, part, row);
}
