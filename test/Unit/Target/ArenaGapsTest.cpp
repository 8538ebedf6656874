//===- ArenaGapsTest.cpp - What lies between the buffers of an arena ------===//

#include "compiler/Target/ArenaGaps.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>

using namespace anabranch::target;

namespace {
constexpr int64_t arenaBytes = 1 << 15;

struct ArenaGapsTest : ::testing::Test {
  std::vector<char> arena = std::vector<char>(arenaBytes);

  ArenaGaps make(std::vector<ArenaRange> buffers) {
    ArenaGaps gaps(arena, std::move(buffers));
    gaps.fill();
    return gaps;
  }
  template <typename T> T get(int64_t place) {
    T value;
    std::memcpy(&value, arena.data() + place, sizeof value);
    return value;
  }
};

TEST_F(ArenaGapsTest, FindsWhatChangesBetweenBuffers) {
  // Two lie within the first, and the last behind a gap of several patterns.
  ArenaGaps gaps =
      make({{30000, arenaBytes}, {64, 256}, {80, 96}, {100, 256}, {320, 322}});
  for (int64_t place : {64L, 255L, 320L, 321L, 30000L, arenaBytes - 1}) {
    arena[place] = 1;
    EXPECT_EQ(gaps.findChange(), std::nullopt);
  }
  for (int64_t place : {29999L, 20000L, 322L, 319L, 256L, 63L, 0L}) {
    arena[place] = 1;
    EXPECT_EQ(gaps.findChange(), place);
  }
  gaps.fill();
  EXPECT_EQ(gaps.findChange(), std::nullopt);
  EXPECT_EQ(arena[255], 1);
}

TEST_F(ArenaGapsTest, GapsAreNaNs) {
  make({});
  for (int64_t place = 0; place < arenaBytes; place += sizeof(double)) {
    EXPECT_TRUE(std::isnan(get<double>(place)));
    EXPECT_TRUE(std::isnan(get<float>(place)));
    EXPECT_TRUE(std::isnan(get<float>(place + 4)));
    // Those of bf16 have seven more bits than the sign and the exponent.
    EXPECT_GT(get<uint16_t>(place), 0x7f80);
  }
}

TEST_F(ArenaGapsTest, FindsCopiesOfOtherGaps) {
  ArenaGaps gaps = make({{4096, 8192}});
  for (int64_t distance = 64; distance <= 4096; distance += 64) {
    std::memcpy(arena.data() + 8192, arena.data() + 8192 + distance, 64);
    EXPECT_NE(gaps.findChange(), std::nullopt) << distance;
    gaps.fill();
  }
}
} // namespace
