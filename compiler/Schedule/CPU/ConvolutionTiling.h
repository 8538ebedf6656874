//===- ConvolutionTiling.h - Blocks and register tiles of convolutions ----===//
//
// A convolution runs as a matrix product whose left operand is never laid out:
// a thread copies a block of images into scratch memory, with its padding, and
// reads it there at an offset per filter tap. The accumulators of a tile
// (pixels x vectors of channels) stay in registers over all taps and channels.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_CONVOLUTIONTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_CONVOLUTIONTILING_H

#include "compiler/Schedule/CPU/RegisterTile.h"
#include "compiler/Schedule/DimensionPlan.h"

namespace anabranch::schedule {

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
  int64_t channelChunk; ///< source channels per pass over the block, the last
                        ///< of which may have fewer
  /// Parts of the channel blocks that are work of their own, if blocks of the
  /// images alone would be too few. Of several groups, all are one part.
  int64_t channelParts = 1;

  int64_t getBlockChannels() const { return tile.vectors * lanes; }
  int64_t getChannelBlocks() const {
    return (resultChannels + getBlockChannels() - 1) / getBlockChannels();
  }
  /// Channel blocks of each part but the last, which may have fewer.
  int64_t getPartBlocks() const {
    return (getChannelBlocks() + channelParts - 1) / channelParts;
  }
  int64_t getPaddedChannels() const {
    return getChannelBlocks() * getBlockChannels() * groups;
  }
  int64_t getRowBlocks() const { return (height.resultSize + rows - 1) / rows; }
  int64_t getChunks() const {
    return (sourceChannels + channelChunk - 1) / channelChunk;
  }
  /// All phases, in the order of their taps in the packed filter.
  llvm::SmallVector<Phase> getPhases() const;
  /// Source rows and columns that a block reads, padding included.
  int64_t getBlockHeight() const;
  int64_t getBlockWidth() const;
  /// Elements of the source that a block reads, padding included.
  int64_t getSourceSize() const;
  /// Rows and columns of a block's first phase, which has the most.
  int64_t getPhaseRows() const;
  int64_t getPhaseColumns() const;
  /// Elements of the filter once packed: per group, channel block, chunk,
  /// phase.
  int64_t getPackedFilterSize(int64_t filterTaps) const {
    return getPaddedChannels() * getChunks() * channelChunk * filterTaps;
  }
};

ConvolutionTiling tileConvolution(const kernel::ConvolutionShape &shape,
                                  bool inputGrad, int64_t elementBytes,
                                  const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_CONVOLUTIONTILING_H
