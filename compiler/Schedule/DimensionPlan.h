//===- DimensionPlan.h - A convolution along one dimension ----------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_DIMENSIONPLAN_H
#define ANABRANCH_COMPILER_SCHEDULE_DIMENSIONPLAN_H

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

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_DIMENSIONPLAN_H
