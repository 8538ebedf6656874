//===- DepthwiseTiling.h - Blocks of depthwise convolutions ---------------===//
//
// A thread copies a block of rows of one image into scratch memory, with its
// padding, as for other convolutions, and sums a few pixels of one vector of
// channels in registers. Of a batch that is known to be small, blocks of the
// channels are work of their own. Each element takes part in as many
// multiplications as the filter has taps, so that the copy is of the order of
// the loads it saves.
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
  int64_t blockChannels; ///< of a unit of work, a divisor of all
  int64_t gap; ///< elements between a pixel and the next in a block's copy

  int64_t getChannelBlocks() const { return channels / blockChannels; }
  int64_t getRowBlocks() const { return (height.resultSize + rows - 1) / rows; }
  /// Source rows and columns that a block reads, padding included.
  int64_t getBlockHeight() const;
  int64_t getBlockWidth() const;
};

DepthwiseTiling tileDepthwise(const kernel::ConvolutionShape &shape,
                              bool inputGrad, int64_t elementBytes,
                              const VectorUnit &unit);

/// How the filter's gradient is cut up: pieces of the batch, each summed by
/// itself, times vectors of channels.
struct DepthwiseGradTiling {
  DimensionPlan height, width; ///< of the convolution
  int64_t lanes;
  int64_t pieces; ///< parts of the batch with sums of their own
  int64_t rows;   ///< output rows whose input is copied together
  int64_t taps;   ///< sums in registers at most

  int64_t getVectors(int64_t channels) const {
    return (channels + lanes - 1) / lanes;
  }
};

DepthwiseGradTiling tileDepthwiseGrad(const kernel::ConvolutionShape &shape,
                                      int64_t elementBytes,
                                      const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_DEPTHWISETILING_H
