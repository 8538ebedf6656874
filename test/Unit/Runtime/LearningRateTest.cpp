//===- LearningRateTest.cpp -----------------------------------------------===//

#include "runtime/Training/LearningRate.h"

#include <gtest/gtest.h>
#include <vector>

using namespace anabranch::runtime;

namespace {

struct Case {
  AnabranchScheduleKind kind;
  std::vector<double> numbers;
  std::vector<double> rates; ///< Keras's, after so many steps as below
};

const int64_t steps[] = {0, 1, 3, 4, 9, 10, 25, 1000};

// The numbers are Keras 3.15's in single precision, printed with six digits.
TEST(LearningRate, FollowsKeras) {
  const Case cases[] = {
      {ANABRANCH_SCHEDULE_CONSTANT,
       {0.5},
       {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}},
      {ANABRANCH_SCHEDULE_COSINE,
       {0.5, 10, 0.1, 0.5, 0},
       {0.5, 0.488988, 0.407252, 0.344529, 0.0610123, 0.05, 0.05, 0.05}},
      {ANABRANCH_SCHEDULE_COSINE, // with a warm-up
       {0.1, 6, 0.2, 0.5, 4},
       {0.1, 0.2, 0.4, 0.5, 0.126795, 0.1, 0.1, 0.1}},
      {ANABRANCH_SCHEDULE_COSINE_RESTARTS, // of equal lengths
       {0.5, 3, 1, 0.5, 0.1},
       {0.5, 0.3875, 0.275, 0.21875, 0.10625, 0.0921875, 0.0513184, 0.05}},
      {ANABRANCH_SCHEDULE_COSINE_RESTARTS,
       {0.5, 3, 2, 0.5, 0},
       {0.5, 0.375, 0.25, 0.233253, 0.125, 0.12287, 0.0583133, 0.0015356}},
      {ANABRANCH_SCHEDULE_EXPONENTIAL,
       {0.5, 4, 0.25, 0},
       {0.5, 0.353553, 0.176777, 0.125, 0.0220971, 0.015625, 8.63167e-05, 0}},
      {ANABRANCH_SCHEDULE_EXPONENTIAL, // in stairs
       {0.5, 4, 0.25, 1},
       {0.5, 0.5, 0.5, 0.125, 0.03125, 0.03125, 0.00012207, 0}},
      {ANABRANCH_SCHEDULE_INVERSE_TIME,
       {0.5, 4, 0.25, 0},
       {0.5, 0.470588, 0.421053, 0.4, 0.32, 0.307692, 0.195122, 0.00787402}},
      {ANABRANCH_SCHEDULE_INVERSE_TIME, // in stairs
       {0.5, 4, 0.25, 1},
       {0.5, 0.5, 0.5, 0.4, 0.333333, 0.333333, 0.2, 0.00787402}},
      {ANABRANCH_SCHEDULE_POLYNOMIAL,
       {0.5, 10, 0.1, 2, 0},
       {0.5, 0.424, 0.296, 0.244, 0.104, 0.1, 0.1, 0.1}},
      {ANABRANCH_SCHEDULE_POLYNOMIAL, // again and again
       {0.5, 10, 0.1, 2, 1},
       {0.5, 0.424, 0.296, 0.244, 0.104, 0.1, 0.111111, 0.1}},
      {ANABRANCH_SCHEDULE_PIECEWISE_CONSTANT,
       {3, 9, 0.5, 0.2, 0.1},
       {0.5, 0.5, 0.5, 0.2, 0.2, 0.1, 0.1, 0.1}},
  };
  for (const Case &one : cases) {
    AnabranchSchedule schedule = {one.kind, int64_t(one.numbers.size()),
                                  one.numbers.data()};
    for (size_t i = 0; i < one.rates.size(); ++i)
      EXPECT_NEAR(learningRateAt(schedule, steps[i]), one.rates[i],
                  1e-5 * one.rates[i] + 1e-12)
          << "kind " << one.kind << ", step " << steps[i];
  }
}

} // namespace
