//===- ParallelForTest.cpp ------------------------------------------------===//

#include "runtime/ParallelFor.h"
#include "runtime/Model.h"

#include <atomic>
#include <chrono>
#include <cstring>
#include <gtest/gtest.h>
#include <set>
#include <thread>
#include <vector>

using namespace anabranch::runtime;

namespace {

TEST(ParallelFor, RunsEveryIndexOnce) {
  for (int threads : {1, 2, 5})
    for (int64_t count : {0, 1, 2, 3, 7, 1000}) {
      configureParallelFor(threads, 0);
      std::vector<std::atomic<int>> runs(count);
      parallelFor(count, [&](int64_t i) { ++runs[i]; });
      for (const std::atomic<int> &run : runs)
        ASSERT_EQ(run, 1) << threads << " threads, " << count;
    }
}

TEST(ParallelFor, ThrowsWhatTheSmallestIndexThrows) {
  for (int threads : {1, 2, 5}) {
    configureParallelFor(threads, 0);
    std::vector<std::atomic<int>> runs(1000);
    int64_t thrown = -1;
    try {
      parallelForThrowing(1000, [&](int64_t i) {
        ++runs[i];
        if (i % 400 == 300)
          throw i;
      });
    } catch (int64_t index) {
      thrown = index;
    }
    EXPECT_EQ(thrown, 300);
    for (int64_t i = 0; i < 1000; ++i)
      ASSERT_TRUE(runs[i] == 1 || (i > 300 && runs[i] == 0)) << i;
    std::atomic<int> count = 0;
    parallelForThrowing(1000, [&](int64_t) { ++count; });
    EXPECT_EQ(count, 1000);
  }
}

/// Whether `count` reaches `wanted` in a time that no machine needs for it.
bool reaches(const std::atomic<int> &count, int wanted) {
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (count < wanted && std::chrono::steady_clock::now() < end)
    std::this_thread::yield();
  return count >= wanted;
}

TEST(ParallelFor, UsesSeveralThreads) {
  configureParallelFor(2, 0);
  std::atomic<int> begun = 0;
  bool areBoth[2];
  parallelFor(2, [&](int64_t i) {
    ++begun;
    areBoth[i] = reaches(begun, 2);
  });
  EXPECT_TRUE(areBoth[0] && areBoth[1]);
}

// Each thread's first index stands for a slow thread in turn.
TEST(ParallelFor, TakesWhatASlowThreadLeaves) {
  configureParallelFor(2, 0);
  constexpr int count = 8;
  for (int slow : {0, count / 2}) {
    std::atomic<int> others = 0;
    bool isLeft = true;
    parallelFor(count, [&](int64_t i) {
      if (i == slow)
        isLeft = !reaches(others, count - 1);
      else
        ++others;
    });
    EXPECT_FALSE(isLeft) << slow;
  }
}

TEST(ParallelFor, RunsOneIndexOnTheCaller) {
  configureParallelFor(2, 0);
  std::thread::id id;
  parallelFor(1, [&](int64_t) { id = std::this_thread::get_id(); });
  EXPECT_EQ(id, std::this_thread::get_id());
}

constexpr int64_t scratchBytes = 100; // no multiple of the alignment

/// Fills the thread's scratch with the index, waits, and looks for foreign
/// marks.
void markScratch(int64_t, char *const *buffers, int64_t index, char *scratch) {
  bool *isAlone = reinterpret_cast<bool *>(buffers[0]);
  std::memset(scratch, int(index), scratchBytes);
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  isAlone[index] = reinterpret_cast<uintptr_t>(scratch) % 64 == 0;
  for (int64_t i = 0; i < scratchBytes; ++i)
    isAlone[index] &= scratch[i] == char(index);
}

TEST(ParallelFor, GivesEachThreadAlignedScratch) {
  configureParallelFor(4, scratchBytes);
  bool isAlone[16] = {};
  char *buffers[] = {reinterpret_cast<char *>(isAlone)};
  anabranch_parallel_for(markScratch, 0, buffers, 0, 16);
  for (bool alone : isAlone)
    EXPECT_TRUE(alone);
}

TEST(ParallelFor, KeepsTheScratchOfEarlierPrograms) {
  configureParallelFor(4, scratchBytes);
  configureParallelFor(4, 0);
  bool isAlone[16] = {};
  char *buffers[] = {reinterpret_cast<char *>(isAlone)};
  anabranch_parallel_for(markScratch, 0, buffers, 0, 16);
  for (bool alone : isAlone)
    EXPECT_TRUE(alone);
}

TEST(ParallelFor, NestedLoopsStayOnTheirThread) {
  configureParallelFor(2, 0);
  std::atomic<int> foreign(0);
  parallelFor(2, [&](int64_t) {
    std::thread::id own = std::this_thread::get_id();
    parallelFor(8,
                [&](int64_t) { foreign += own != std::this_thread::get_id(); });
  });
  EXPECT_EQ(foreign, 0);
}

TEST(ParallelForDeathTest, NestedLoopsAreWholeInATeamOfOne) {
  // libgomp reads its limit when a process starts, as the child does.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  setenv("OMP_THREAD_LIMIT", "1", /*overwrite=*/1);
  auto countIndices = [] {
    configureParallelFor(4, 0);
    int indices = 0;
    parallelFor(8,
                [&](int64_t) { parallelFor(8, [&](int64_t) { ++indices; }); });
    std::exit(indices);
  };
  EXPECT_EXIT(countIndices(), testing::ExitedWithCode(64), "");
  unsetenv("OMP_THREAD_LIMIT");
}

} // namespace
