//===- AMXTiling.cpp - Blocks of convolutions by AMX ----------------------===//

#include "compiler/Schedule/CPU/AMXTiling.h"

#include "compiler/Schedule/CPU/ThreadWork.h"

#include <limits>
#include <tuple>

using namespace anabranch;
using namespace anabranch::schedule;

/// Bytes of bf16.
constexpr int64_t elementBytes = 2;
/// What stays in the first-level cache, which has 48 KiB where there is AMX,
/// while the other operand passes by and takes most of it.
constexpr int64_t innerBytes = 16 * 1024;

bool schedule::isAMXShape(const kernel::ConvolutionShape &shape) {
  return shape.groups == 1;
}

/// As many images, up to `most`, as have lines of `rows` rows that fill tiles
/// of `tile` lines best: the fewest that waste less than a fifteenth, if there
/// are such.
static int64_t chooseImages(int64_t rows, int64_t tile, int64_t step,
                            int64_t most) {
  int64_t best = step;
  double bestPart = 0;
  for (int64_t images = step; images <= std::max(most, step); images += step) {
    int64_t lines = rows * images;
    double part = static_cast<double>(lines) /
                  static_cast<double>(llvm::alignTo(lines, tile));
    if (part > bestPart) {
      best = images;
      bestPart = part;
    }
    if (part > 14.0 / 15)
      break;
  }
  return best;
}

/// Cuts the batch into blocks: of rows of an image whose copy would be too
/// large, or of as many images as make two tiles' lines, and several times as
/// many if they are small. A filter that does not fit in the second-level cache
/// comes from memory for each block, which is larger then.
static void chooseBlock(AMXConvolutionTiling &tiling,
                        const kernel::ConvolutionShape &shape,
                        int64_t filterBytes, const VectorUnit &unit) {
  ConvolutionTiling &blocks = tiling.blocks;
  ImageLines &source = tiling.source;
  int64_t budget = filterBytes > unit.cacheBytes / 2 ? unit.cacheBytes * 5 / 8
                                                     : unit.cacheBytes / 4;
  auto getBytes = [&] { return source.getSize() * elementBytes; };
  int64_t resultHeight = blocks.height.resultSize;
  int64_t step = blocks.height.phaseStep;
  auto setRows = [&](int64_t rows) {
    blocks.rows = rows;
    source.rows = std::min(rows, resultHeight);
  };
  source.images = 1;
  setRows(llvm::alignTo(resultHeight, step));
  // Blocks of rows are equal, so that their loops have constant bounds.
  for (int64_t rows = resultHeight - 1; rows > 0 && getBytes() > budget; --rows)
    if (resultHeight % rows == 0 && rows % step == 0)
      setRows(rows);
  blocks.images = 1;
  if (blocks.rows < resultHeight)
    return;
  int64_t images = shape.getImages(usualBatch);
  source.images = chooseImages(blocks.getPhases().front().rows, amxTile, 1,
                               std::min<int64_t>(images, amxTiles * amxTile));
  while (source.images > 1 && getBytes() > budget)
    --source.images;
  // A quarter of the batch at most, that threads have something to share.
  int64_t most = images / 4 / source.images;
  int64_t copies =
      std::clamp<int64_t>(budget / getBytes(), 1, std::max<int64_t>(most, 1));
  blocks.images = source.images * copies;
}

AMXConvolutionTiling
schedule::tileAMXConvolution(const kernel::ConvolutionShape &shape,
                             bool inputGrad, const VectorUnit &unit) {
  AMXConvolutionTiling tiling;
  ConvolutionTiling &blocks = tiling.blocks;
  std::tie(blocks.height, blocks.width) = planDimensions(shape, inputGrad);
  blocks.sourceChannels = shape.inputChannels;
  blocks.resultChannels = shape.outputChannels;
  if (inputGrad)
    std::swap(blocks.sourceChannels, blocks.resultChannels);
  blocks.groups = 1;
  blocks.lanes = amxTile;
  blocks.tile = {1, 1, amxTile, amxTiles};
  blocks.channelChunk = amxDepth;
  ImageLines &source = tiling.source;
  source.height = blocks.height;
  source.width = blocks.width;
  source.channels = blocks.sourceChannels;
  source.sliceChannels = amxDepth;
  source.isPaired = false;
  int64_t taps = shape.filterHeight * shape.filterWidth;
  int64_t filterBytes = blocks.getPackedFilterSize(taps) * elementBytes;
  blocks.rows = blocks.height.resultSize;
  chooseBlock(tiling, shape, filterBytes, unit);

  int64_t blockBytes = filterBytes / blocks.getChannelBlocks();
  tiling.panelBlocks = std::clamp<int64_t>(unit.cacheBytes * 3 / 8 / blockBytes,
                                           1, blocks.getChannelBlocks());
  // Lines and columns that taps read for a group's tiles of one column.
  int64_t lines =
      amxTiles * amxTile +
      (blocks.height.highest - blocks.height.lowest) * source.images;
  int64_t columns = blocks.width.highest - blocks.width.lowest + 1;
  tiling.passDepths = std::clamp<int64_t>(
      innerBytes / (lines * columns * amxDepth * elementBytes), 1,
      blocks.getChunks());
  // As equal as can be.
  tiling.passDepths = llvm::divideCeil(blocks.getChunks(), tiling.getPasses());

  int64_t units = llvm::divideCeil(shape.getImages(usualBatch), blocks.images) *
                  blocks.getRowBlocks();
  blocks.channelParts = std::clamp<int64_t>(
      llvm::divideCeil(wantedUnits, 2 * units), 1, blocks.getChannelBlocks());
  return tiling;
}

/// Cycles that a batch of the usual size takes: products, loads and stores of
/// the sums, copies of both operands, and adding up the pieces. The numbers
/// were measured on an Intel Xeon with 2 MiB of second-level cache; a tile's
/// product takes 16 cycles.
static double getCost(const AMXKernelGradTiling &tiling, int64_t images,
                      const VectorUnit &unit) {
  // Bytes a cycle from the second-level cache and from behind it.
  constexpr double nearBytes = 34, farBytes = 8;
  // Cycles for a vector of channels to be loaded and stored in its place, and
  // for one to be transposed.
  constexpr double copyCost = 10, transposeCost = 8;
  auto vectors = [](int64_t elements) {
    return static_cast<double>(elements) / amxTile;
  };
  auto tileBytes = static_cast<double>(amxTileSize * elementBytes);
  int64_t copyBytes =
      (tiling.input.getSize() + tiling.grad.getSize()) * elementBytes;
  bool isNear = copyBytes + tiling.getUnitSums() * 4 <= unit.cacheBytes;
  double bytes = isNear ? nearBytes : farBytes;
  int64_t width = tiling.grad.width.resultSize;
  auto passes =
      static_cast<double>(llvm::divideCeil(width, tiling.passColumns));
  auto depths = static_cast<double>(width * tiling.getLineTiles());
  double products =
      std::max(16.0 * amxTiles * amxTiles, amxTiles * tileBytes / nearBytes);
  double sums = 2.0 * amxTiles * amxTiles * tileBytes / bytes;
  auto tiles = static_cast<double>(
      tiling.taps * llvm::divideCeil(tiling.getOutputTiles(), amxTiles) *
      llvm::divideCeil(tiling.getInputTiles(), amxTiles));
  double copies = copyCost * vectors(tiling.input.getSize()) +
                  (copyCost + transposeCost) * vectors(tiling.grad.getSize());
  double block = tiles * (depths * products + passes * sums) + copies;
  auto blocks = static_cast<double>(
      llvm::divideCeil(images, tiling.input.images) *
      llvm::divideCeil(tiling.grad.height.resultSize, tiling.input.rows) *
      tiling.getInputBlocks());
  auto units = static_cast<double>(tiling.pieces * tiling.getInputBlocks());
  // A thread with nothing left to take waits for the others' last units.
  return blocks * block * (1 + 1 / units) +
         static_cast<double>(tiling.getSums()) * 4 / farBytes;
}

/// Cuts the images into blocks of `images` or of `rows` of some, and their
/// columns so that an operand of two tiles stays in the first-level cache.
static void setBlock(AMXKernelGradTiling &tiling, int64_t images,
                     int64_t rows) {
  for (ImageLines *operand : {&tiling.input, &tiling.grad}) {
    operand->images = images;
    operand->rows = rows;
  }
  int64_t columnBytes =
      tiling.getLineTiles() * amxTiles * amxTileSize * elementBytes;
  int64_t width = tiling.grad.width.resultSize;
  int64_t most = std::clamp<int64_t>(innerBytes / columnBytes, 1, width);
  int64_t passes = llvm::divideCeil(width, most);
  tiling.passColumns = llvm::divideCeil(width, passes);
}

AMXKernelGradTiling
schedule::tileAMXKernelGrad(const kernel::ConvolutionShape &shape,
                            const VectorUnit &unit) {
  AMXKernelGradTiling tiling, best;
  int64_t height = shape.outputHeight, width = shape.outputWidth;
  std::tie(tiling.input.height, tiling.input.width) =
      planDimensions(shape, /*inputGrad=*/false);
  tiling.grad.height = planForward(height, height, 1, 1, 1, 0);
  tiling.grad.width = planForward(width, width, 1, 1, 1, 0);
  tiling.input.sliceChannels = tiling.grad.sliceChannels = amxTile;
  tiling.input.isPaired = tiling.grad.isPaired = true;
  tiling.grad.channels = shape.outputChannels;
  tiling.inputChannels = shape.inputChannels;
  tiling.outputChannels = shape.outputChannels;
  tiling.taps = shape.filterHeight * shape.filterWidth;

  int64_t images = shape.getImages(usualBatch);
  double bestCost = std::numeric_limits<double>::max();
  int64_t channels = llvm::alignTo(shape.inputChannels, amxTile);
  auto tryRows = [&](int64_t rows) {
    // Pairs are of the same row.
    int64_t step = chooseImages(rows, amxDepth, 2, images / tiling.pieces);
    int64_t most =
        rows == height ? std::max(images / tiling.pieces, step) : step;
    for (int64_t n = step; n <= most; n *= 2) {
      setBlock(tiling, n, rows);
      double cost = getCost(tiling, images, unit);
      if (cost < bestCost) {
        bestCost = cost;
        best = tiling;
      }
    }
  };
  for (int64_t block = amxTile; block <= channels; block += amxTile) {
    if (block < channels && shape.inputChannels % block != 0)
      continue;
    tiling.inputBlock = block;
    tiling.input.channels = std::min(block, shape.inputChannels);
    constexpr int64_t mostPieces = 16;
    for (tiling.pieces = 1; tiling.pieces <= shape.getImages(mostPieces);
         tiling.pieces *= 2)
      for (int64_t rows = 1; rows <= height; ++rows)
        if (height % rows == 0)
          tryRows(rows);
  }
  return best;
}
