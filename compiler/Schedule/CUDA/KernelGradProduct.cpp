//===- KernelGradProduct.cpp - Filters' gradients in blocks of a GPU ------===//

#include "compiler/Schedule/CUDA/KernelGradProduct.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::schedule;

/// Blocks that keep a GPU busy: a few for each multiprocessor.
static constexpr int64_t wantedBlocks = 512;

/// A filter's gradient whose taps read the same kept pixels, if it can be: each
/// warpgroup has a row of taps, with sums of 64 x 64 for each. More than three
/// would not fit in registers.
static std::optional<KernelGradProduct>
planTapGrad(const kernel::ConvolutionShape &shape, Type element,
            const DeviceUnit &device) {
  constexpr int64_t mostTaps = 3, channels = 64, fewestResults = 64,
                    mostResults = 128;
  int64_t inputChannels = shape.inputChannels / shape.groups;
  // Pairs of columns are stored together.
  bool isPaired = shape.outputChannels / shape.groups % 2 == 0;
  if (!device.warpgroups || !element.isBF16() || !isPaired ||
      inputChannels % channels != 0 || shape.filterHeight > mostTaps ||
      shape.filterWidth > mostTaps)
    return std::nullopt;
  auto [height, width] = planDimensions(shape, /*inputGrad=*/false);
  KernelGradProduct product;
  product.rowTaps = height.phases.front();
  product.columnTaps = width.phases.front();
  for (int64_t results = fewestResults; results <= mostResults && !product.halo;
       results *= 2)
    product.halo = chooseHaloTile(
        {shape.outputHeight, height.sourceStep, product.rowTaps},
        {shape.outputWidth, width.sourceStep, product.columnTaps},
        inputChannels, results, HaloUse::Depth, device.sharedBytes);
  if (!product.halo)
    return std::nullopt;
  product.tiling = {shape.filterHeight * shape.filterWidth * channels,
                    64,
                    product.halo->getRows(),
                    shape.filterHeight * ProductTiling::groupThreads,
                    ProductUnit::Warpgroups,
                    /*producers=*/ProductTiling::groupThreads};
  return product;
}

KernelGradProduct
schedule::planKernelGrad(const kernel::ConvolutionShape &shape, Type element,
                         const DeviceUnit &device) {
  int64_t columns = shape.outputChannels / shape.groups;
  KernelGradProduct product;
  product.rows = shape.filterHeight * shape.filterWidth * shape.inputChannels /
                 shape.groups;
  int64_t wanted = wantedBlocks;
  if (auto taps = planTapGrad(shape, element, device)) {
    product.tiling = taps->tiling;
    product.halo = taps->halo;
    product.rowTaps = taps->rowTaps;
    product.columnTaps = taps->columnTaps;
    // A multiprocessor has room for one, and what it begins late is late. Half
    // of them are left to the gradients that the step waits for, of which those
    // of normalization wait for memory, with tensor cores idle.
    wanted = blocksOfHalf;
  } else {
    product.tiling = tileLoadedProduct(product.rows, columns, element, device);
  }
  // More pieces than images would be empty, and each costs a filter's memory.
  constexpr int64_t mostBytes = int64_t(64) << 20, sumBytes = 4;
  int64_t mostPieces =
      mostBytes / (product.rows * columns * shape.groups * sumBytes);
  int64_t blocks = product.getRowBlocks() * shape.groups *
                   product.tiling.getColumnBlocks(columns);
  int64_t pieces = product.halo
                       ? wanted / blocks
                       : static_cast<int64_t>(llvm::divideCeil(wanted, blocks));
  pieces = std::clamp<int64_t>(pieces, 1, std::max<int64_t>(mostPieces, 1));
  product.pieces = std::min(pieces, shape.getImages(pieces));
  return product;
}
