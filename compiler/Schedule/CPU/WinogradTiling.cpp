//===- WinogradTiling.cpp - Blocks of tiles of a Winograd convolution -----===//

#include "compiler/Schedule/CPU/WinogradTiling.h"

#include "compiler/Schedule/CPU/ThreadWork.h"

#include "llvm/Support/MathExtras.h"

#include <cmath>
#include <limits>

using namespace anabranch;
using namespace anabranch::schedule;

bool schedule::isWinogradShape(const kernel::ConvolutionShape &shape) {
  // The transforms are code without loops: those of 5 x 5 taps with a stride
  // of 2 have 121 points, and those of 7 x 7 would have 169.
  constexpr int64_t mostPoints = 128, mostResults = 4;
  int64_t taps = shape.filterHeight * shape.filterWidth;
  if (shape.groups != 1 || taps == 1 || taps > mostPoints)
    return false;
  for (auto [size, stride, dilation] :
       {std::tuple(shape.filterHeight, shape.strides[0], shape.dilations[0]),
        {shape.filterWidth, shape.strides[1], shape.dilations[1]}})
    if (stride > std::min<int64_t>(size, 2) || (stride > 1 && dilation > 1))
      return false;
  return makeForwardTile(shape, mostResults).getPoints() <= mostPoints;
}

int64_t WinogradTiling::getImageTileRows() const {
  return tile.height.countTiles(resultHeight);
}

int64_t WinogradTiling::getTileColumns() const {
  return tile.width.countTiles(resultWidth);
}

/// Bytes that one tile moves beyond the second-level cache.
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

/// FMAs of vectors in the time that a batch takes for each of its tiles: their
/// products, and what they move.
static double getTileCost(const WinogradTiling &tiling, int64_t batch,
                          int64_t elementBytes, const VectorUnit &unit) {
  // Bytes in the time of an FMA; two Zen 4 cores reach five.
  constexpr double bandwidth = 4;
  double products =
      getBlockCost(tiling.product, 1, 1, tiling.getTiles()) /
      static_cast<double>(tiling.getTiles()) *
      static_cast<double>(tiling.getChannelBlocks() * tiling.sourceChannels *
                          tiling.getPoints());
  double traffic = getTraffic(tiling, elementBytes, unit);
  // A second parallel loop has to be worth it.
  if (tiling.splitsChannels)
    traffic *= 2;
  // While the last block has fewer images, some threads wait for the others.
  int64_t blocks = llvm::divideCeil(batch, tiling.images);
  double wholeBlocks =
      static_cast<double>(blocks * tiling.images) / static_cast<double>(batch);
  int64_t units = blocks * tiling.getRowBlocks() *
                  (tiling.splitsChannels ? tiling.getChannelBlocks() : 1);
  return (products + traffic / bandwidth) * wholeBlocks * getIdleFactor(units);
}

/// Tries all sizes of blocks.
static void chooseBlock(WinogradTiling &tiling,
                        const kernel::ConvolutionShape &shape,
                        int64_t elementBytes, const VectorUnit &unit) {
  // A usual batch should be work for all threads of a small machine.
  constexpr int64_t maxTiles = 64, maxImages = 8;
  int64_t batch = shape.getImages(usualBatch);
  int64_t fewestRows = tiling.tile.height.dilation;
  WinogradTiling best = tiling;
  double bestCost = std::numeric_limits<double>::max();
  auto tryBlock = [&](int64_t images, int64_t tileRows, bool splitsChannels) {
    tiling.images = images;
    tiling.tileRows = tileRows;
    tiling.splitsChannels = splitsChannels;
    tiling.transformRows = tileRows;
    if (images * tileRows > fewestRows && tiling.getTiles() > maxTiles)
      return;
    tiling.product = chooseRegisterTile(
        1, 1, tiling.getTiles(), tiling.resultChannels, tiling.lanes, unit);
    double cost = getTileCost(tiling, batch, elementBytes, unit);
    if (cost < bestCost) {
      bestCost = cost;
      best = tiling;
    }
  };
  int64_t imageRows = tiling.getImageTileRows();
  for (bool splitsChannels : {false, true}) {
    for (int64_t rows = fewestRows; rows < imageRows; rows += fewestRows)
      if (imageRows % rows == 0)
        tryBlock(1, rows, splitsChannels);
    int64_t limit = shape.getImages(splitsChannels ? maxTiles : maxImages);
    for (int64_t images = 1; images <= limit; ++images)
      tryBlock(images, imageRows, splitsChannels);
  }
  tiling = best;
  if (tiling.splitsChannels && tiling.images == shape.images)
    tiling.transformRows = fewestRows;
}

WinogradTiling schedule::tileWinograd(const kernel::ConvolutionShape &shape,
                                      bool inputGrad, int64_t results,
                                      int64_t elementBytes,
                                      const VectorUnit &unit) {
  WinogradTiling tiling;
  tiling.tile = makeForwardTile(shape, results);
  tiling.lanes = unit.getLanes(elementBytes);
  tiling.sourceChannels = shape.inputChannels;
  tiling.resultChannels = shape.outputChannels;
  tiling.resultHeight = shape.outputHeight;
  tiling.resultWidth = shape.outputWidth;
  tiling.firstRow = -shape.padding[0];
  tiling.firstColumn = -shape.padding[2];
  if (inputGrad) {
    std::swap(tiling.sourceChannels, tiling.resultChannels);
    tiling.resultHeight = shape.inputHeight;
    tiling.resultWidth = shape.inputWidth;
    tiling.tile = makeInputGradTile(shape, results);
    auto getFirst = [&](int64_t taps, size_t dimension) {
      return getFirstGradPixel((taps - 1) * shape.dilations[dimension],
                               shape.strides[dimension],
                               shape.padding[2 * dimension]);
    };
    tiling.firstRow = getFirst(shape.filterHeight, 0);
    tiling.firstColumn = getFirst(shape.filterWidth, 1);
  }

  chooseBlock(tiling, shape, elementBytes, unit);
  tiling.productChannels =
      getBlockSize(tiling.sourceChannels,
                   productBytes / (tiling.getBlockChannels() * elementBytes));
  return tiling;
}

WinogradGradTiling
schedule::tileWinogradGrad(const kernel::ConvolutionShape &shape,
                           int64_t results, int64_t elementBytes,
                           const VectorUnit &unit) {
  WinogradGradTiling tiling;
  tiling.tile = makeForwardTile(shape, results);
  const WinogradMatrices &height = tiling.tile.height;
  const WinogradMatrices &width = tiling.tile.width;
  tiling.lanes = unit.getLanes(elementBytes);
  tiling.inputChannels = shape.inputChannels;
  tiling.outputChannels = shape.outputChannels;
  tiling.tileRows = height.countTiles(shape.outputHeight);
  tiling.tileColumns = width.countTiles(shape.outputWidth);
  tiling.inputBlock = getBlockSize(shape.inputChannels, 64);
  tiling.product = chooseRegisterTile(1, 1, tiling.inputBlock,
                                      shape.outputChannels, tiling.lanes, unit);
  tiling.outputBlock = tiling.product.vectors * tiling.lanes;

  // Many pieces: threads wait for each other twice in each chunk.
  constexpr int64_t chunkUnits = 96;
  tiling.pointGroups =
      getDivisor(tiling.getPoints(),
                 llvm::divideCeil(chunkUnits, tiling.getInputBlocks() *
                                                  tiling.getOutputBlocks()));

  tiling.productTiles =
      productBytes /
      ((tiling.alignedInputBlock() + tiling.outputBlock) * elementBytes);

  // The chunk's transforms stay in a core's part of the third-level cache,
  // which is at least some times the second level's size. Longer chunks are
  // worth it where the sums, which each reads and writes, are larger by far.
  // Usual batches are whole numbers of chunks, and chunks of threads, if it is
  // a power of two.
  int64_t chunkBytes =
      std::max(4 * unit.cacheBytes, tiling.getSumSize() * elementBytes / 4);
  int64_t imageBytes = tiling.getImageTiles() * tiling.getPoints() *
                       (shape.inputChannels + shape.outputChannels) *
                       elementBytes;
  tiling.images = int64_t(1) << std::lround(std::log2(std::max(
                      1.0, static_cast<double>(chunkBytes) / imageBytes)));
  // The copy that a unit transforms stays in the second-level cache.
  int64_t rowBytes =
      tiling.tileColumns *
      std::max(height.sourceStep * width.sourceStep * shape.inputChannels,
               height.getResults() * width.getResults() *
                   shape.outputChannels) *
      elementBytes;
  int64_t mostRows = std::min(unit.cacheBytes / (4 * rowBytes),
                              tiling.images * tiling.tileRows / chunkUnits);
  tiling.blockRows =
      getDivisor(tiling.tileRows / height.dilation,
                 std::max<int64_t>(1, mostRows / height.dilation)) *
      height.dilation;
  return tiling;
}
