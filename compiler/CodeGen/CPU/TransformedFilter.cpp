//===- TransformedFilter.cpp - A filter as Winograd's products read it ----===//

#include "compiler/CodeGen/CPU/TransformedFilter.h"

#include "compiler/CodeGen/CPU/LinearMap.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

Value TransformedFilter::getPanelStart(LoopBuilder &loops, Value block,
                                       Value point) {
  Value panel = loops.add(loops.mul(block, tiling.getPoints()), point);
  return loops.mul(panel, tiling.sourceChannels * tiling.getBlockChannels());
}

void TransformedFilter::transform(LoopBuilder &loops, kernel::PackFilterOp op) {
  // Parts with whole vectors and with what is left, so that masks are constant.
  int64_t lanes = tiling.lanes;
  auto forEachPart = [&](int64_t channels, auto body) {
    if (channels / lanes > 0)
      body(int64_t(0), channels / lanes, Lanes{lanes, lanes});
    if (channels % lanes != 0)
      body(channels / lanes, int64_t(1), Lanes{lanes, channels % lanes});
  };
  forEachPart(tiling.resultChannels, [&](int64_t firstResult, int64_t results,
                                         Lanes resultLanes) {
    forEachPart(tiling.sourceChannels,
                [&](int64_t firstSource, int64_t sources, Lanes sourceLanes) {
                  transformPart(loops, op, {firstResult, results, resultLanes},
                                {firstSource, sources, sourceLanes});
                });
  });
}

void TransformedFilter::transformPart(LoopBuilder &loops,
                                      kernel::PackFilterOp op,
                                      const Part &results,
                                      const Part &sources) {
  int64_t taps = tiling.tile.height.getTaps() * tiling.tile.width.getTaps();
  int64_t lanes = tiling.lanes;
  Type element = cast<MemRefType>(memory.getType()).getElementType();
  int64_t size = taps * lanes * lanes;
  int64_t bytes =
      op.getInputGrad() ? size * element.getIntOrFloatBitWidth() / 8 : 0;
  loops.parallel(
      loops.index(results.vectors * sources.vectors), bytes,
      [&](Value unit, Value scratch) {
        SquarePlace place;
        place.results = results.lanes;
        place.sources = sources.lanes;
        place.firstResult = loops.mul(
            loops.add(loops.div(unit, sources.vectors), results.first), lanes);
        place.firstSource = loops.mul(
            loops.add(loops.rem(unit, sources.vectors), sources.first), lanes);
        if (op.getInputGrad()) {
          place.turned = loops.view(scratch, 0, element, size);
          turn(loops, op, place);
        }
        loops.loop(sources.lanes.valid, [&](Value number) {
          transformVector(loops, op, place, number);
        });
      });
}

/// Result channels are rows of the filter here: copies it with lanes along
/// them, as [tap][source channel][lane], and the taps turned round.
void TransformedFilter::turn(LoopBuilder &loops, kernel::PackFilterOp op,
                             const SquarePlace &place) {
  int64_t height = tiling.tile.height.getTaps();
  int64_t width = tiling.tile.width.getTaps(), lanes = tiling.lanes;
  loops.loop(height, [&](Value i) {
    loops.loop(width, [&](Value j) {
      SmallVector<Value> rows;
      for (int64_t row = 0; row < lanes; ++row)
        rows.push_back(
            row < place.results.valid
                ? loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(),
                                   {loops.sub(loops.index(height - 1), i),
                                    loops.sub(loops.index(width - 1), j),
                                    loops.add(place.firstResult, row),
                                    place.firstSource},
                                   place.sources)
                : rows.front());
      Value start = loops.mul(loops.add(loops.mul(i, width), j), lanes * lanes);
      for (auto [number, column] : llvm::enumerate(transpose(loops, rows)))
        storeLanes(loops, column, place.turned,
                   loops.add(start, static_cast<int64_t>(number) * lanes),
                   {lanes, lanes});
    });
  });
}

void TransformedFilter::transformVector(LoopBuilder &loops,
                                        kernel::PackFilterOp op,
                                        const SquarePlace &place,
                                        Value number) {
  int64_t width = tiling.tile.width.getTaps(), lanes = tiling.lanes;
  Lanes whole{lanes, lanes};
  Value source = loops.add(place.firstSource, number);
  auto load = [&](int64_t i, int64_t j) {
    if (!op.getInputGrad())
      return loadWithPrologue(
          loops, op.getRhs(), op.getRhsPrologue(),
          {loops.index(i), loops.index(j), source, place.firstResult},
          place.results);
    Value start =
        loops.add(loops.mul(number, lanes), (i * width + j) * lanes * lanes);
    return loadLanes(loops, place.turned, start, whole);
  };
  ValueMatrix points = applyToTile(loops, tiling.tile.height.filter,
                                   tiling.tile.width.filter, load, whole);
  Value block = loops.div(place.firstResult, tiling.getBlockChannels());
  Value lane = loops.rem(place.firstResult, tiling.getBlockChannels());
  for (auto [i, row] : llvm::enumerate(points))
    for (auto [j, value] : llvm::enumerate(row)) {
      auto point = static_cast<int64_t>(i * row.size() + j);
      Value start = loops.add(getPanelStart(loops, block, loops.index(point)),
                              loops.mul(source, tiling.getBlockChannels()));
      // Filters are packed long before they are read, some at once: together
      // they are larger than the caches.
      streamLanes(loops, value, memory, loops.add(start, lane));
    }
}
