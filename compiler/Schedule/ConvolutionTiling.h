//===- ConvolutionTiling.h - Blocks and register tiles of convolutions ----===//
//
// A convolution runs as a matrix product whose left operand is never laid out:
// a thread copies a block of images into scratch memory, with its padding, and
// reads it there at an offset per filter tap. The accumulators of a tile
// (pixels x vectors of channels) stay in registers over all taps and channels.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CONVOLUTIONTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_CONVOLUTIONTILING_H

#include "compiler/Schedule/VectorUnit.h"
#include "dialects/Kernel/Kernel.h"

namespace anabranch::schedule {

/// An arithmetic progression of filter taps along one dimension, and where each
/// reads the source.
struct TapRange {
  int64_t count;       ///< number of taps
  int64_t firstTap;    ///< index of the first in the filter
  int64_t tapStep;     ///< from one to the next
  int64_t firstOffset; ///< source position that the first reads for result 0
  int64_t offsetStep;  ///< from one tap to the next
};

/// One dimension of a convolution seen from its result: result phase + step * i
/// reads source sourceStep * i + offset(tap). A forward convolution has one
/// phase; the input's gradient has as many as the stride.
struct DimensionPlan {
  int64_t sourceSize, resultSize;
  int64_t
      sourceStep; ///< source positions from one result of a phase to the next
  int64_t phaseStep; ///< number of phases
  llvm::SmallVector<TapRange> phases;
  int64_t lowest;  ///< lowest source position read for result 0 (may be < 0)
  int64_t highest; ///< highest one

  /// Results of a phase among the first `results`.
  int64_t getPhaseSize(int64_t phase, int64_t results) const {
    return results <= phase ? 0 : (results - phase - 1) / phaseStep + 1;
  }
  /// Source positions that the first `results` read, padding included.
  int64_t getReach(int64_t results) const {
    return (getPhaseSize(0, results) - 1) * sourceStep + highest - lowest + 1;
  }
};

/// Plans one dimension of y[i] = sum over taps of x[i * stride + tap * dilation
/// - before].
DimensionPlan planForward(int64_t source, int64_t result, int64_t taps,
                          int64_t stride, int64_t dilation, int64_t before);

/// Plans one dimension of the transposed map, dx[j] = sum over taps of
/// dy[(j + before - tap * dilation) / stride] where that is whole.
DimensionPlan planInputGrad(int64_t source, int64_t result, int64_t taps,
                            int64_t stride, int64_t dilation, int64_t before);

/// Plans the height and width of a convolution, or of its input's gradient.
std::pair<DimensionPlan, DimensionPlan>
planDimensions(const kernel::ConvolutionShape &shape, bool inputGrad);

/// What a matrix product may read again and again: most of the smallest
/// first-level cache in use (32 KiB).
constexpr int64_t productBytes = 24 * 1024;

/// How far ahead of its use a product fetches the filter, which may come from
/// memory: measured to be enough, where half of it is not on every machine and
/// an eighth slows the product down.
constexpr int64_t prefetchBytes = 16 * 1024;

/// Units of work that keep the threads of a usual machine busy.
constexpr int64_t wantedUnits = 8;

/// Pixels x vectors whose accumulators stay in registers.
struct RegisterTile {
  int64_t images, rows, columns, vectors;
  int64_t getPixels() const { return images * rows * columns; }
};

/// The largest divisor of `size` that is not above `limit`.
int64_t getDivisor(int64_t size, int64_t limit);

/// The tile that covers `images` x `height` x `width` pixels of `channels`
/// channels in the fewest cycles of the inner loop.
RegisterTile chooseRegisterTile(int64_t images, int64_t height, int64_t width,
                                int64_t channels, int64_t lanes,
                                const VectorUnit &unit);

/// The results with the same remainders modulo the strides: of a block's rows
/// and columns, and the taps that reach them.
struct Phase {
  int64_t y, x;          ///< first row and column
  int64_t rows, columns; ///< of a block of full size
  int64_t firstTap;      ///< in the packed filter
  TapRange rowTaps, columnTaps;
};

/// How a convolution, or its input's gradient, is cut up.
struct ConvolutionTiling {
  DimensionPlan height, width;
  int64_t sourceChannels, resultChannels; ///< per group
  int64_t groups;
  int64_t lanes;
  RegisterTile tile;
  int64_t images;       ///< per block
  int64_t rows;         ///< result rows per block, a multiple of the phases
  int64_t channelChunk; ///< source channels per pass over the block
  /// Parts of a group's channel blocks that are work of their own, if blocks of
  /// the images alone would be too few.
  int64_t channelParts;

  int64_t getBlockChannels() const { return tile.vectors * lanes; }
  int64_t getChannelBlocks() const {
    return (resultChannels + getBlockChannels() - 1) / getBlockChannels();
  }
  int64_t getPaddedChannels() const {
    return getChannelBlocks() * getBlockChannels() * groups;
  }
  int64_t getRowBlocks() const { return (height.resultSize + rows - 1) / rows; }
  int64_t getChunks() const { return sourceChannels / channelChunk; }
  /// All phases, in the order of their taps in the packed filter.
  llvm::SmallVector<Phase> getPhases() const;
  /// Source rows and columns that a block reads, padding included.
  int64_t getBlockHeight() const;
  int64_t getBlockWidth() const;
  /// Elements of the filter once packed: per group, channel block, chunk,
  /// phase.
  int64_t getPackedFilterSize(int64_t filterTaps) const {
    return getPaddedChannels() * sourceChannels * filterTaps;
  }
};

ConvolutionTiling tileConvolution(const kernel::ConvolutionShape &shape,
                                  bool inputGrad, int64_t elementBytes,
                                  const VectorUnit &unit);

/// How a filter's gradient is cut up: pieces of the batch, each summed by
/// itself, times blocks of the input's channels.
struct KernelGradTiling {
  int64_t lanes;
  int64_t pieces;         ///< parts of the batch with sums of their own
  int64_t channelBlock;   ///< input channels of a unit of work, per group
  int64_t channelBlocks;  ///< per group
  int64_t tileChannels;   ///< input channels in registers
  int64_t vectors;        ///< vectors of output channels in registers
  int64_t images, rows;   ///< output block whose pixels are summed in registers
  int64_t outputChannels; ///< per group
  int64_t getBlockChannels() const { return vectors * lanes; }
  int64_t getOutputBlocks() const {
    return (outputChannels + getBlockChannels() - 1) / getBlockChannels();
  }
};

KernelGradTiling tileKernelGrad(const kernel::ConvolutionShape &shape,
                                int64_t elementBytes, const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CONVOLUTIONTILING_H
