//===- ProductTiling.h - Matrix products in the blocks of a GPU -----------===//
//
// Convolutions and their gradients run on the GPU as matrix products whose
// operands are never laid out: blocks read what they multiply from the images
// and the filter, with prologues, into their shared memory.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_PRODUCTTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_PRODUCTTILING_H

#include "compiler/Schedule/ConvolutionTiling.h"

namespace anabranch::schedule {

/// The part of a product that a block computes: rows x columns results,
/// `depth` products of each at a time.
struct ProductTiling {
  int64_t rows, columns, depth;
  int64_t threads;
  /// Whether tensor cores multiply; else each thread has `threadRows` x
  /// `threadColumns` results.
  bool tensorCores;

  static constexpr int64_t threadRows = 4, threadColumns = 4;
};

/// The tiling for results of so many columns (channels of a group).
ProductTiling tileProduct(int64_t columns, mlir::Type element);

/// A convolution, or its input's gradient, as products: one for each phase of
/// the result's pixels.
struct ConvolutionProducts {
  DimensionPlan height, width;
  int64_t sourceChannels, resultChannels; ///< per group
  int64_t groups;
  ProductTiling tiling;

  int64_t getColumnBlocks() const {
    return (resultChannels + tiling.columns - 1) / tiling.columns;
  }
};

ConvolutionProducts planProducts(const kernel::ConvolutionShape &shape,
                                 bool inputGrad, mlir::Type element);

/// A filter's gradient as a product over all pixels, in pieces of the batch.
struct KernelGradProduct {
  ProductTiling tiling;
  int64_t rows; ///< taps x input channels of a group
  int64_t pieces;

  int64_t getRowBlocks() const {
    return (rows + tiling.rows - 1) / tiling.rows;
  }
};

KernelGradProduct planKernelGrad(const kernel::ConvolutionShape &shape,
                                 mlir::Type element);

/// The type that a convolution multiplies: what its prologues yield.
mlir::Type getProductType(kernel::KernelOpInterface op);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_PRODUCTTILING_H
