//===- WinogradMatrices.h - The three transforms of F(m, r) ---------------===//
//
// Winograd's minimal filtering (S. Winograd, Arithmetic Complexity of
// Computations, 1980; for images A. Lavin and S. Gray, arXiv:1509.09308): m
// results of a correlation with r taps from m + r - 1 multiplications,
//
//   y = A' [(G g) * (B' d)]
//
// and in two dimensions
//
//   Y = A' [(G g G') * (B' d B)] A
//
// with * element by element, and matrices of its own for each dimension. G
// evaluates the filter at m + r - 2 points and at infinity, and B' is the
// transpose of interpolation there (Toom and Cook).
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_WINOGRADMATRICES_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_WINOGRADMATRICES_H

#include "dialects/Kernel/Kernel.h"

#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace anabranch::schedule {

/// Rows of numbers.
using Matrix = llvm::SmallVector<llvm::SmallVector<double, 8>, 8>;

Matrix transpose(const Matrix &matrix);

/// A large matrix that is zero but for some blocks, whose columns and rows need
/// not be neighbours.
struct Transform {
  /// Multiplies inputs number `firstInput`, `firstInput + inputStep`... and
  /// adds the results to outputs likewise.
  struct Block {
    Matrix matrix;
    int64_t firstInput, inputStep, firstOutput, outputStep;
  };
  llvm::SmallVector<Block, 2> blocks;

  /// The inputs and outputs up to the last one that a block has.
  int64_t getInputs() const;
  int64_t getOutputs() const;
};

Transform transpose(const Transform &transform);

/// Where tiles lie along a dimension. With a dilation d, a tile has every d-th
/// pixel, and d tiles interleave, so that tile t begins at pixel
///
///   t / d * d * step + t % d
struct TilePlaces {
  int64_t step; ///< of a tile's pixels, those before the next one's
  int64_t dilation;

  /// Pixels from the first to the last one of so many tiles, a multiple of the
  /// dilation, which have `pixels` each.
  int64_t getSpan(int64_t tiles, int64_t pixels) const {
    return ((tiles / dilation - 1) * step + pixels) * dilation;
  }
};

/// The transforms of one dimension, for a tile of results.
struct WinogradMatrices {
  int64_t sourceStep; ///< pixels of the source from one tile to the next
  Transform source;   ///< B': pixels to points
  Transform filter;   ///< G: taps to points
  Transform result;   ///< A': points to results
  /// Of a tile's pixels, both in the source and in the results. The transforms
  /// are those of a convolution without.
  int64_t dilation = 1;

  /// Multiplications in one dimension.
  int64_t getPoints() const { return source.getOutputs(); }
  /// Results of a tile, and pixels of the source that they follow from.
  int64_t getResults() const { return result.getOutputs(); }
  int64_t getSourcePixels() const { return source.getInputs(); }
  int64_t getTaps() const { return filter.getInputs(); }

  TilePlaces getSourcePlaces() const { return {sourceStep, dilation}; }
  TilePlaces getResultPlaces() const { return {getResults(), dilation}; }
  /// Tiles that cover so many results, a multiple of the dilation.
  int64_t countTiles(int64_t results) const;
};

/// The first pixel that the first tile of the input's gradient reads: the last
/// tap, which lies `lastTap` pixels behind the first, meets it first.
int64_t getFirstGradPixel(int64_t lastTap, int64_t stride, int64_t padding);

/// The transforms of a tile of results, those of its height and its width.
/// Along a dimension with one tap there is nothing to share, and a tile has one
/// result.
struct WinogradTile {
  WinogradMatrices height, width;

  int64_t getPoints() const { return height.getPoints() * width.getPoints(); }
};

/// Makes a convolution's for m results a dimension.
WinogradTile makeForwardTile(const kernel::ConvolutionShape &shape,
                             int64_t results);

/// Makes those of its input's gradient, m of each phase.
WinogradTile makeInputGradTile(const kernel::ConvolutionShape &shape,
                               int64_t results);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_WINOGRADMATRICES_H
