//===- KernelGradTiling.cpp - Blocks of the direct filters' gradients -----===//

#include "compiler/Schedule/CPU/KernelGradTiling.h"

#include "compiler/Schedule/CPU/ThreadWork.h"

#include "llvm/Support/MathExtras.h"

#include <limits>
#include <tuple>

using namespace anabranch;
using namespace anabranch::schedule;

/// Chooses how many pixels are summed in registers: few enough that a panel
/// stays in the first-level cache while the input channels pass by, and both
/// operands in the second-level one.
static void choosePixels(KernelGradTiling &tiling,
                         const kernel::ConvolutionShape &shape,
                         int64_t elementBytes, const VectorUnit &unit) {
  int64_t operands = tiling.inputBlock * shape.strides[0] * shape.strides[1] +
                     tiling.outputPanels * tiling.getPanelChannels();
  int64_t pixels =
      std::min(productBytes / (tiling.getPanelChannels() * elementBytes),
               unit.cacheBytes / (4 * operands * elementBytes));
  int64_t height = shape.outputHeight, width = shape.outputWidth;
  int64_t mostRows = std::max<int64_t>(1, pixels / width);
  tiling.rows = llvm::divideCeil(
      height, static_cast<int64_t>(llvm::divideCeil(height, mostRows)));
  tiling.images =
      std::clamp<int64_t>(pixels / (height * width), 1,
                          shape.getImages(usualBatch) / tiling.pieces);
}

/// FMAs of vectors in the time that a batch takes: its products, copies of both
/// operands for each block of the other, loads and stores of the sums, and
/// adding up the pieces.
static double getCost(const KernelGradTiling &tiling,
                      const kernel::ConvolutionShape &shape) {
  // Of a vector: measured with Xception's filters on two Zen 4 cores, where
  // copies and pieces come from memory.
  constexpr double copyCost = 8, sumCost = 4, pieceCost = 48;
  auto vectors = [&](int64_t channels) {
    return static_cast<double>(llvm::divideCeil(channels, tiling.lanes));
  };
  auto inputBlocks = static_cast<double>(tiling.getInputBlocks());
  auto outputBlocks = static_cast<double>(tiling.getOutputBlocks());
  auto pieces = static_cast<double>(tiling.pieces);
  auto groups = static_cast<double>(shape.groups);
  auto taps = static_cast<double>(shape.filterHeight * shape.filterWidth);
  int64_t images = shape.getImages(usualBatch);
  auto pixels =
      static_cast<double>(images * shape.outputHeight * shape.outputWidth);

  RegisterTile tile{1, 1, tiling.tileChannels, tiling.vectors};
  double products =
      (getBlockCost(tile, 1, 1, tiling.inputBlock) * (inputBlocks - 1) +
       getBlockCost(tile, 1, 1, tiling.getLastInputBlock())) *
      static_cast<double>(tiling.getPanels()) * taps;
  int64_t inputPixels = shape.strides[0] * shape.strides[1]; // per gradient's
  double inputCopies = vectors(tiling.inputBlock) * inputBlocks * outputBlocks *
                       static_cast<double>(inputPixels);
  double gradCopies =
      static_cast<double>(tiling.getPanels() * tiling.vectors) * inputBlocks;
  double filter = static_cast<double>(tiling.inputChannels) *
                  vectors(tiling.outputChannels) * taps;
  double passes =
      pieces * static_cast<double>(
                   llvm::divideCeil(images / tiling.pieces, tiling.images) *
                   llvm::divideCeil(shape.outputHeight, tiling.rows));
  double cost =
      groups * (pixels * (products + copyCost * (inputCopies + gradCopies)) +
                passes * filter * sumCost);
  // A thread with nothing left to take waits for the others' last units.
  cost *= 1 + 1 / (pieces * groups * inputBlocks * outputBlocks);
  if (tiling.pieces > 1)
    cost += parallelLoopCost + pieces * groups * filter * pieceCost;
  return cost;
}

/// Whether blocks of so many input channels are worth a try: those that divide
/// all; and others where no divisor is near the usual size, of as many blocks
/// the smallest.
static bool isInputBlock(int64_t channels, int64_t block) {
  constexpr int64_t usualBlock = 64;
  if (channels % block == 0)
    return true;
  return channels % getBlockSize(channels, usualBlock) != 0 &&
         llvm::divideCeil(channels, block) <
             llvm::divideCeil(channels, block - 1);
}

KernelGradTiling schedule::tileKernelGrad(const kernel::ConvolutionShape &shape,
                                          int64_t elementBytes,
                                          const VectorUnit &unit) {
  KernelGradTiling tiling, best;
  double bestCost = std::numeric_limits<double>::max();
  std::tie(tiling.height, tiling.width) =
      planDimensions(shape, /*inputGrad=*/false);
  tiling.lanes = unit.getLanes(elementBytes);
  tiling.inputChannels = shape.inputChannels / shape.groups;
  tiling.outputChannels = shape.outputChannels / shape.groups;
  int64_t taps = shape.filterHeight * shape.filterWidth;

  auto tryPieces = [&] {
    constexpr int64_t mostPieces = 32;
    for (tiling.pieces = 1; tiling.pieces <= shape.getImages(mostPieces);
         tiling.pieces *= 2) {
      choosePixels(tiling, shape, elementBytes, unit);
      double cost = getCost(tiling, shape);
      if (cost < bestCost) {
        bestCost = cost;
        best = tiling;
      }
    }
  };
  for (int64_t inputBlock = 1; inputBlock <= tiling.inputChannels;
       ++inputBlock) {
    if (!isInputBlock(tiling.inputChannels, inputBlock))
      continue;
    tiling.inputBlock = inputBlock;
    RegisterTile tile = chooseRegisterTile(
        1, 1, inputBlock, tiling.outputChannels, tiling.lanes, unit);
    tiling.tileChannels = tile.columns;
    tiling.vectors = tile.vectors;
    if (!tiling.hasEqualInputBlocks())
      tiling.inputBlock = llvm::alignTo(inputBlock, tile.columns);
    if (tiling.inputBlock > tiling.inputChannels)
      continue;
    // A unit's sums stay in the second-level cache, if those of one panel do.
    int64_t panelBytes =
        tiling.getPanelChannels() * tiling.inputBlock * taps * elementBytes;
    int64_t mostPanels =
        std::clamp<int64_t>(unit.cacheBytes / (4 * panelBytes),
                            inputBlock == 1 ? 1 : 0, tiling.getPanels());
    for (tiling.outputPanels = 1; tiling.outputPanels <= mostPanels;
         ++tiling.outputPanels)
      tryPieces();
  }
  return best;
}
