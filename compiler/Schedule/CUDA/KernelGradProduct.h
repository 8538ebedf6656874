//===- KernelGradProduct.h - Filters' gradients in blocks of a GPU --------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CUDA_KERNELGRADPRODUCT_H
#define ANABRANCH_COMPILER_SCHEDULE_CUDA_KERNELGRADPRODUCT_H

#include "compiler/Schedule/CUDA/ProductTiling.h"

namespace anabranch::schedule {

/// A filter's gradient as a product over all pixels, in pieces of the batch.
struct KernelGradProduct {
  ProductTiling tiling;
  int64_t rows; ///< taps x input channels of a group
  int64_t pieces;
  /// If blocks have all taps of 64 channels, and turns a tile of pixels: what
  /// is kept of the input.
  std::optional<HaloTile> halo;
  TapRange rowTaps, columnTaps; ///< with a halo

  int64_t getRowBlocks() const { return tiling.getRowBlocks(rows); }
  /// Whether the results are stored by a launch of their own, even those of one
  /// piece: threads that have sums for all taps have no registers for what the
  /// epilogue loads.
  bool isAddedUp() const { return pieces > 1 || halo; }
};

KernelGradProduct planKernelGrad(const kernel::ConvolutionShape &shape,
                                 mlir::Type element, const DeviceUnit &device);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CUDA_KERNELGRADPRODUCT_H
