//===- WinogradTiling.cpp - Blocks of tiles of a Winograd convolution -----===//

#include "compiler/Schedule/WinogradTiling.h"

#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace anabranch;
using namespace anabranch::schedule;

bool schedule::isWinogradShape(const kernel::ConvolutionShape &shape) {
  auto isOne = [](int64_t value) { return value == 1; };
  return shape.filterHeight == shape.filterWidth &&
         (shape.filterHeight == 3 || shape.filterHeight == 5) &&
         llvm::all_of(shape.strides, isOne) &&
         llvm::all_of(shape.dilations, isOne) && shape.groups == 1;
}

int64_t WinogradTiling::getImageTileRows() const {
  return llvm::divideCeil(resultHeight, matrices.results);
}

int64_t WinogradTiling::getTileColumns() const {
  return llvm::divideCeil(resultWidth, matrices.results);
}

/// Bytes that one tile costs beyond the second-level cache.
static double getTraffic(const WinogradTiling &tiling, int64_t elementBytes,
                         const VectorUnit &unit) {
  auto tiles = static_cast<double>(tiling.getTiles());
  auto bytes = [&](int64_t elements) {
    return static_cast<double>(elements * elementBytes);
  };
  double copy = bytes(tiling.getSourceRows() * tiling.getSourceColumns() *
                      tiling.sourceChannels);
  double source = bytes(tiling.getSourceSize(tiling.getTiles()));
  double result = bytes(tiling.getResultSize(tiling.getTiles()));
  double filter = bytes(tiling.getFilterSize());
  auto cache = static_cast<double>(unit.cacheBytes);
  if (tiling.splitsChannels)
    // Written, and read for every block of result channels.
    return (filter +
            source * static_cast<double>(2 + tiling.getChannelBlocks())) /
           tiles;
  if (copy + source + result + filter <= cache)
    return 0;
  // What does not fit is written and read again by each block of channels.
  double spilled = std::max(copy + source + result - cache, 0.0);
  return (filter +
          spilled * static_cast<double>(1 + tiling.getChannelBlocks())) /
         tiles;
}

/// Tries all sizes of blocks. One that is not split needs no second parallel
/// loop and is taken unless it moves twice as much.
static void chooseBlock(WinogradTiling &tiling, int64_t elementBytes,
                        const VectorUnit &unit) {
  // A usual batch should be work for all threads of a small machine.
  constexpr int64_t maxTiles = 64, maxImages = 8;
  WinogradTiling best = tiling;
  double bestTraffic = std::numeric_limits<double>::max();
  auto tryBlock = [&](int64_t images, int64_t tileRows, bool splitsChannels) {
    tiling.images = images;
    tiling.tileRows = tileRows;
    tiling.splitsChannels = splitsChannels;
    if (images * tileRows > 1 && tiling.getTiles() > maxTiles)
      return;
    tiling.product = chooseRegisterTile(
        1, 1, tiling.getTiles(), tiling.resultChannels, tiling.lanes, unit);
    double traffic = getTraffic(tiling, elementBytes, unit);
    if (splitsChannels)
      traffic *= 2;
    if (traffic < bestTraffic) {
      bestTraffic = traffic;
      best = tiling;
    }
  };
  int64_t imageRows = tiling.getImageTileRows();
  for (bool splitsChannels : {false, true}) {
    for (int64_t rows = 1; rows < imageRows; ++rows)
      if (imageRows % rows == 0)
        tryBlock(1, rows, splitsChannels);
    for (int64_t images = 1; images <= (splitsChannels ? maxTiles : maxImages);
         ++images)
      tryBlock(images, imageRows, splitsChannels);
  }
  tiling = best;
}

WinogradTiling schedule::tileWinograd(const kernel::ConvolutionShape &shape,
                                      bool inputGrad, int64_t results,
                                      int64_t elementBytes,
                                      const VectorUnit &unit) {
  WinogradTiling tiling;
  int64_t taps = shape.filterHeight;
  tiling.matrices = makeWinogradMatrices(results, taps);
  tiling.lanes = unit.getLanes(elementBytes);
  tiling.sourceChannels = shape.inputChannels;
  tiling.resultChannels = shape.outputChannels;
  tiling.resultHeight = shape.outputHeight;
  tiling.resultWidth = shape.outputWidth;
  tiling.firstRow = -shape.padding[0];
  tiling.firstColumn = -shape.padding[2];
  if (inputGrad) {
    // The same map with the filter turned round: dx[j] reads dy from
    // j + before - (taps - 1) on.
    std::swap(tiling.sourceChannels, tiling.resultChannels);
    tiling.resultHeight = shape.inputHeight;
    tiling.resultWidth = shape.inputWidth;
    tiling.firstRow = shape.padding[0] - (taps - 1);
    tiling.firstColumn = shape.padding[2] - (taps - 1);
  }

  chooseBlock(tiling, elementBytes, unit);
  return tiling;
}

int64_t WinogradGradTiling::getPointStride(int64_t size) const {
  return (static_cast<int64_t>(llvm::divideCeil(size, lanes)) | 1) * lanes;
}

WinogradGradTiling
schedule::tileWinogradGrad(const kernel::ConvolutionShape &shape,
                           int64_t results, int64_t elementBytes,
                           const VectorUnit &unit) {
  WinogradGradTiling tiling;
  tiling.matrices = makeWinogradMatrices(results, shape.filterHeight);
  tiling.lanes = unit.getLanes(elementBytes);
  tiling.tileRows = llvm::divideCeil(shape.outputHeight, results);
  tiling.tileColumns = llvm::divideCeil(shape.outputWidth, results);
  tiling.inputBlock = getDivisor(shape.inputChannels, 64);
  tiling.inputBlocks = shape.inputChannels / tiling.inputBlock;
  tiling.product = chooseRegisterTile(1, 1, tiling.inputBlock,
                                      shape.outputChannels, tiling.lanes, unit);
  tiling.outputBlock = tiling.product.vectors * tiling.lanes;
  tiling.outputBlocks =
      llvm::divideCeil(shape.outputChannels, tiling.outputBlock);
  constexpr int64_t wantedUnits = 8;
  tiling.pieces =
      llvm::divideCeil(wantedUnits, tiling.inputBlocks * tiling.outputBlocks);
  // Enough to load and store the sums seldom, few enough to leave them the
  // cache.
  constexpr int64_t wantedTiles = 16;
  tiling.blockRows = getDivisor(
      tiling.tileRows, std::max<int64_t>(1, wantedTiles / tiling.tileColumns));
  tiling.images = 1;
  if (tiling.blockRows == tiling.tileRows)
    tiling.images = std::max<int64_t>(
        1, wantedTiles / (tiling.tileRows * tiling.tileColumns));
  return tiling;
}
