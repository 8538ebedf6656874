//===- AMXTiling.cpp - Blocks of convolutions by AMX ----------------------===//

#include "compiler/Schedule/CPU/AMXTiling.h"

#include "compiler/Schedule/CPU/ThreadWork.h"

#include <limits>

using namespace anabranch;
using namespace anabranch::schedule;

/// Bytes of bf16.
constexpr int64_t elementBytes = 2;
/// What stays in the first-level cache, which has 48 KiB where there is AMX,
/// while the other operand passes by and takes the rest.
constexpr int64_t innerBytes = 24 * 1024;

int64_t schedule::getAMXParts(kernel::KernelOpInterface op) {
  mlir::Region &prologue =
      op.getLhs().empty() ? op.getRhsPrologue() : op.getLhsPrologue();
  mlir::Type product =
      prologue.front().getTerminator()->getOperand(0).getType();
  return product.isBF16() ? 1 : 2;
}

bool schedule::isAMXShape(const kernel::ConvolutionShape &shape) {
  return shape.groups == 1;
}

/// How much of the tiles that `lines` take are lines.
static double getFill(int64_t lines, int64_t tile) {
  return static_cast<double>(lines) /
         static_cast<double>(llvm::alignTo(lines, tile));
}

/// As many images, up to `most`, as have lines of `rows` rows that fill tiles
/// of `tile` lines best: the fewest that waste less than a fifteenth, if there
/// are such.
static int64_t chooseImages(int64_t rows, int64_t tile, int64_t step,
                            int64_t most) {
  int64_t best = step;
  double bestPart = 0;
  for (int64_t images = step; images <= std::max(most, step); images += step) {
    double part = getFill(rows * images, tile);
    if (part > bestPart) {
      best = images;
      bestPart = part;
    }
    if (part > 14.0 / 15)
      break;
  }
  return best;
}

/// Rows of an image's blocks, several of which are phases: all of them, or
/// equal blocks, so that their loops have constant bounds. They should fit in
/// `budget` and fill tiles. `getBytes` says how large the copy of a block's
/// rows is.
static int64_t chooseRows(int64_t height, int64_t step, int64_t budget,
                          llvm::function_ref<int64_t(int64_t)> getBytes) {
  // Rather leave the cache now and then than a third of the tiles empty.
  constexpr double crowded = 2.0 / 3;
  int64_t whole = llvm::alignTo(height, step), best = whole;
  if (getBytes(whole) <= budget)
    return whole;
  double bestPart = 0;
  for (int64_t rows = whole; rows > 0; rows -= step) {
    int64_t bytes = getBytes(rows);
    if ((rows < whole && height % rows != 0) || bytes > 2 * budget)
      continue;
    double part =
        getFill(rows / step, amxTile) * (bytes > budget ? crowded : 1);
    if (part > bestPart) {
      bestPart = part;
      best = rows;
    }
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
                                                     : unit.cacheBytes / 8;
  auto getBytes = [&] { return source.getSourceSize() * elementBytes; };
  int64_t resultHeight = blocks.height.resultSize;
  int64_t step = blocks.height.phaseStep;
  auto setRows = [&](int64_t rows) {
    blocks.rows = rows;
    source.rows = std::min(rows, resultHeight);
  };
  source.images = 1;
  setRows(chooseRows(resultHeight, step, budget, [&](int64_t rows) {
    setRows(rows);
    return getBytes();
  }));
  blocks.images = 1;
  if (blocks.rows < resultHeight)
    return;
  int64_t images = shape.getImages(usualBatch);
  source.images = chooseImages(blocks.getPhases().front().rows, amxTile, 1,
                               std::min<int64_t>(images, amxTiles * amxTile));
  while (source.images > 1 && getBytes() > budget)
    --source.images;
  // A quarter of the batch at most, that threads have something to share, and
  // blocks that are equal.
  int64_t most = std::clamp<int64_t>(
      budget / getBytes(), 1, std::max<int64_t>(images / 4 / source.images, 1));
  int64_t copies = most;
  while (copies > 1 && images % (copies * source.images) != 0)
    --copies;
  if (2 * copies < most)
    copies = most;
  blocks.images = source.images * copies;
}

AMXConvolutionTiling
schedule::tileAMXConvolution(const kernel::ConvolutionShape &shape,
                             bool inputGrad, int64_t parts,
                             const VectorUnit &unit) {
  AMXConvolutionTiling tiling;
  ConvolutionTiling &blocks = tiling.blocks;
  ImageLines &source = tiling.source;
  auto [height, width] = planDimensions(shape, inputGrad);
  source.setDimensions(height, shape.filterHeight, width, shape.filterWidth);
  blocks.height = source.height;
  blocks.width = source.width;
  blocks.sourceChannels = shape.inputChannels;
  blocks.resultChannels = shape.outputChannels;
  if (inputGrad)
    std::swap(blocks.sourceChannels, blocks.resultChannels);
  blocks.groups = 1;
  blocks.lanes = amxTile;
  blocks.tile = {1, 1, amxTile, amxTiles};
  blocks.channelChunk = amxDepth;
  source.channels = blocks.sourceChannels;
  source.sliceChannels = amxDepth;
  source.isPaired = false;
  source.parts = parts;
  int64_t taps = shape.filterHeight * shape.filterWidth;
  int64_t filterBytes = parts * blocks.getPackedFilterSize(taps) * elementBytes;
  chooseBlock(tiling, shape, filterBytes, unit);

  int64_t blockBytes = filterBytes / blocks.getChannelBlocks();
  tiling.panelBlocks = std::clamp<int64_t>(unit.cacheBytes * 3 / 8 / blockBytes,
                                           1, blocks.getChannelBlocks());
  int64_t units = llvm::divideCeil(shape.getImages(usualBatch), blocks.images) *
                  blocks.getRowBlocks();
  blocks.channelParts = std::clamp<int64_t>(
      llvm::divideCeil(wantedUnits, 2 * units), 1, blocks.getChannelBlocks());
  return tiling;
}

// The costs below were measured on an Intel Xeon with 2 MiB of second-level
// cache.

/// Cycles of the products that make up one of tiles.
static double getProductCost(int64_t parts) {
  return static_cast<double>(16 * getAMXProducts(parts));
}

double schedule::getCost(const AMXConvolutionTiling &tiling) {
  // Of the peak: tiles wait for their operands now and then.
  constexpr double efficiency = 0.65;
  // Cycles for a vector of channels to be copied, and to become a result.
  constexpr double copyCost = 10, resultCost = 10;
  const ConvolutionTiling &blocks = tiling.blocks;
  int64_t channelTiles = llvm::divideCeil(blocks.resultChannels, amxTile);
  double cycles = 0;
  for (const Phase &phase : blocks.getPhases()) {
    auto tiles = static_cast<double>(
        llvm::alignTo(tiling.getTiles(phase), amxTiles) * channelTiles);
    auto steps = static_cast<double>(
        phase.rowTaps.count * phase.columnTaps.count * blocks.getChunks());
    cycles +=
        tiles * (steps * getProductCost(tiling.source.parts) / efficiency +
                 amxTile * resultCost);
  }
  // Each part of the channels copies the source.
  auto copied = static_cast<double>(blocks.channelParts * tiling.getSources() *
                                    tiling.source.getSourceSize());
  cycles += copyCost * copied / amxDepth;
  return cycles * static_cast<double>(blocks.getRowBlocks()) /
         static_cast<double>(blocks.images);
}

/// Products, loads and stores of the sums, copies of both operands, and adding
/// up the pieces, for an image.
static double getGradCost(const AMXKernelGradTiling &tiling, int64_t images,
                          const VectorUnit &unit) {
  // Bytes a cycle from the second-level cache, and where it is too small for
  // what is read again and again.
  constexpr double nearBytes = 34, farBytes = 2;
  // Cycles for a vector of channels to be loaded and stored in its place, and
  // for one to be transposed.
  constexpr double nearCost = 10, farCost = 40, transposeCost = 8;
  auto vectors = [](int64_t elements) {
    return static_cast<double>(elements) / amxTile;
  };
  auto tileBytes = static_cast<double>(amxTileSize * elementBytes);
  int64_t copyBytes =
      (tiling.input.getSize() + tiling.grad.getSize()) * elementBytes;
  bool isNear = copyBytes + tiling.getUnitSums() * 4 <= unit.cacheBytes;
  double bytes = isNear ? nearBytes : farBytes;
  double copyCost = isNear ? nearCost : farCost;
  int64_t width = tiling.grad.width.resultSize;
  auto passes =
      static_cast<double>(llvm::divideCeil(width, tiling.passColumns));
  auto depths = static_cast<double>(width * tiling.getLineTiles());
  auto parts = static_cast<double>(tiling.input.parts);
  double products =
      std::max(amxTiles * amxTiles * getProductCost(tiling.input.parts),
               parts * amxTiles * tileBytes / bytes);
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
  // Bytes of all pieces' sums, a cycle.
  constexpr double sumBytes = 8;
  // A thread with nothing left to take waits for the others' last units.
  double cycles = blocks * block * (1 + 1 / units) +
                  static_cast<double>(tiling.getSums()) * 4 / sumBytes;
  return cycles / static_cast<double>(images);
}

/// Cuts the images into blocks of `images` or of `rows` of some, and their
/// columns so that an operand of two tiles stays in the first-level cache.
static void setBlock(AMXKernelGradTiling &tiling, int64_t images,
                     int64_t rows) {
  for (ImageLines *operand : {&tiling.input, &tiling.grad}) {
    operand->images = images;
    operand->rows = rows;
  }
  int64_t columnBytes = tiling.grad.parts * tiling.getLineTiles() * amxTiles *
                        amxTileSize * elementBytes;
  int64_t width = tiling.grad.width.resultSize;
  int64_t most = std::clamp<int64_t>(innerBytes / columnBytes, 1, width);
  int64_t passes = llvm::divideCeil(width, most);
  tiling.passColumns = llvm::divideCeil(width, passes);
}

AMXKernelGradTiling
schedule::tileAMXKernelGrad(const kernel::ConvolutionShape &shape,
                            int64_t parts, const VectorUnit &unit) {
  AMXKernelGradTiling tiling, best;
  int64_t height = shape.outputHeight, width = shape.outputWidth;
  auto [rows, columns] = planDimensions(shape, /*inputGrad=*/false);
  tiling.input.setDimensions(rows, shape.filterHeight, columns,
                             shape.filterWidth);
  tiling.grad.height = planForward(height, height, 1, 1, 1, 0);
  tiling.grad.width = planForward(width, width, 1, 1, 1, 0);
  tiling.input.sliceChannels = tiling.grad.sliceChannels = amxTile;
  tiling.input.isPaired = tiling.grad.isPaired = true;
  tiling.input.parts = tiling.grad.parts = parts;
  tiling.grad.channels = shape.outputChannels;
  tiling.inputChannels = shape.inputChannels;
  tiling.taps = shape.filterHeight * shape.filterWidth;

  // A block of more images than a piece has would be zeros in part.
  int64_t images = shape.getImages(usualBatch / 2);
  best.cost = std::numeric_limits<double>::max();
  int64_t channels = llvm::alignTo(shape.inputChannels, amxTile);
  auto tryRows = [&](int64_t rows) {
    // Pairs are of the same row.
    int64_t step = chooseImages(rows, amxDepth, 2, images / tiling.pieces);
    int64_t most =
        rows == height ? std::max(images / tiling.pieces, step) : step;
    for (int64_t n = step; n <= most; n *= 2) {
      setBlock(tiling, n, rows);
      tiling.cost = getGradCost(tiling, images, unit);
      if (tiling.cost < best.cost)
        best = tiling;
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
