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
        Value number = loops.add(
            loops.add(loops.mul(i, phase.columnTaps.count), j), phase.firstTap);
        Value tap = loops.add(start, loops.mul(number, getTapSize()));
        auto packChunk = [&](Value chunk, int64_t sources) {
          Tile part{getTap(i, phase.rowTaps),
                    getTap(j, phase.columnTaps),
                    loops.mul(chunk, amxDepth),
                    loops.mul(tile, amxTile),
                    sources,
                    results};
          Value place = loops.add(tap, loops.mul(chunk, getChunkSize()));
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

Value AMXFilter::load(LoopBuilder &loops, kernel::PackFilterOp op,
                      const Tile &tile, Value input, Value output,
                      int64_t valid) {
  Lanes lanes{amxTile, std::clamp<int64_t>(valid, 0, amxTile)};
  if (lanes.valid == 0)
    return splat(loops, loops.builder.getBF16Type(), 0, lanes);
  SmallVector<Value> indices{tile.row, tile.column, input, output};
  // A dense layer's matrix is a filter of one tap.
  if (cast<ShapedType>(op.getRhs().front().getType()).getRank() == 2)
    indices = {input, output};
  return zeroInvalid(
      loops,
      loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(), indices, lanes),
      lanes);
}

void AMXFilter::packRows(LoopBuilder &loops, kernel::PackFilterOp op,
                         const Tile &tile, Value place) {
  for (int64_t source = 0; source < amxDepth; source += 2) {
    auto loadSource = [&](int64_t channel) {
      return load(loops, op, tile, loops.add(tile.firstSource, channel),
                  tile.firstResult, channel < tile.sources ? tile.results : 0);
    };
    Value even = loadSource(source), odd = loadSource(source + 1);
    streamLanes(loops, interleave(loops, even, odd), memory,
                loops.add(place, source / 2 * amxDepth));
  }
}

void AMXFilter::packColumns(LoopBuilder &loops, kernel::PackFilterOp op,
                            const Tile &tile, Value place) {
  auto whole = llvm::to_vector(llvm::seq<int64_t>(0, amxDepth));
  SmallVector<Value> columns;
  for (int64_t result = 0; result < amxTile; ++result) {
    auto loadSources = [&](int64_t first) {
      return load(loops, op, tile, loops.add(tile.firstResult, result),
                  loops.add(tile.firstSource, first),
                  result < tile.results ? tile.sources - first : 0);
    };
    Value low = loadSources(0), high = loadSources(amxTile);
    columns.push_back(vector::ShuffleOp::create(loops.builder, loops.location,
                                                low, high, whole));
  }
  for (auto [row, value] : llvm::enumerate(transposePairs(loops, columns)))
    streamLanes(loops, value, memory,
                loops.add(place, static_cast<int64_t>(row) * amxDepth));
}
