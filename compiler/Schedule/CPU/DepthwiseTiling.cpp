//===- DepthwiseTiling.cpp - Blocks of depthwise convolutions -------------===//

#include "compiler/Schedule/CPU/DepthwiseTiling.h"

#include "compiler/Schedule/CPU/ThreadWork.h"

#include "llvm/Support/MathExtras.h"

#include <tuple>

using namespace anabranch;
using namespace anabranch::schedule;

int64_t DepthwiseTiling::getBlockHeight() const {
  return height.getReach(rows);
}

int64_t DepthwiseTiling::getBlockWidth() const {
  return width.getReach(width.resultSize);
}

int64_t schedule::getPixelGap(int64_t channels, int64_t lanes,
                              int64_t elementBytes) {
  // The pixels of a window are read together, vector by vector. At multiples of
  // a large power of two they would have few lines of the first-level cache.
  constexpr int64_t conflictBytes = 2048;
  return channels * elementBytes % conflictBytes == 0 ? lanes : 0;
}

/// Chooses the most rows whose copy fits, of which there are `leastBlocks`
/// blocks at least.
static void chooseRows(DepthwiseTiling &tiling, int64_t budget,
                       int64_t leastBlocks = 1) {
  int64_t step = tiling.height.phaseStep, size = tiling.height.resultSize;
  auto fits = [&] {
    int64_t pixels = tiling.getBlockHeight() * tiling.getBlockWidth();
    return pixels * tiling.blockChannels <= budget &&
           tiling.getRowBlocks() >= leastBlocks;
  };
  tiling.rows = llvm::alignTo(size, step);
  for (int64_t rows = size - 1; rows > 0 && !fits(); --rows)
    if (size % rows == 0 && rows % step == 0)
      tiling.rows = rows;
}

/// Whether blocks of so many result rows copy each pixel of the source so often
/// that blocks of a few vectors of channels, and of more rows, take less time.
/// A row's channels lie behind each other in memory, which counts for more than
/// a few copies: with 37 x 37 x 728 a filter's gradient takes 16 ms with all
/// channels and 25 with four vectors, with 14 x 14 x 672 and 5 x 5 taps 3.4 and
/// 3.0, a convolution 3.5 and 2.3 (two Zen 4 cores, 32 images).
static bool copiesOften(const DimensionPlan &height, const DimensionPlan &width,
                        int64_t rows) {
  constexpr int64_t mostCopies = 4;
  int64_t blocks = llvm::divideCeil(height.resultSize, rows);
  return blocks * height.getReach(rows) * width.getReach(width.resultSize) >
         mostCopies * height.sourceSize * width.sourceSize;
}

/// The channels of such blocks.
static int64_t getFewChannels(int64_t channels, int64_t lanes) {
  constexpr int64_t vectors = 4;
  return std::min(vectors * lanes, channels);
}

DepthwiseTiling schedule::tileDepthwise(const kernel::ConvolutionShape &shape,
                                        bool inputGrad, int64_t elementBytes,
                                        const VectorUnit &unit) {
  DepthwiseTiling tiling;
  std::tie(tiling.height, tiling.width) = planDimensions(shape, inputGrad);
  tiling.channels = shape.inputChannels;
  tiling.lanes = unit.getLanes(elementBytes);
  int64_t budget = unit.blockBytes / elementBytes;
  int64_t vectors = llvm::divideCeil(tiling.channels, tiling.lanes);
  if (mlir::ShapedType::isDynamic(shape.images)) {
    tiling.blockChannels = tiling.channels;
    chooseRows(tiling, budget);
    if (copiesOften(tiling.height, tiling.width, tiling.rows)) {
      tiling.blockChannels = getFewChannels(tiling.channels, tiling.lanes);
      chooseRows(tiling, budget);
    }
  } else {
    // A batch that is known to be small is cut into vectors of channels, which
    // share nothing, and if those are too few into rows.
    int64_t units = llvm::divideCeil(wantedUnits, shape.images);
    tiling.blockChannels = std::min(
        std::max<int64_t>(vectors / units, 1) * tiling.lanes, tiling.channels);
    chooseRows(tiling, budget,
               llvm::divideCeil(units, tiling.getChannelBlocks()));
  }

  // A quarter of the registers hold sums, and as many the pixels that the taps
  // of a row share.
  tiling.columns =
      getDivisor(tiling.width.getPhaseSize(0, tiling.width.resultSize),
                 unit.registers / 4);
  if (tiling.columns < unit.registers / 8)
    tiling.columns = unit.registers / 4;
  return tiling;
}

/// Chooses as many rows as fit, in blocks of about as many each.
static void chooseRows(DepthwiseGradTiling &tiling, int64_t budget) {
  int64_t width = tiling.width.resultSize;
  auto fits = [&] {
    int64_t pixels =
        tiling.height.getReach(tiling.rows) * tiling.width.getReach(width) +
        tiling.rows * width;
    return pixels * tiling.blockChannels <= budget;
  };
  tiling.rows = tiling.height.resultSize;
  for (int64_t blocks = 2; tiling.rows > 1 && !fits(); ++blocks)
    tiling.rows = llvm::divideCeil(tiling.height.resultSize, blocks);
}

DepthwiseGradTiling
schedule::tileDepthwiseGrad(const kernel::ConvolutionShape &shape,
                            int64_t elementBytes, const VectorUnit &unit) {
  DepthwiseGradTiling tiling;
  std::tie(tiling.height, tiling.width) =
      planDimensions(shape, /*inputGrad=*/false);
  tiling.lanes = unit.getLanes(elementBytes);
  tiling.taps = unit.registers / 2;
  int64_t budget = unit.blockBytes / elementBytes;
  tiling.blockChannels = shape.inputChannels;
  chooseRows(tiling, budget);
  if (copiesOften(tiling.height, tiling.width, tiling.rows)) {
    tiling.blockChannels = getFewChannels(shape.inputChannels, tiling.lanes);
    chooseRows(tiling, budget);
  }
  int64_t blocks = llvm::divideCeil(shape.inputChannels, tiling.blockChannels);
  tiling.pieces = llvm::divideCeil(wantedUnits, blocks);
  return tiling;
}
