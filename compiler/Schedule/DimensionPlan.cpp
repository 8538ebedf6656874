//===- DimensionPlan.cpp - A convolution along one dimension --------------===//

#include "compiler/Schedule/DimensionPlan.h"

#include <limits>
#include <numeric>

using namespace anabranch;
using namespace anabranch::schedule;

/// The lowest and highest source positions follow from the phases.
static void setReach(DimensionPlan &plan) {
  plan.lowest = std::numeric_limits<int64_t>::max();
  plan.highest = std::numeric_limits<int64_t>::min();
  for (const TapRange &taps : plan.phases) {
    if (taps.count == 0)
      continue;
    int64_t last = taps.firstOffset + (taps.count - 1) * taps.offsetStep;
    plan.lowest = std::min({plan.lowest, taps.firstOffset, last});
    plan.highest = std::max({plan.highest, taps.firstOffset, last});
  }
}

DimensionPlan schedule::planForward(int64_t source, int64_t result,
                                    int64_t taps, int64_t stride,
                                    int64_t dilation, int64_t before) {
  DimensionPlan plan{source, result, stride, /*phaseStep=*/1, {}, 0, 0};
  plan.phases.push_back({taps, 0, 1, -before, dilation});
  setReach(plan);
  return plan;
}

DimensionPlan schedule::planInputGrad(int64_t source, int64_t result,
                                      int64_t taps, int64_t stride,
                                      int64_t dilation, int64_t before) {
  DimensionPlan plan{source, result, /*sourceStep=*/1, stride, {}, 0, 0};
  // Taps of one phase are those with phase + before - tap * dilation divisible
  // by the stride: every (stride / gcd)-th one, from the first that is.
  int64_t step = stride / std::gcd(stride, dilation);
  for (int64_t phase = 0; phase < stride; ++phase) {
    TapRange range{0, 0, step, 0, -step * dilation / stride};
    for (int64_t tap = 0; tap < taps; ++tap) {
      int64_t distance = phase + before - tap * dilation;
      if (distance % stride != 0)
        continue;
      if (range.count++ == 0) {
        range.firstTap = tap;
        range.firstOffset = distance / stride;
      }
    }
    plan.phases.push_back(range);
  }
  setReach(plan);
  return plan;
}

std::pair<DimensionPlan, DimensionPlan>
schedule::planDimensions(const kernel::ConvolutionShape &shape,
                         bool inputGrad) {
  auto plan = [&](int64_t input, int64_t output, int64_t taps,
                  unsigned dimension) {
    int64_t stride = shape.strides[dimension];
    int64_t dilation = shape.dilations[dimension];
    int64_t before = shape.padding[2 * dimension];
    return inputGrad
               ? planInputGrad(output, input, taps, stride, dilation, before)
               : planForward(input, output, taps, stride, dilation, before);
  };
  return {plan(shape.inputHeight, shape.outputHeight, shape.filterHeight, 0),
          plan(shape.inputWidth, shape.outputWidth, shape.filterWidth, 1)};
}
