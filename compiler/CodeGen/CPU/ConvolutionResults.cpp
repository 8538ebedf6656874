//===- ConvolutionResults.cpp - What becomes of a convolution's sums ------===//

#include "compiler/CodeGen/CPU/ConvolutionResults.h"

#include "compiler/CodeGen/CPU/ImageBlock.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::Phase;
using schedule::RegisterTile;

void ConvolutionResults::finishTile(const ResultBlock &place,
                                    const ChannelBlock &channels,
                                    const Phase &phase,
                                    const RegisterTile &tile, Value n, Value i,
                                    Value j, ValueRange results) {
  int64_t perImage = tile.rows * tile.columns * channels.vectors;
  for (int64_t image = 0; image < tile.images; ++image) {
    auto finish = [&] {
      finishImage(place, channels, phase, tile, loops.add(n, image), i, j,
                  results.slice(image * perImage, perImage));
    };
    if (tile.images == 1)
      finish();
    else
      loops.when(loops.less(loops.add(n, image), place.imageCount), finish);
  }
}

void ConvolutionResults::finishImage(const ResultBlock &place,
                                     const ChannelBlock &channels,
                                     const Phase &phase,
                                     const RegisterTile &tile, Value n, Value i,
                                     Value j, ValueRange results) {
  auto add = [&](Value a, Value b) -> Value {
    return arith::AddFOp::create(loops.builder, loops.location, a, b);
  };
  int64_t rank = arguments.domain.getRank();
  int64_t lanes = tiling.lanes;
  for (int64_t v = 0; v < channels.vectors; ++v) {
    Lanes vector{lanes, std::min(lanes, channels.valid - v * lanes)};
    Value channel = loops.add(channels.channel, v * lanes);
    SmallVector<Value> sums;
    for (int64_t pixel = 0; pixel < tile.rows * tile.columns; ++pixel) {
      Value row = loops.add(loops.mul(loops.add(i, pixel / tile.columns),
                                      tiling.height.phaseStep),
                            loops.add(place.row, phase.y));
      Value column = loops.add(
          loops.mul(loops.add(j, pixel % tile.columns), tiling.width.phaseStep),
          phase.x);
      SmallVector<Value> values = arguments.storeEpilogue(
          loops, results[pixel * channels.vectors + v],
          getImageIndices(rank, loops.add(place.image, n), row, column,
                          channel),
          vector);
      if (sums.empty())
        sums = values;
      else
        for (auto [sum, value] : llvm::zip_equal(sums, values))
          sum = add(sum, value);
    }
    for (auto [number, value] : llvm::enumerate(sums)) {
      SmallVector<Value> index{
          place.number, loops.index(static_cast<int64_t>(number)), channel};
      Value sum = loadLanes(loops, place.sums, index, vector);
      storeLanes(loops, add(sum, value), place.sums, index, vector);
    }
  }
}
