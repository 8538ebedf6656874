//===- HaloTile.cpp - Pixels that a block of threads keeps for all taps ---===//

#include "compiler/Schedule/HaloTile.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace anabranch;
using namespace anabranch::schedule;

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
  auto getKeptLines = [&](const HaloTile &tile) {
    return tile.images * getReach(rowTaps, tile.height) *
           getReach(columnTaps, tile.width);
  };
  std::pair<int64_t, int64_t> fewest; ///< rows and lines
  for (int64_t images = 1; images <= squares; images *= 2)
    for (int64_t down = 1; down <= squares / images; down *= 2) {
      HaloTile tile = best;
      tile.images = images;
      tile.height = down * side;
      tile.width = squares / images / down * side;
      tile.tilesDown = countTiles(resultHeight, tile.height);
      tile.tilesAcross = countTiles(resultWidth, tile.width);
      // A tile of several images has all of them.
      if (images > 1 && tile.tilesDown * tile.tilesAcross > 1)
        continue;
      std::pair cost(tile.getRowsPerImage(), getKeptLines(tile));
      if (fewest.first == 0 || cost < fewest) {
        fewest = cost;
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
  bool isSparse = 4 * resultHeight * resultWidth < 3 * fewest.first;
  // Twice these lines of 64 channels, with a number for each, three slices of a
  // filter of 16 KB, and what epilogues need (11 KB and 4 for each sum per
  // channel) are within the 227 KB that a block can have.
  constexpr int64_t mostLines = 576;
  if (isSparse || best.getLines() > mostLines)
    return std::nullopt;
  return best;
}
