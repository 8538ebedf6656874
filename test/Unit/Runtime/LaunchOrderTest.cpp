//===- LaunchOrderTest.cpp ------------------------------------------------===//

#include "runtime/CUDA/LaunchOrder.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

using namespace anabranch::runtime;

namespace {

using Pieces = std::vector<size_t>;

MemoryAccess read(uint64_t begin, uint64_t end) { return {begin, end, false}; }
MemoryAccess write(uint64_t begin, uint64_t end) { return {begin, end, true}; }

TEST(LaunchOrder, WaitsForTheWriterOfWhatIsRead) {
  LaunchOrder order;
  EXPECT_EQ(order.add({write(0, 64)}), Pieces{});
  EXPECT_EQ(order.add({write(64, 128)}), Pieces{});
  EXPECT_EQ(order.add({read(0, 64)}), Pieces{0});
  EXPECT_EQ(order.add({read(64, 65)}), Pieces{1});
  EXPECT_EQ(order.add({read(63, 65)}), (Pieces{1, 0}));
  EXPECT_EQ(order.last(), (Pieces{2, 3, 4}));
}

TEST(LaunchOrder, ReadersDoNotWaitForEachOther) {
  LaunchOrder order;
  order.add({write(0, 64)});
  EXPECT_EQ(order.add({read(0, 64)}), Pieces{0});
  EXPECT_EQ(order.add({read(0, 64)}), Pieces{0});
}

TEST(LaunchOrder, WritesBehindWhoReadsTheOldBytes) {
  LaunchOrder order;
  order.add({read(0, 64)});
  order.add({read(32, 96)});
  EXPECT_EQ(order.add({write(0, 32)}), Pieces{0});
  EXPECT_EQ(order.add({write(40, 48)}), (Pieces{1, 0}));
  EXPECT_EQ(order.add({write(64, 128)}), Pieces{1});
  // What was not written again keeps its readers.
  EXPECT_EQ(order.add({write(48, 64)}), (Pieces{1, 0}));
}

TEST(LaunchOrder, WritesBehindTheLastWriter) {
  LaunchOrder order;
  order.add({write(0, 64)});
  EXPECT_EQ(order.add({write(32, 128)}), Pieces{0});
  EXPECT_EQ(order.add({write(0, 32)}), Pieces{0});
  EXPECT_EQ(order.add({write(96, 97)}), Pieces{1});
}

TEST(LaunchOrder, LeavesOutWhatFollowsFromOthers) {
  LaunchOrder order;
  order.add({write(0, 64)});
  order.add({read(0, 64), write(64, 128)});
  order.add({read(64, 128), write(128, 192)});
  // Waits for all three, but for the first two at second hand.
  EXPECT_EQ(order.add({read(0, 192)}), Pieces{2});
  EXPECT_EQ(order.add({write(0, 64)}), Pieces{3});
  EXPECT_EQ(order.last(), Pieces{4});
}

TEST(LaunchOrder, WorksInPlace) {
  LaunchOrder order;
  order.add({write(0, 64)});
  EXPECT_EQ(order.add({read(0, 64), write(0, 64)}), Pieces{0});
  EXPECT_EQ(order.add({write(0, 64), read(0, 64)}), Pieces{1});
}

TEST(LaunchOrder, EmptyMemoryIsNobodys) {
  LaunchOrder order;
  order.add({write(0, 64)});
  EXPECT_EQ(order.add({write(32, 32)}), Pieces{});
  EXPECT_EQ(order.add({}), Pieces{});
}

TEST(LaunchOrder, PartsDoNotWaitForEachOther) {
  LaunchOrder order;
  MemoryAccess part{0, 64, true, 1}, other{0, 64, true, 2};
  order.add({read(0, 32)});
  EXPECT_EQ(order.add({part}), Pieces{0});
  EXPECT_EQ(order.add({part}), Pieces{0});
  EXPECT_EQ(order.add({read(0, 64)}), (Pieces{2, 1}));
  // What is written behind a reader is no part of the same whole.
  EXPECT_EQ(order.add({part}), Pieces{3});
  EXPECT_EQ(order.add({other}), Pieces{4});
  EXPECT_EQ(order.add({other}), Pieces{4});
  EXPECT_EQ(order.add({write(0, 64)}), (Pieces{6, 5}));
}

/// All pairs of pieces that conflict have a path between them, pieces that have
/// a path conflict somewhere on it, and no edge is one too many.
TEST(LaunchOrder, AgreesWithAComparisonOfAllPairs) {
  std::mt19937 random(1); // NOLINT(*-random-generator-seed): the same pairs
  for (int round = 0; round < 50; ++round) {
    constexpr size_t count = 100;
    LaunchOrder order;
    std::vector<std::vector<MemoryAccess>> accesses(count);
    // Whether one waits for another at all.
    std::vector<std::vector<bool>> waits(count, std::vector<bool>(count));
    for (size_t i = 0; i < count; ++i) {
      for (int j = 0; j < 3; ++j) {
        uint64_t begin = random() % 500, size = random() % 20;
        accesses[i].push_back({begin, begin + size, random() % 3 == 0});
      }
      Pieces direct;
      for (size_t j = i; j-- > 0;) {
        bool conflicts = false;
        for (const MemoryAccess &a : accesses[i])
          for (const MemoryAccess &b : accesses[j])
            conflicts |= (a.isWritten || b.isWritten) &&
                         std::max(a.begin, b.begin) < std::min(a.end, b.end);
        if (!conflicts || waits[i][j])
          continue;
        direct.push_back(j);
        waits[i][j] = true;
        for (size_t k = 0; k < j; ++k)
          waits[i][k] = waits[i][k] || waits[j][k];
      }
      EXPECT_EQ(order.add(accesses[i]), direct);
    }
  }
}

} // namespace
