//===- ConvolutionTiling.cpp - Blocks of convolutions ---------------------===//

#include "compiler/Schedule/CPU/ConvolutionTiling.h"

#include "compiler/Schedule/CPU/ThreadWork.h"

#include "llvm/Support/MathExtras.h"

#include <limits>
#include <tuple>

using namespace anabranch;
using namespace anabranch::schedule;

llvm::SmallVector<Phase> ConvolutionTiling::getPhases() const {
  llvm::SmallVector<Phase> phases;
  int64_t firstTap = 0;
  int64_t blockRows = std::min(rows, height.resultSize);
  for (auto [y, rowTaps] : llvm::enumerate(height.phases))
    for (auto [x, columnTaps] : llvm::enumerate(width.phases)) {
      auto py = static_cast<int64_t>(y), px = static_cast<int64_t>(x);
      phases.push_back({py, px, height.getPhaseSize(py, blockRows),
                        width.getPhaseSize(px, width.resultSize), firstTap,
                        rowTaps, columnTaps});
      firstTap += rowTaps.count * columnTaps.count;
    }
  return phases;
}

int64_t ConvolutionTiling::getBlockHeight() const {
  return height.getReach(rows);
}

int64_t ConvolutionTiling::getBlockWidth() const {
  return width.getReach(width.resultSize);
}

int64_t ConvolutionTiling::getSourceSize() const {
  return images * getBlockHeight() * getBlockWidth() * sourceChannels * groups;
}

int64_t ConvolutionTiling::getPhaseRows() const {
  return height.getPhaseSize(0, std::min(rows, height.resultSize));
}

int64_t ConvolutionTiling::getPhaseColumns() const {
  return width.getPhaseSize(0, width.resultSize);
}

/// Chooses the product's tile and depth for the blocks of images.
static void chooseProduct(ConvolutionTiling &tiling, int64_t taps,
                          int64_t elementBytes, const VectorUnit &unit) {
  tiling.tile = chooseRegisterTile(tiling.images, tiling.getPhaseRows(),
                                   tiling.getPhaseColumns(),
                                   tiling.resultChannels, tiling.lanes, unit);
  tiling.tile.images = getDivisor(tiling.images, tiling.tile.images);
  // A panel of the filter, all taps of a chunk of channels for one channel
  // block, should stay in the first-level cache while the block's pixels pass
  // by. A chunk has enough products to pay for loading its accumulators.
  int64_t limit =
      std::max(productBytes / (taps * tiling.getBlockChannels() * elementBytes),
               static_cast<int64_t>(llvm::divideCeil(64, taps)));
  tiling.channelChunk = getBlockSize(tiling.sourceChannels, limit);
}

/// FMAs of vectors in the time that a batch of known size takes: its products,
/// copies of the blocks for each part of the channels, and reading the filter
/// for each block.
static double getSplitCost(const ConvolutionTiling &tiling, int64_t images,
                           int64_t taps) {
  constexpr double vectorCost = 4;
  auto vectors = [&](int64_t elements) {
    return vectorCost * static_cast<double>(elements) /
           static_cast<double>(tiling.lanes);
  };
  int64_t blocks =
      llvm::divideCeil(images, tiling.images) * tiling.getRowBlocks();
  double products =
      getBlockCost(tiling.tile, tiling.images, tiling.getPhaseRows(),
                   tiling.getPhaseColumns()) *
      static_cast<double>(tiling.getChannelBlocks() * tiling.sourceChannels *
                          taps);
  double copies = vectors(tiling.getSourceSize()) *
                  static_cast<double>(tiling.channelParts);
  double blockCost =
      products + copies + vectors(tiling.getPackedFilterSize(taps));
  return static_cast<double>(blocks) * blockCost *
         getIdleFactor(blocks * tiling.channelParts);
}

/// Cuts a batch that is known to be small into enough work for all threads:
/// into blocks of fewer rows, into parts of the channels, or both.
static void splitSmallBatch(ConvolutionTiling &tiling, int64_t images,
                            int64_t taps, int64_t elementBytes,
                            const VectorUnit &unit) {
  ConvolutionTiling best = tiling;
  double bestCost = std::numeric_limits<double>::max();
  int64_t mostRows = tiling.rows, resultRows = tiling.height.resultSize;
  for (int64_t rows = mostRows; rows > 0; --rows) {
    bool isWhole = rows >= resultRows;
    if (!isWhole &&
        (resultRows % rows != 0 || rows % tiling.height.phaseStep != 0))
      continue;
    tiling.rows = rows;
    chooseProduct(tiling, taps, elementBytes, unit);
    int64_t blocks =
        llvm::divideCeil(images, tiling.images) * tiling.getRowBlocks();
    if (tiling.groups == 1) {
      int64_t channelBlocks = tiling.getChannelBlocks();
      int64_t parts = llvm::divideCeil(wantedUnits, blocks);
      tiling.channelParts = llvm::divideCeil(
          channelBlocks, std::max<int64_t>(channelBlocks / parts, 1));
    }
    double cost = getSplitCost(tiling, images, taps);
    if (cost < bestCost) {
      bestCost = cost;
      best = tiling;
    }
  }
  tiling = best;
}

ConvolutionTiling
schedule::tileConvolution(const kernel::ConvolutionShape &shape, bool inputGrad,
                          int64_t elementBytes, const VectorUnit &unit) {
  ConvolutionTiling tiling;
  std::tie(tiling.height, tiling.width) = planDimensions(shape, inputGrad);
  int64_t resultHeight = tiling.height.resultSize;
  int64_t resultWidth = tiling.width.resultSize;
  int64_t sourceChannels = shape.inputChannels;
  int64_t resultChannels = shape.outputChannels;
  if (inputGrad)
    std::swap(sourceChannels, resultChannels);
  tiling.groups = shape.groups;
  tiling.sourceChannels = sourceChannels / shape.groups;
  tiling.resultChannels = resultChannels / shape.groups;
  tiling.lanes = unit.getLanes(elementBytes);

  // Whole rows of a few images, or some rows of one, as many as fit.
  int64_t budget = unit.blockBytes / elementBytes;
  tiling.images = 1;
  tiling.rows = llvm::alignTo(resultHeight, tiling.height.phaseStep);
  // Blocks of rows are equal, so that their loops have constant bounds.
  int64_t step = tiling.height.phaseStep;
  for (int64_t rows = resultHeight - 1;
       rows > 0 && tiling.getSourceSize() > budget; --rows)
    if (resultHeight % rows == 0 && rows % step == 0)
      tiling.rows = rows;
  int64_t maxImages = shape.getImages(8);
  if (tiling.rows >= resultHeight)
    while (tiling.images < maxImages && 2 * tiling.getSourceSize() <= budget &&
           tiling.images * resultHeight * resultWidth < 64)
      tiling.images *= 2;

  int64_t taps = shape.filterHeight * shape.filterWidth;
  if (mlir::ShapedType::isDynamic(shape.images))
    chooseProduct(tiling, taps, elementBytes, unit);
  else
    splitSmallBatch(tiling, shape.images, taps, elementBytes, unit);
  return tiling;
}
