//===- ConvolutionTiling.cpp - Blocks and register tiles ------------------===//

#include "compiler/Schedule/ConvolutionTiling.h"

#include "llvm/Support/MathExtras.h"

#include <limits>
#include <numeric>
#include <tuple>

using namespace anabranch;
using namespace anabranch::schedule;

/// The lowest and highest source positions follow from the phases.
static void setReach(DimensionPlan &plan) {
  plan.lowest = std::numeric_limits<int64_t>::max();
  plan.highest = std::numeric_limits<int64_t>::min();
  for (const TapRange &taps : plan.phases) {
    if (taps.count == 0)
      continue;
    int64_t last = taps.firstOffset + (taps.count - 1) * taps.offsetStep;
    plan.lowest = std::min({plan.lowest, taps.firstOffset, last});
    plan.highest = std::max({plan.highest, taps.firstOffset, last});
  }
}

DimensionPlan schedule::planForward(int64_t source, int64_t result,
                                    int64_t taps, int64_t stride,
                                    int64_t dilation, int64_t before) {
  DimensionPlan plan{source, result, stride, /*phaseStep=*/1, {}, 0, 0};
  plan.phases.push_back({taps, 0, 1, -before, dilation});
  setReach(plan);
  return plan;
}

DimensionPlan schedule::planInputGrad(int64_t source, int64_t result,
                                      int64_t taps, int64_t stride,
                                      int64_t dilation, int64_t before) {
  DimensionPlan plan{source, result, /*sourceStep=*/1, stride, {}, 0, 0};
  // Taps of one phase are those with phase + before - tap * dilation divisible
  // by the stride: every (stride / gcd)-th one, from the first that is.
  int64_t step = stride / std::gcd(stride, dilation);
  for (int64_t phase = 0; phase < stride; ++phase) {
    TapRange range{0, 0, step, 0, -step * dilation / stride};
    for (int64_t tap = 0; tap < taps; ++tap) {
      int64_t distance = phase + before - tap * dilation;
      if (distance % stride != 0)
        continue;
      if (range.count++ == 0) {
        range.firstTap = tap;
        range.firstOffset = distance / stride;
      }
    }
    plan.phases.push_back(range);
  }
  setReach(plan);
  return plan;
}

std::pair<DimensionPlan, DimensionPlan>
schedule::planDimensions(const kernel::ConvolutionShape &shape,
                         bool inputGrad) {
  auto plan = [&](int64_t input, int64_t output, int64_t taps,
                  unsigned dimension) {
    int64_t stride = shape.strides[dimension];
    int64_t dilation = shape.dilations[dimension];
    int64_t before = shape.padding[2 * dimension];
    return inputGrad
               ? planInputGrad(output, input, taps, stride, dilation, before)
               : planForward(input, output, taps, stride, dilation, before);
  };
  return {plan(shape.inputHeight, shape.outputHeight, shape.filterHeight, 0),
          plan(shape.inputWidth, shape.outputWidth, shape.filterWidth, 1)};
}

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
      double cost = getImageCost(tile, height, width) *
                    static_cast<double>(images * blocks);
      if (tile.images > 1)
        cost = getLineCost(images, tile.images, width * height, vectors) *
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

int64_t schedule::getDivisor(int64_t size, int64_t limit) {
  for (int64_t divisor = std::min(size, limit); divisor > 1; --divisor)
    if (size % divisor == 0)
      return divisor;
  return 1;
}

/// As many parts as make enough work of a batch that is known to be small.
static int64_t getChannelParts(const ConvolutionTiling &tiling,
                               const kernel::ConvolutionShape &shape) {
  if (mlir::ShapedType::isDynamic(shape.images) || tiling.groups > 1)
    return 1;
  int64_t blocks =
      llvm::divideCeil(shape.images, tiling.images) * tiling.getRowBlocks();
  if (blocks >= wantedUnits)
    return 1;
  int64_t parts = llvm::divideCeil(wantedUnits, blocks);
  while (tiling.getChannelBlocks() % parts != 0)
    --parts;
  return parts;
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
  auto getSize = [&] {
    return tiling.images * tiling.getBlockHeight() * tiling.getBlockWidth() *
           sourceChannels;
  };
  // Blocks of rows are equal, so that their loops have constant bounds.
  int64_t step = tiling.height.phaseStep;
  for (int64_t rows = resultHeight - 1; rows > 0 && getSize() > budget; --rows)
    if (resultHeight % rows == 0 && rows % step == 0)
      tiling.rows = rows;
  int64_t maxImages = shape.getImages(8);
  if (tiling.rows >= resultHeight)
    while (tiling.images < maxImages && 2 * getSize() <= budget &&
           tiling.images * resultHeight * resultWidth < 64)
      tiling.images *= 2;

  int64_t phaseRows =
      tiling.height.getPhaseSize(0, std::min(tiling.rows, resultHeight));
  int64_t phaseColumns = tiling.width.getPhaseSize(0, resultWidth);
  tiling.tile = chooseRegisterTile(tiling.images, phaseRows, phaseColumns,
                                   tiling.resultChannels, tiling.lanes, unit);
  tiling.tile.images = getDivisor(tiling.images, tiling.tile.images);

  // A panel of the filter, all taps of a chunk of channels for one channel
  // block, should stay in the first-level cache while the block's pixels pass
  // by. A chunk has enough products to pay for loading its accumulators.
  int64_t taps = shape.filterHeight * shape.filterWidth;
  int64_t limit =
      std::max(productBytes / (taps * tiling.getBlockChannels() * elementBytes),
               static_cast<int64_t>(llvm::divideCeil(64, taps)));
  tiling.channelChunk = getDivisor(tiling.sourceChannels, limit);
  tiling.channelParts = getChannelParts(tiling, shape);
  return tiling;
}

KernelGradTiling schedule::tileKernelGrad(const kernel::ConvolutionShape &shape,
                                          int64_t elementBytes,
                                          const VectorUnit &unit) {
  KernelGradTiling tiling;
  tiling.lanes = unit.getLanes(elementBytes);
  int64_t channels = shape.inputChannels / shape.groups;
  tiling.outputChannels = shape.outputChannels / shape.groups;
  RegisterTile tile =
      chooseRegisterTile(1, 1, std::min<int64_t>(channels, 64),
                         tiling.outputChannels, tiling.lanes, unit);
  tiling.tileChannels = tile.columns;
  tiling.vectors = tile.vectors;
  tiling.channelBlock = getDivisor(channels, 64);
  tiling.channelBlocks = channels / tiling.channelBlock;
  tiling.pieces =
      llvm::divideCeil(wantedUnits, tiling.channelBlocks * shape.groups);
  // As many pixels as most of a first-level cache holds of both operands.
  int64_t wantedPixels =
      productBytes /
      ((tiling.channelBlock + tiling.getBlockChannels()) * elementBytes);
  tiling.rows = getDivisor(
      shape.outputHeight,
      static_cast<int64_t>(llvm::divideCeil(wantedPixels, shape.outputWidth)));
  tiling.images = 1;
  if (tiling.rows == shape.outputHeight)
    while (tiling.images < 16 &&
           tiling.images * shape.outputHeight * shape.outputWidth <
               wantedPixels)
      tiling.images *= 2;
  return tiling;
}
