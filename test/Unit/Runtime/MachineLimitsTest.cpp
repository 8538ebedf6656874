//===- MachineLimitsTest.cpp ----------------------------------------------===//

#include "runtime/Bench/MachineLimits.h"
#include "runtime/ParallelFor.h"

#include <gtest/gtest.h>

using namespace anabranch::runtime;

namespace {

// From a slow single core to far more than a core can do.
TEST(MachineLimits, ArePlausible) {
  for (int threads : {1, 2}) {
    configureParallelFor(threads, 0);
    MachineLimits limits = measureMachineLimits();
    EXPECT_GT(limits.flopsPerSecond, 1e8);
    EXPECT_LT(limits.flopsPerSecond, 2e12 * threads);
    EXPECT_GT(limits.bytesPerSecond, 1e7);
    EXPECT_LT(limits.bytesPerSecond, 2e12);
    // A multiply-add takes less time than the memory for its operands.
    EXPECT_GT(limits.flopsPerSecond, limits.bytesPerSecond / 12);
  }
}

TEST(MachineLimits, KnowTheCache) {
  EXPECT_GE(lastLevelCacheBytes(), 64 << 10);
  EXPECT_LE(lastLevelCacheBytes(), int64_t(64) << 30);
}

} // namespace
