//===- DepthwiseTiling.h - Blocks of depthwise convolutions ---------------===//
//
// A thread copies a block of rows of one image into scratch memory, with its
// padding, as for other convolutions, and sums a few pixels of one vector of
// channels in registers. Blocks of the channels are work of their own where a
// batch is known to be small, or a row of all channels is large. Each element
// takes part in as many multiplications as the filter has taps, so that the
// copy is of the order of the loads it saves.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_DEPTHWISETILING_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_DEPTHWISETILING_H

#include "compiler/Schedule/CPU/VectorUnit.h"
#include "compiler/Schedule/DimensionPlan.h"

namespace anabranch::schedule {

/// How a depthwise convolution, or its input's gradient, is cut up.
struct DepthwiseTiling {
  DimensionPlan height, width;
  int64_t channels;
  int64_t lanes;
  int64_t rows;    ///< result rows per block, a divisor of all and a multiple
                   ///< of the phases, or all
  int64_t columns; ///< pixels summed in registers
  int64_t blockChannels; ///< of a unit of work, whole vectors or all; the last
                         ///< block may have fewer

  int64_t getChannelBlocks() const {
    return (channels + blockChannels - 1) / blockChannels;
  }
  int64_t getRowBlocks() const { return (height.resultSize + rows - 1) / rows; }
  /// Source rows and columns that a block reads, padding included.
  int64_t getBlockHeight() const;
  int64_t getBlockWidth() const;
};

/// Elements between a pixel and the next in a block's copy: none, or a vector
/// if pixels of so many channels would lie so that a window's get in each
/// other's way in the first-level cache.
int64_t getPixelGap(int64_t channels, int64_t lanes, int64_t elementBytes);

DepthwiseTiling tileDepthwise(const kernel::ConvolutionShape &shape,
                              bool inputGrad, int64_t elementBytes,
                              const VectorUnit &unit);

/// How the filter's gradient is cut up: pieces of the batch, each summed by
/// itself, times blocks of channels.
struct DepthwiseGradTiling {
  DimensionPlan height, width; ///< of the convolution
  int64_t lanes;
  int64_t blockChannels; ///< of a unit of work; the last block may have fewer
  int64_t pieces;        ///< parts of the batch with sums of their own
  int64_t rows; ///< output rows that are copied together; an image's last may
                ///< be fewer
  int64_t taps; ///< sums in registers at most
};

DepthwiseGradTiling tileDepthwiseGrad(const kernel::ConvolutionShape &shape,
                                      int64_t elementBytes,
                                      const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_DEPTHWISETILING_H
