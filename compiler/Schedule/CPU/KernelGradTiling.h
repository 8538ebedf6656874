//===- KernelGradTiling.h - Blocks of the direct filters' gradients -------===//
//
// A filter's gradient is a matrix product over pixels: for each tap, input
// channels x output channels. A unit of work copies a few rows of images, and
// their gradients as panels of a few vectors, and adds their products to sums
// that stay in the second-level cache.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_KERNELGRADTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_KERNELGRADTILING_H

#include "compiler/Schedule/CPU/RegisterTile.h"
#include "compiler/Schedule/DimensionPlan.h"

namespace anabranch::schedule {

/// How a filter's gradient is cut up: a unit of work sums a piece of the batch
/// for a block of input channels and some panels of output channels.
struct KernelGradTiling {
  DimensionPlan height, width; ///< of the convolution
  int64_t lanes;
  int64_t inputChannels, outputChannels; ///< per group
  int64_t pieces;       ///< parts of the batch with sums of their own
  int64_t inputBlock;   ///< input channels of a unit, a divisor of all or whole
                        ///< tiles, of which the last block may have fewer
  int64_t outputPanels; ///< panels of a unit, the last may have fewer
  int64_t tileChannels; ///< input channels in registers
  int64_t vectors;      ///< vectors of output channels in registers: a panel
  int64_t images, rows; ///< output block whose pixels are summed in registers;
                        ///< an image's last may have fewer rows
  /// Input rows and columns that a block reads, padding included.
  int64_t getBlockHeight() const { return height.getReach(rows); }
  int64_t getBlockWidth() const { return width.getReach(width.resultSize); }
  int64_t getPanelChannels() const { return vectors * lanes; }
  int64_t getPanels() const {
    return (outputChannels + getPanelChannels() - 1) / getPanelChannels();
  }
  int64_t getInputBlocks() const {
    return (inputChannels + inputBlock - 1) / inputBlock;
  }
  bool hasEqualInputBlocks() const { return inputChannels % inputBlock == 0; }
  int64_t getLastInputBlock() const {
    return inputChannels - (getInputBlocks() - 1) * inputBlock;
  }
  int64_t getOutputBlocks() const {
    return (getPanels() + outputPanels - 1) / outputPanels;
  }
};

/// Chooses the tiling that takes the least time for a usual batch.
KernelGradTiling tileKernelGrad(const kernel::ConvolutionShape &shape,
                                int64_t elementBytes, const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_KERNELGRADTILING_H
