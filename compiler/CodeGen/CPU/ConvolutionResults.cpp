//===- ConvolutionResults.cpp - What becomes of a convolution's sums ------===//

#include "compiler/CodeGen/CPU/ConvolutionResults.h"

#include "compiler/CodeGen/ImageIndices.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

ResultBlock cpu::findResultBlock(LoopBuilder &loops,
                                 const schedule::ConvolutionTiling &tiling,
                                 Value number, Value blocks, Value extent) {
  int64_t rowBlocks = tiling.getRowBlocks();
  Value image = loops.mul(loops.div(number, rowBlocks), tiling.images);
  Value imageCount =
      loops.min(loops.sub(extent, image), loops.index(tiling.images));
  Value row = loops.mul(loops.rem(number, rowBlocks), tiling.rows);
  return {number, blocks, image, imageCount, row};
}

SmallVector<Value> ConvolutionResults::getIndices(const ResultBlock &place,
                                                  const ResultTile &tile,
                                                  Value n, int64_t pixel,
                                                  Value channel) {
  Value row = loops.add(loops.mul(loops.add(tile.i, pixel / tile.size.columns),
                                  tiling.height.phaseStep),
                        loops.add(place.row, tile.phase.y));
  Value column =
      loops.add(loops.mul(loops.add(tile.j, pixel % tile.size.columns),
                          tiling.width.phaseStep),
                tile.phase.x);
  return getImageIndices(arguments.domain,
                         {loops.add(place.image, n), row, column}, channel);
}

void ConvolutionResults::prefetchTile(const ResultBlock &place,
                                      const ChannelBlock &channels,
                                      const ResultTile &tile) {
  int64_t lineChannels = arguments.getLineElements();
  for (int64_t image = 0; image < tile.size.images; ++image)
    for (int64_t pixel = 0; pixel < tile.size.rows * tile.size.columns; ++pixel)
      // Images that the last block lacks do no harm.
      for (int64_t c = 0; c < channels.valid; c += lineChannels)
        arguments.prefetchEpilogue(
            loops, getIndices(place, tile, loops.add(tile.n, image), pixel,
                              loops.add(channels.channel, c)));
}

void ConvolutionResults::finishTile(const ResultBlock &place,
                                    const ChannelBlock &channels,
                                    const ResultTile &tile,
                                    ValueRange results) {
  int64_t perImage = tile.size.rows * tile.size.columns * channels.vectors;
  for (int64_t image = 0; image < tile.size.images; ++image) {
    Value n = loops.add(tile.n, image);
    auto finish = [&] {
      finishImage(place, channels, tile, n,
                  results.slice(image * perImage, perImage));
    };
    if (tile.size.images == 1)
      finish();
    else
      loops.when(loops.less(n, place.imageCount), finish);
  }
}

void ConvolutionResults::finishImage(const ResultBlock &place,
                                     const ChannelBlock &channels,
                                     const ResultTile &tile, Value n,
                                     ValueRange results) {
  int64_t lanes = tiling.lanes;
  for (int64_t v = 0; v < channels.vectors; ++v) {
    Lanes vector{lanes, std::min(lanes, channels.valid - v * lanes)};
    Value channel = loops.add(channels.channel, v * lanes);
    SmallVector<Value> pixels;
    for (size_t pixel = v; pixel < results.size(); pixel += channels.vectors)
      pixels.push_back(results[pixel]);
    getSums(place.blocks)
        .storeEpilogues(
            place.number, pixels,
            [&](int64_t pixel) {
              return getIndices(place, tile, n, pixel, channel);
            },
            vector);
  }
}
