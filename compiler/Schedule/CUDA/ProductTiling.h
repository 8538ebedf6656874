//===- ProductTiling.h - Matrix products in the blocks of a GPU -----------===//
//
// Convolutions and their gradients run on the GPU as matrix products whose
// operands are never laid out: blocks read what they multiply from the images
// and the filter, with prologues, into their shared memory. Products of
// activations do the same.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CUDA_PRODUCTTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_CUDA_PRODUCTTILING_H

#include "compiler/Schedule/CUDA/DeviceUnit.h"
#include "compiler/Schedule/CUDA/ElementTiling.h"
#include "compiler/Schedule/CUDA/HaloTile.h"
#include "compiler/Schedule/DimensionPlan.h"

namespace anabranch::schedule {

/// The multiprocessors that the compiler expects, where it has to choose before
/// the GPU is known (see kernel.multiprocessors): those of an H100 as a module.
constexpr int64_t expectedMultiprocessors = 132;
/// At most so many blocks, one for each, leave half of them without work.
constexpr int64_t blocksOfHalf = expectedMultiprocessors / 2;

/// What multiplies in a block, all of them in step.
enum class ProductUnit {
  Threads,   ///< each `threadRows` x `threadColumns` results, any float type
  Warps,     ///< tensor cores, with fragments in registers: bf16
  Warpgroups ///< tensor cores that read shared memory: bf16
};

/// The part of a product that a block computes: rows x columns results,
/// `depth` products of each at a time.
struct ProductTiling {
  int64_t rows, columns, depth;
  int64_t threads; ///< that multiply
  ProductUnit unit;
  /// Threads behind them that only load. With none, those that multiply do.
  int64_t producers = 0;
  /// Slices of the filter that a turn multiplies by what is kept of the other
  /// operand, each by what its tap reads there.
  int64_t tapsPerTurn = 1;
  /// Whether instructions of warpgroups multiply channels by pixels: of few
  /// channels 64 as rows, and as columns all pixels that a warpgroup has, so
  /// that they read less of shared memory. Else they multiply 64 pixels by all
  /// channels.
  bool channelsAsRows = false;

  static constexpr int64_t threadRows = 4, threadColumns = 4;
  /// Threads of a warpgroup, and the rows that one of its instructions has.
  static constexpr int64_t groupThreads = 128, instructionRows = 64;

  /// Blocks of a multiprocessor that threads leave registers for. Those that
  /// multiply for themselves need what they have, and those of which some only
  /// load share all that there are.
  std::optional<int32_t> getLeastBlocks() const {
    return unit == ProductUnit::Threads || producers != 0
               ? std::optional<int32_t>(1)
               : std::nullopt;
  }
  int64_t getThreads() const { return threads + producers; }
  /// The columns that an instruction of a warpgroup has.
  int64_t getInstructionColumns() const {
    return channelsAsRows ? rows / (threads / groupThreads) : columns;
  }
  int64_t getRowBlocks(int64_t results) const {
    return (results + rows - 1) / rows;
  }
  int64_t getColumnBlocks(int64_t results) const {
    return (results + columns - 1) / columns;
  }
};

/// How a block's results are shared for the epilogue, `lanes` of `channels` at
/// a time: whole lines of memory, whatever the product's layout was.
ElementTiling tileResults(const ProductTiling &tiling, int64_t channels,
                          int64_t lanes);

/// The results of a convolution that read the same taps, as one product.
struct PhaseProduct {
  ProductTiling tiling;
  TapRange rowTaps, columnTaps;
  int64_t height, width; ///< results in one image
  int64_t depth;         ///< taps x source channels of a group
  std::optional<HaloTile> halo;

  /// Rows for each image: its pixels, or with a halo whole tiles of them.
  int64_t getRowsPerImage() const {
    return halo ? halo->getRowsPerImage() : height * width;
  }
  /// Slices of the depth that a block multiplies, and in how many turns.
  int64_t getSlices() const {
    return (depth + tiling.depth - 1) / tiling.depth;
  }
  int64_t getTurns() const { return getSlices() / tiling.tapsPerTurn; }
  /// Elements of a slice of the filter.
  int64_t getFilterSlice() const { return tiling.depth * tiling.columns; }
};

/// A convolution, or its input's gradient, as products: one for each phase of
/// the result's pixels.
struct ConvolutionProducts {
  DimensionPlan height, width;
  int64_t sourceChannels, resultChannels; ///< per group
  int64_t groups;
  int64_t sharedBytes;  ///< that a block can have
  ProductTiling tiling; ///< of phases without a halo
  /// Whether the filter lies in memory as blocks multiply it: for each phase
  /// and block of columns, slice by slice (see kernel.pack_filter). Without,
  /// there are no halos.
  bool isPacked;
  /// Per channel. How a filter is packed does not depend on them.
  int64_t sums = 0;

  PhaseProduct getPhase(int64_t phaseY, int64_t phaseX) const {
    return makePhase(phaseY, phaseX, tiling.rows);
  }
  /// The same with smaller tiles, for batches whose tiles would leave half of
  /// the multiprocessors without one; nothing if only the smallest batches are
  /// of that kind.
  std::optional<PhaseProduct> getSmallPhase(int64_t phaseY,
                                            int64_t phaseX) const;
  /// Calls `body(phaseY, phaseX)` for the phases that have results.
  void forEachPhase(llvm::function_ref<void(int64_t, int64_t)> body) const;

  int64_t getColumnBlocks() const {
    return tiling.getColumnBlocks(resultChannels);
  }

  /// Elements of a packed filter for a phase.
  int64_t getPackedSize(const PhaseProduct &phase) const {
    return groups * getColumnBlocks() * phase.getSlices() *
           phase.getFilterSlice();
  }
  /// The same for all phases.
  int64_t getPackedSize() const;

private:
  PhaseProduct makePhase(int64_t phaseY, int64_t phaseX, int64_t rows) const;
};

/// With a filter that is packed, if products of its kind have one.
ConvolutionProducts planProducts(const kernel::ConvolutionShape &shape,
                                 bool inputGrad, mlir::Type element,
                                 const DeviceUnit &device);

/// Those of a convolution or its input's gradient as they are.
ConvolutionProducts planProducts(kernel::ConvolutionOpInterface op,
                                 bool inputGrad, const DeviceUnit &device);

/// The tiling for so many rows where threads load both operands before they
/// multiply: few rows are one warpgroup's.
ProductTiling tileLoadedProduct(int64_t rows, int64_t columns,
                                mlir::Type element, const DeviceUnit &device);

/// The tiling for products of matrices of activations.
ProductTiling planMatMul(const kernel::MatMulShape &shape, mlir::Type element,
                         const DeviceUnit &device);

/// The type that a product multiplies: what its prologues yield.
mlir::Type getProductType(kernel::KernelOpInterface op);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CUDA_PRODUCTTILING_H
