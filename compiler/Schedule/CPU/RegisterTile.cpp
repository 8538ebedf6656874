//===- RegisterTile.cpp - The part of a product in registers --------------===//

#include "compiler/Schedule/CPU/RegisterTile.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <limits>

using namespace anabranch;
using namespace anabranch::schedule;

/// FMAs in the time that a tile's pixels take to be multiplied by its vectors
/// for one source channel: no less than the latency of a chain allows (4 cycles
/// of up to two FMAs, and some more, for loads are not always in time), and no
/// less than the loads take (as many a cycle).
static double getTileCost(int64_t pixels, int64_t vectors) {
  return static_cast<double>(
      std::max({pixels * vectors, pixels + vectors, int64_t(10)}));
}

/// Cost of a dimension of `size` cut into `step`s and a remainder, each with
/// `pixels` pixels in the other dimensions.
static double getLineCost(int64_t size, int64_t step, int64_t pixels,
                          int64_t vectors) {
  int64_t whole = size / step;
  double cost =
      static_cast<double>(whole) * getTileCost(step * pixels, vectors);
  if (size % step != 0)
    cost += getTileCost(size % step * pixels, vectors);
  return cost;
}

/// Cost of one image whose tiles are rows x columns of it.
static double getImageCost(const RegisterTile &tile, int64_t height,
                           int64_t width) {
  int64_t whole = height / tile.rows;
  double cost = static_cast<double>(whole) *
                getLineCost(width, tile.columns, tile.rows, tile.vectors);
  if (int64_t rest = height % tile.rows)
    cost += getLineCost(width, tile.columns, rest, tile.vectors);
  return cost;
}

double schedule::getBlockCost(const RegisterTile &tile, int64_t images,
                              int64_t height, int64_t width) {
  return tile.images > 1
             ? getLineCost(images, tile.images, width * height, tile.vectors)
             : static_cast<double>(images) * getImageCost(tile, height, width);
}

RegisterTile schedule::chooseRegisterTile(int64_t images, int64_t height,
                                          int64_t width, int64_t channels,
                                          int64_t lanes,
                                          const VectorUnit &unit) {
  RegisterTile best{1, 1, 1, 1};
  double bestCost = std::numeric_limits<double>::max();
  int64_t maxVectors = std::min<int64_t>(4, llvm::divideCeil(channels, lanes));
  for (int64_t vectors = 1; vectors <= maxVectors; ++vectors) {
    int64_t blocks = llvm::divideCeil(channels, vectors * lanes);
    // Registers hold the accumulators, a vector of each column and a broadcast;
    // one in sixteen is left to LLVM's scheduler, which loads some earlier.
    int64_t pixels =
        (unit.registers - vectors - 1 - unit.registers / 16) / vectors;
    auto tryTile = [&](const RegisterTile &tile) {
      double cost = getBlockCost(tile, images, height, width) *
                    static_cast<double>(blocks);
      // Of equal costs prefer the larger tile: it reloads the filter less.
      cost -= 1e-6 * static_cast<double>(tile.getPixels() * vectors);
      if (cost < bestCost) {
        bestCost = cost;
        best = tile;
      }
    };
    for (int64_t columns = 1; columns <= std::min(pixels, width); ++columns)
      for (int64_t rows = 1; rows <= std::min(pixels / columns, height); ++rows)
        tryTile({1, rows, columns, vectors});
    for (int64_t n = 2; n <= std::min(pixels / (width * height), images); ++n)
      tryTile({n, height, width, vectors});
  }
  return best;
}
