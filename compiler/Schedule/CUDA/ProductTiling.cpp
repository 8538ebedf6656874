//===- ProductTiling.cpp - Matrix products in the blocks of a GPU ---------===//

#include "compiler/Schedule/CUDA/ProductTiling.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::schedule;

/// What warpgroups multiply at a time: 64 channels fill a line of memory.
static constexpr int64_t warpgroupDepth = 64;

/// The tiling for results of so many columns (channels of a group), with at
/// most so many rows to a block of warpgroups.
static ProductTiling tileProduct(int64_t columns, Type element,
                                 const DeviceUnit &device, int64_t mostRows) {
  if (!element.isBF16()) {
    if (columns <= 32)
      return {128, 32, 16, 256, ProductUnit::Threads};
    return {64, 64, 16, 256, ProductUnit::Threads};
  }
  // Wide tiles read the left operand less often; narrow ones leave fewer
  // columns empty.
  constexpr int64_t wide = 128, narrow = 64, few = 16;
  auto getColumns = [&](int64_t tile) {
    return llvm::alignTo(static_cast<uint64_t>(columns),
                         static_cast<uint64_t>(tile));
  };
  int64_t tile = getColumns(wide) > getColumns(narrow) ? narrow : wide;
  if (device.warpgroups) {
    // Sums of 64 numbers for each thread leave registers for loads.
    constexpr int64_t sums = 64;
    tile = columns <= few ? few : tile;
    int64_t threads = std::max<int64_t>(256, mostRows * tile / sums);
    return {mostRows, tile, warpgroupDepth, threads, ProductUnit::Warpgroups};
  }
  return {128, tile, 32, 256, ProductUnit::Warps};
}

ElementTiling schedule::tileResults(const ProductTiling &tiling,
                                    int64_t channels, int64_t lanes) {
  int64_t columns = tiling.columns / lanes;
  int64_t rowLanes = tiling.threads / columns;
  return {channels, lanes,
          columns,  tiling.getColumnBlocks(channels),
          rowLanes, tiling.rows / rowLanes};
}

/// Warpgroups of a block that multiply what others bring.
static constexpr int64_t multiplyingGroups = 2;

/// As 64 rows of an instruction with 128 columns, channels and pixels take
/// shared memory for 48 of the 64 cycles that the tensor cores multiply, and as
/// its 64 columns with 64 rows for all 32.
static bool canHaveChannelsAsRows(const ProductTiling &tiling) {
  constexpr int64_t pixels = 128;
  return tiling.columns == ProductTiling::instructionRows &&
         tiling.rows == multiplyingGroups * pixels;
}

/// How many taps make a turn of two warpgroups' products long enough: their
/// instructions take about as long whatever they multiply, and the tensor cores
/// wait for them if products are done before.
static int64_t chooseTapsPerTurn(const ProductTiling &tiling,
                                 const HaloTile &halo, int64_t taps,
                                 int64_t epilogueBytes, int64_t sharedBytes) {
  constexpr int64_t wantedCycles = 512, productsPerCycle = 2048;
  int64_t cycles = tiling.rows * tiling.columns * tiling.depth /
                   multiplyingGroups / productsPerCycle;
  // What slots for three turns leave to others: two of pixels, and epilogues,
  // with what they read besides.
  constexpr int64_t elementBytes = 2, slots = 3, wantedBytes = 24 << 10;
  int64_t room = sharedBytes - std::max(epilogueBytes, wantedBytes) -
                 2 * halo.getLines() * tiling.depth * elementBytes;
  int64_t sliceBytes = tiling.depth * tiling.columns * elementBytes;
  int64_t best = 1;
  for (int64_t together = 2; together <= taps; ++together)
    if (taps % together == 0 && best * cycles < wantedCycles &&
        slots * together * sliceBytes <= room)
      best = together;
  return best;
}

PhaseProduct ConvolutionProducts::makePhase(int64_t phaseY, int64_t phaseX,
                                            int64_t rows) const {
  PhaseProduct phase;
  phase.tiling = tiling;
  phase.tiling.rows = rows;
  phase.rowTaps = height.phases[static_cast<size_t>(phaseY)];
  phase.columnTaps = width.phases[static_cast<size_t>(phaseX)];
  phase.height = height.getPhaseSize(phaseY, height.resultSize);
  phase.width = width.getPhaseSize(phaseX, width.resultSize);
  phase.depth = phase.rowTaps.count * phase.columnTaps.count * sourceChannels;
  auto chooseHalo = [&](HaloUse use) {
    return chooseHaloTile({phase.height, height.sourceStep, phase.rowTaps},
                          {phase.width, width.sourceStep, phase.columnTaps},
                          sourceChannels, rows, use, sharedBytes);
  };
  if (isPacked && canHaveChannelsAsRows(phase.tiling)) {
    phase.halo = chooseHalo(HaloUse::Columns);
    phase.tiling.channelsAsRows = phase.halo.has_value();
  }
  if (isPacked && !phase.halo)
    phase.halo = chooseHalo(HaloUse::Rows);
  if (phase.halo) {
    phase.tiling.depth = phase.halo->channels;
    // What has to be loaded while products run is a warpgroup's work, so that
    // nothing but products keeps the others from starting the next ones.
    phase.tiling.threads = multiplyingGroups * ProductTiling::groupThreads;
    // With fewer sums, there are registers for two.
    phase.tiling.producers =
        (phase.tiling.channelsAsRows ? 2 : 1) * ProductTiling::groupThreads;
    HaloUse use =
        phase.tiling.channelsAsRows ? HaloUse::Columns : HaloUse::Rows;
    phase.tiling.tapsPerTurn = chooseTapsPerTurn(
        phase.tiling, *phase.halo, phase.rowTaps.count * phase.columnTaps.count,
        getEpilogueBytes(use, tiling.columns, sums), sharedBytes);
  } else if (tiling.unit == ProductUnit::Warpgroups && phase.depth > 0) {
    // An instruction adds up 16 products. Of pixels of few channels a thread
    // loads each by itself, and has registers for so many loads, or for so many
    // on their way while earlier ones are multiplied.
    constexpr int64_t step = 16, mostLanes = 8, mostLoads = 32, mostAhead = 16;
    int64_t lanes = std::gcd(sourceChannels, mostLanes);
    auto getDepth = [&](int64_t loads) {
      int64_t depth = loads * lanes * tiling.threads / tiling.rows;
      return std::max(depth / step * step, step);
    };
    int64_t depth = llvm::divideCeilSigned(phase.depth, step) * step;
    if (depth > getDepth(mostLoads))
      depth = getDepth(mostAhead);
    phase.tiling.depth = std::min(tiling.depth, depth);
  }
  return phase;
}

std::optional<PhaseProduct>
ConvolutionProducts::getSmallPhase(int64_t phaseY, int64_t phaseX) const {
  // Few train with smaller batches, for whose sake other kernels would double.
  constexpr int64_t images = 128;
  PhaseProduct phase = getPhase(phaseY, phaseX);
  if (!phase.halo)
    return std::nullopt;
  int64_t tiles = phase.tiling.getRowBlocks(images * phase.getRowsPerImage());
  PhaseProduct small = makePhase(phaseY, phaseX, tiling.rows / 2);
  bool isOther = small.halo && small.halo->channels == phase.halo->channels;
  return isOther && tiles * getColumnBlocks() * groups <= blocksOfHalf
             ? std::optional(small)
             : std::nullopt;
}

void ConvolutionProducts::forEachPhase(
    function_ref<void(int64_t, int64_t)> body) const {
  for (int64_t y = 0; y < height.phaseStep; ++y)
    for (int64_t x = 0; x < width.phaseStep; ++x)
      if (height.getPhaseSize(y, height.resultSize) > 0 &&
          width.getPhaseSize(x, width.resultSize) > 0)
        body(y, x);
}

int64_t ConvolutionProducts::getPackedSize() const {
  int64_t size = 0;
  forEachPhase(
      [&](int64_t y, int64_t x) { size += getPackedSize(getPhase(y, x)); });
  return size;
}

ConvolutionProducts
schedule::planProducts(const kernel::ConvolutionShape &shape, bool inputGrad,
                       Type element, const DeviceUnit &device) {
  ConvolutionProducts products;
  std::tie(products.height, products.width) = planDimensions(shape, inputGrad);
  products.groups = shape.groups;
  products.sharedBytes = device.sharedBytes;
  products.sourceChannels = shape.inputChannels / shape.groups;
  products.resultChannels = shape.outputChannels / shape.groups;
  if (inputGrad)
    std::swap(products.sourceChannels, products.resultChannels);
  // Each block reads the whole filter of its columns, at about half of what the
  // cache between multiprocessors delivers while 256 rows are multiplied.
  products.tiling = tileProduct(products.resultChannels, element, device,
                                /*mostRows=*/256);
  products.isPacked = products.tiling.unit == ProductUnit::Warpgroups;
  return products;
}

ConvolutionProducts schedule::planProducts(kernel::ConvolutionOpInterface op,
                                           bool inputGrad,
                                           const DeviceUnit &device) {
  ConvolutionProducts products =
      planProducts(op.getShape(), inputGrad, getProductType(op), device);
  // A packed filter is a vector.
  auto filter = cast<ShapedType>(op.getRhs().front().getType());
  products.isPacked &= filter.getRank() == 1;
  products.sums = op.getReductionCount();
  return products;
}

ProductTiling schedule::tileLoadedProduct(int64_t rows, int64_t columns,
                                          Type element,
                                          const DeviceUnit &device) {
  constexpr int64_t mostRows = 128;
  ProductTiling tiling = tileProduct(columns, element, device, mostRows);
  if (tiling.unit == ProductUnit::Warpgroups &&
      rows <= ProductTiling::instructionRows) {
    tiling.rows = ProductTiling::instructionRows;
    tiling.threads = ProductTiling::groupThreads;
  }
  return tiling;
}

ProductTiling schedule::planMatMul(const kernel::MatMulShape &shape,
                                   Type element, const DeviceUnit &device) {
  return tileLoadedProduct(shape.rows, shape.columns, element, device);
}

Type schedule::getProductType(kernel::KernelOpInterface op) {
  return op.getLhsPrologue().front().getTerminator()->getOperand(0).getType();
}
