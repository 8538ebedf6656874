//===- WinogradMatrices.h - The three transforms of F(m, r) ---------------===//
//
// Winograd's minimal filtering (S. Winograd, Arithmetic Complexity of
// Computations, 1980; for images A. Lavin and S. Gray, arXiv:1509.09308): m
// results of a correlation with r taps from m + r - 1 multiplications,
//
//   y = A' [(G g) * (B' d)],   in two dimensions   Y = A' [(G g G') * (B' d B)]
//   A
//
// with * element by element. G evaluates the filter at m + r - 2 points and at
// infinity, and B' is the transpose of interpolation there (Toom and Cook).
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_WINOGRADMATRICES_H
#define ANABRANCH_COMPILER_SCHEDULE_WINOGRADMATRICES_H

#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace anabranch::schedule {

/// Rows of numbers.
using Matrix = llvm::SmallVector<llvm::SmallVector<double, 8>, 8>;

Matrix transpose(const Matrix &matrix);

/// The transforms of one dimension.
struct WinogradMatrices {
  int64_t results; ///< m
  int64_t taps;    ///< r
  Matrix source;   ///< B', points x points
  Matrix filter;   ///< G, points x r
  Matrix result;   ///< A', m x points

  /// Multiplications in one dimension, m + r - 1.
  int64_t getPoints() const { return results + taps - 1; }
};

/// Makes F(m, r) with the points 0, 1, -1, 2, -2, 1/2, -1/2, of which m + r - 2
/// are used: those whose powers are small keep rounding errors small, and
/// opposite ones let the transforms share sums. m + r is at most 9.
WinogradMatrices makeWinogradMatrices(int64_t results, int64_t taps);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_WINOGRADMATRICES_H
