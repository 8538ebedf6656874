//===- HaloTile.cpp - Pixels that a block of threads keeps for all taps ---===//

#include "compiler/Schedule/HaloTile.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace anabranch;
using namespace anabranch::schedule;
using llvm::SmallVector;

/// The lowest position that the first result reads.
static int64_t getLowest(const TapRange &taps) {
  return taps.firstOffset +
         std::min<int64_t>(0, (taps.count - 1) * taps.offsetStep);
}

/// Positions that `results` neighbours read.
static int64_t getReach(const TapRange &taps, int64_t results) {
  return results + (taps.count - 1) * std::abs(taps.offsetStep);
}

static int64_t countTiles(int64_t size, int64_t tile) {
  return (size + tile - 1) / tile;
}

std::optional<HaloTile>
schedule::chooseHaloTile(int64_t resultHeight, int64_t resultWidth,
                         const TapRange &rowTaps, const TapRange &columnTaps,
                         int64_t sourceChannels, int64_t squares) {
  // A single tap reads nothing twice. An instruction multiplies 16 channels,
  // and a row of 64 fills a line of memory.
  constexpr int64_t fewestChannels = 16, mostChannels = 64;
  HaloTile best;
  best.channels = std::gcd(sourceChannels, mostChannels);
  if (rowTaps.count * columnTaps.count < 2 || best.channels < fewestChannels)
    return std::nullopt;

  constexpr int64_t side = HaloTile::side;
  int64_t fewestRows = 0;
  SmallVector<std::tuple<int64_t, int64_t, int64_t>> shapes = {{1, side, side}};
  if (squares == 2) {
    shapes = {{1, side, 2 * side}, {1, 2 * side, side}};
    // Tiles of two images are all of them.
    if (resultHeight <= side && resultWidth <= side)
      shapes = {{2, side, side}};
  }
  for (auto [images, height, width] : shapes) {
    HaloTile tile = best;
    tile.images = images;
    tile.height = height;
    tile.width = width;
    tile.tilesDown = countTiles(resultHeight, height);
    tile.tilesAcross = countTiles(resultWidth, width);
    if (fewestRows == 0 || tile.getRowsPerImage() < fewestRows) {
      fewestRows = tile.getRowsPerImage();
      best = tile;
    }
  }
  best.resultHeight = resultHeight;
  best.resultWidth = resultWidth;
  best.firstY = getLowest(rowTaps);
  best.firstX = getLowest(columnTaps);
  best.sourceHeight = getReach(rowTaps, best.height);
  best.sourceWidth = getReach(columnTaps, best.width);
  // Loads without a halo cost about as much as a third of the products.
  bool isSparse = 4 * resultHeight * resultWidth < 3 * fewestRows;
  // Twice this leaves room for filters, and for a second block.
  constexpr int64_t mostLines = 320;
  if (isSparse || best.getLines() > mostLines)
    return std::nullopt;
  return best;
}
