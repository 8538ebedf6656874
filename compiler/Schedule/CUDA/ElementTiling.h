//===- ElementTiling.h - A domain's elements over a GPU's threads ---------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CUDA_ELEMENTTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_CUDA_ELEMENTTILING_H

#include "dialects/Kernel/Kernel.h"

namespace anabranch::schedule {

/// How blocks of threads share a domain that is seen as rows of channels. A
/// thread has some neighbouring channels, the same in each of its rows, so that
/// it can sum them in registers.
struct ElementTiling {
  int64_t channels;
  int64_t lanes;        ///< channels that a thread handles together
  int64_t columns;      ///< threads along a row of a block
  int64_t columnBlocks; ///< blocks along a row
  int64_t rowLanes;     ///< rows that a block handles at once
  int64_t passes;       ///< rows that a thread handles one after the other
  /// Blocks that take turns at the rows, so that a thread's are `getRowStep()`
  /// apart.
  int64_t strips = 1;

  int64_t getVectors() const { return channels / lanes; }
  int64_t getRowsPerBlock() const { return rowLanes * passes; }
  int64_t getRowStep() const { return rowLanes * strips; }
  /// Rows that the strips' blocks share.
  int64_t getRowsOfStrips() const { return getRowsPerBlock() * strips; }
  /// Whole warps; the last threads may be without work.
  int64_t getThreads() const { return (columns * rowLanes + 31) / 32 * 32; }
};

/// What every launch has of a block's memory without asking for more.
constexpr int64_t grantedSharedBytes = 48 * 1024;

/// Bytes that one thread loads or stores at once at best.
constexpr int64_t deviceVectorBytes = 16;

/// The most channels that a thread can handle together: they fill a load of the
/// narrowest tensor that has the domain's shape, and divide the channels.
int64_t getDeviceLanes(kernel::KernelOpInterface op);

/// The tiling of any anchor whose results are computed one by one. A vector is
/// rows of as many elements as a thread handles together.
ElementTiling tileElements(kernel::KernelOpInterface op);

/// The same for rows of `channels` that are handled `lanes` at a time.
ElementTiling tileRows(int64_t channels, int64_t lanes, int64_t passes);

/// How the output's pixels are shared where each thread sums products for a row
/// of a filter's taps.
ElementTiling tileTapSums(kernel::DepthwiseKernelGradOp op);

/// The taps by which a kernel's last sum is taken, if it is.
std::optional<kernel::TapsAttr> getTaps(kernel::KernelOpInterface op);

/// Numbers that a block's sums are: one for each channel and sum, for that by
/// tap for each tap.
int64_t countSumColumns(kernel::KernelOpInterface op);

/// Rows of a domain for each unit of a launch's extent.
int64_t getRowsPerExtent(mlir::ShapedType domain);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CUDA_ELEMENTTILING_H
