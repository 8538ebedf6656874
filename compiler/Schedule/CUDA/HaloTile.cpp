//===- HaloTile.cpp - Pixels that a block of threads keeps for all taps ---===//

#include "compiler/Schedule/CUDA/HaloTile.h"

#include "dialects/Kernel/Kernel.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace anabranch;
using namespace anabranch::schedule;

/// The lowest position that the first result reads.
static int64_t getLowest(const TapRange &taps) {
  return taps.firstOffset +
         std::min<int64_t>(0, (taps.count - 1) * taps.offsetStep);
}

/// Pixels of a plane that `results` neighbours read.
static int64_t getReach(const HaloDimension &dimension, int64_t results) {
  const TapRange &taps = dimension.taps;
  return results +
         (taps.count - 1) * std::abs(taps.offsetStep) / dimension.step;
}

static int64_t countTiles(int64_t size, int64_t tile) {
  return (size + tile - 1) / tile;
}

int64_t HaloTile::getLine(int64_t row) const {
  int64_t number = row / patch.getResults();
  int64_t pixel = row % patch.getResults() / patch.interleaved;
  int64_t across = width / patch.width, down = height / patch.height;
  int64_t y = number / across % down * patch.height + pixel / patch.width;
  int64_t x = number % across * patch.width + pixel % patch.width;
  int64_t group = number / across / down;
  return ((group * stepY * stepX * planeHeight + y) * planeWidth + x) *
             patch.interleaved +
         row % patch.interleaved;
}

/// Where images are small, pixels of several are kept interleaved: a row of
/// neighbours is a patch, and two neighbours are two core matrices.
static llvm::ArrayRef<HaloPatch> getPatches(HaloUse use) {
  static constexpr HaloPatch ofRows[] = {{8, 8, 1}, {1, 4, 16}, {1, 2, 32}};
  static constexpr HaloPatch ofColumns[] = {{16, 8, 1}};
  static constexpr HaloPatch ofDepth[] = {{8, 8, 1}, {2, 4, 8}, {4, 2, 8}};
  switch (use) {
  case HaloUse::Rows:
    return ofRows;
  case HaloUse::Columns:
    return ofColumns;
  case HaloUse::Depth:
    return ofDepth;
  }
  llvm_unreachable("all uses are handled");
}

/// A number for each kept pixel, barrier objects, and alignment.
static constexpr int64_t bytesBesideSlices = 3 << 10;

int64_t schedule::getEpilogueBytes(HaloUse use, int64_t columns, int64_t sums) {
  // Of each warpgroup two strips of 16 x 64 results, or of each warp one of 8 x
  // 32 with padding, and of each warp a total of each sum.
  constexpr int64_t groups = 2, warps = 8, numberBytes = 4;
  int64_t strips =
      use == HaloUse::Columns ? groups * 2 * 16 * 64 : warps * 8 * (32 + 8);
  return (strips + warps * columns * sums) * numberBytes + bytesBesideSlices;
}

/// Whether a block has room for slices of 64 channels. As rows or columns of a
/// product: two of them, three slices of a filter with 128 columns, and an
/// epilogue with all sums that there may be. As its depth: four, and as many of
/// the other operand, with a line for each result.
static bool isKept(const HaloTile &tile, HaloUse use, int64_t sharedBytes) {
  constexpr int64_t lineBytes = 128, columns = 128;
  int64_t lines = 4 * (tile.getLines() + tile.getRows());
  int64_t bytesBeside = bytesBesideSlices;
  if (use != HaloUse::Depth) {
    constexpr int64_t depth = 64, slices = 3,
                      linesPerSlice = depth * columns * 2 / lineBytes;
    lines = 2 * tile.getLines() + slices * linesPerSlice;
    bytesBeside =
        getEpilogueBytes(HaloUse::Rows, columns, kernel::mostConvolutionSums);
  }
  return lines * lineBytes + bytesBeside <= sharedBytes;
}

std::optional<HaloTile> schedule::chooseHaloTile(const HaloDimension &height,
                                                 const HaloDimension &width,
                                                 int64_t sourceChannels,
                                                 int64_t results, HaloUse use,
                                                 int64_t sharedBytes) {
  // A single tap reads nothing twice. An instruction multiplies 16 channels,
  // and a row of 64 fills a line of memory.
  constexpr int64_t fewestChannels = 16, mostChannels = 64;
  HaloTile best;
  best.channels = std::gcd(sourceChannels, mostChannels);
  if (height.taps.count * width.taps.count < 2 ||
      best.channels < fewestChannels)
    return std::nullopt;
  best.resultHeight = height.results;
  best.resultWidth = width.results;
  best.firstY = getLowest(height.taps);
  best.firstX = getLowest(width.taps);
  best.stepY = height.step;
  best.stepX = width.step;

  std::pair<int64_t, int64_t> fewest; ///< rows and lines
  auto tryTile = [&](const HaloPatch &patch, int64_t groups, int64_t down,
                     int64_t across) {
    HaloTile tile = best;
    tile.patch = patch;
    tile.images = groups * patch.interleaved;
    tile.height = down * patch.height;
    tile.width = across * patch.width;
    tile.tilesDown = countTiles(height.results, tile.height);
    tile.tilesAcross = countTiles(width.results, tile.width);
    tile.planeHeight = getReach(height, tile.height);
    tile.planeWidth = getReach(width, tile.width);
    // A tile of several images has all of them.
    if (tile.images > 1 && tile.tilesDown * tile.tilesAcross > 1)
      return;
    std::pair cost(tile.getRowsPerImage(), tile.getLines());
    if (fewest.first == 0 || cost < fewest) {
      fewest = cost;
      best = tile;
    }
  };
  for (const HaloPatch &patch : getPatches(use)) {
    int64_t patches = results / patch.getResults();
    for (int64_t groups = 1; groups <= patches; groups *= 2)
      for (int64_t down = 1; down <= patches / groups; down *= 2)
        tryTile(patch, groups, down, patches / groups / down);
  }
  // Loads without a halo cost about as much as a third of the products.
  bool isSparse = 4 * height.results * width.results < 3 * fewest.first;
  if (isSparse || !isKept(best, use, sharedBytes))
    return std::nullopt;
  return best;
}
