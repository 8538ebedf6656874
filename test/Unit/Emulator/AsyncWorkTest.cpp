//===- AsyncWorkTest.cpp - What emulated threads start and wait for -------===//

#include "compiler/Emulator/DeviceEmulator.h"

#include <cstring>
#include <gtest/gtest.h>
#include <string>

using namespace anabranch;

extern "C" {
int32_t anabranch_emulated_thread();
void *anabranch_emulated_shared();
void anabranch_emulated_barrier();
void anabranch_emulated_fence_proxy();
void anabranch_emulated_wgmma(uint64_t left, uint64_t right, int32_t columns,
                              int32_t leftAlongDepth, int32_t rightAlongDepth,
                              float *sums);
void anabranch_emulated_wgmma_commit();
void anabranch_emulated_wgmma_wait(int32_t groups);
void anabranch_emulated_barrier_object(void *barrier, int32_t threads);
void anabranch_emulated_arrive(void *barrier);
void anabranch_emulated_expect(void *barrier, int32_t bytes);
void anabranch_emulated_copy_async(void *to, const void *from, int32_t bytes);
void anabranch_emulated_commit_copies();
void anabranch_emulated_await_copies(int32_t groups);
void anabranch_emulated_arrive_with_copies(void *barrier);
void anabranch_emulated_copy_bulk(void *to, const void *from, void *barrier,
                                  int32_t bytes);
void anabranch_emulated_await(void *barrier, int32_t parity, int32_t patience);
}

namespace {
constexpr int64_t sharedBytes = 1 << 14;
constexpr int32_t copyBytes = 16;

void run(emulator::DeviceFunction function, int64_t threads, char *buffer,
         int64_t extent = 0) {
  emulator::launch(function, 1, 1, threads, sharedBytes, extent, &buffer);
}

char *getPlace() {
  return static_cast<char *>(anabranch_emulated_shared()) + copyBytes;
}

void startCopy(const char *from) {
  void *barrier = anabranch_emulated_shared();
  anabranch_emulated_barrier_object(barrier, 1);
  anabranch_emulated_expect(barrier, copyBytes);
  anabranch_emulated_copy_bulk(getPlace(), from, barrier, copyBytes);
}

/// Copies what it finds before and after it has waited.
void copyTwice(int32_t, int32_t, char *const *buffers) {
  startCopy(buffers[0]);
  std::memcpy(buffers[0] + copyBytes, getPlace(), copyBytes);
  anabranch_emulated_await(anabranch_emulated_shared(), 0, 1);
  std::memcpy(buffers[0] + 2 * copyBytes, getPlace(), copyBytes);
}

TEST(AsyncWork, BulkCopiesArriveWhenTheyAreWaitedFor) {
  alignas(copyBytes) char buffer[3 * copyBytes] = "fifteen letters";
  run(copyTwice, 1, buffer);
  EXPECT_EQ(buffer[copyBytes], char(0xff));
  EXPECT_STREQ(buffer + 2 * copyBytes, "fifteen letters");
}

TEST(AsyncWorkDeathTest, WaitingForNothing) {
  auto wait = [](int32_t, int32_t, char *const *buffers) {
    startCopy(buffers[0]);
    anabranch_emulated_await(anabranch_emulated_shared(), 0, 1);
    anabranch_emulated_await(anabranch_emulated_shared(), 1, 1);
  };
  alignas(copyBytes) char buffer[copyBytes] = "";
  EXPECT_DEATH(run(wait, 1, buffer), "wait for others that do not come");
}

TEST(AsyncWorkDeathTest, CopyingToAnywhere) {
  auto copy = [](int32_t, int32_t, char *const *buffers) {
    startCopy(buffers[0] + 1);
  };
  alignas(copyBytes) char buffer[2 * copyBytes] = "";
  EXPECT_DEATH(run(copy, 1, buffer), "not aligned");
}

TEST(AsyncWorkDeathTest, CopyingBeyondTheBlocksMemory) {
  // The last place that a copy may go to, and one more.
  auto copy = [](int32_t extent, int32_t, char *const *buffers) {
    char *shared = static_cast<char *>(anabranch_emulated_shared());
    char *last = shared + sharedBytes - copyBytes;
    anabranch_emulated_copy_async(last + extent * copyBytes, buffers[0],
                                  copyBytes);
  };
  alignas(copyBytes) char buffer[copyBytes] = "";
  run(copy, 1, buffer, 0);
  EXPECT_DEATH(run(copy, 1, buffer, 1), "beyond the block's memory");
}

/// What is there of a thread's copies before and after it has waited for the
/// first, and for both.
TEST(AsyncWork, ThreadsWaitForTheirOldestCopies) {
  auto copy = [](int32_t, int32_t, char *const *buffers) {
    char *place = static_cast<char *>(anabranch_emulated_shared());
    constexpr int32_t part = 8;
    for (int32_t i = 0; i < 2; ++i) {
      anabranch_emulated_copy_async(place + i * copyBytes, buffers[0], part);
      anabranch_emulated_commit_copies();
    }
    for (int32_t groups = 2; groups >= 0; --groups) {
      anabranch_emulated_await_copies(groups);
      std::memcpy(buffers[0] + (5 - 2 * groups) * copyBytes, place,
                  2 * copyBytes);
    }
  };
  alignas(copyBytes) char buffer[7 * copyBytes] = "fifteen letters";
  run(copy, 1, buffer);
  auto at = [&](int64_t place) { return std::string(buffer + place * 16, 16); };
  std::string nothing(16, char(0xff)), there("fifteen \0\0\0\0\0\0\0\0", 16);
  EXPECT_EQ(at(1) + at(2), nothing + nothing);
  EXPECT_EQ(at(3) + at(4), there + nothing);
  EXPECT_EQ(at(5) + at(6), there + there);
}

/// A thread waits for another's copy, which its own barrier object knows of.
TEST(AsyncWork, BarrierObjectsOfTwoThreads) {
  auto wait = [](int32_t, int32_t, char *const *buffers) {
    char *barrier = static_cast<char *>(anabranch_emulated_shared());
    bool isFirst = anabranch_emulated_thread() == 0;
    if (isFirst)
      anabranch_emulated_barrier_object(barrier, 2);
    anabranch_emulated_barrier();
    // The phase before the first counts as over.
    anabranch_emulated_await(barrier, 1, 1);
    if (isFirst) {
      anabranch_emulated_arrive(barrier);
      anabranch_emulated_await(barrier, 0, 1);
      std::memcpy(buffers[0] + copyBytes, getPlace(), copyBytes);
      return;
    }
    anabranch_emulated_copy_async(getPlace(), buffers[0], copyBytes);
    anabranch_emulated_arrive_with_copies(barrier);
  };
  alignas(copyBytes) char buffer[2 * copyBytes] = "fifteen letters";
  run(wait, 2, buffer);
  EXPECT_STREQ(buffer + copyBytes, "fifteen letters");
}

/// What is wrong with products, as an extent; or how they are laid out.
enum Fault : int32_t { None, Changed, Unfenced, Swizzled, Outside };

/// Multiplies ones by ones, of 16 of the depth, and stores a thread's sum.
void multiply(int32_t fault, int32_t, char *const *buffers) {
  constexpr int64_t operandBytes = 2 * 64 * 16, lineBytes = 128;
  constexpr uint16_t one = 0x3f80;
  char *shared = static_cast<char *>(anabranch_emulated_shared());
  int32_t thread = anabranch_emulated_thread();
  // Of a swizzled line of 64 elements, the first 16 are multiplied.
  for (int64_t i = thread; i < operandBytes / 2; i += 128) {
    int64_t place = i * 2;
    if (fault == Swizzled) {
      int64_t line = i / 16, piece = i % 16 / 8;
      place = line * lineBytes + (piece ^ line % 8) * 16 + i % 8 * 2;
    }
    std::memcpy(shared + place, &one, sizeof one);
  }
  if (fault != Unfenced)
    anabranch_emulated_fence_proxy();
  anabranch_emulated_barrier();
  // Pieces are 64 lines of 16 bytes apart, and eight lines 128 bytes.
  uint64_t descriptor = (reinterpret_cast<uintptr_t>(shared) & 0x3ffff) / 16 |
                        uint64_t(64 * 16 / 16) << 16 | uint64_t(128 / 16) << 32;
  if (fault == Swizzled)
    descriptor = (reinterpret_cast<uintptr_t>(shared) & 0x3ffff) / 16 |
                 uint64_t(8 * lineBytes / 16) << 32 | uint64_t(1) << 62;
  // The last of the eight lines behind each other is the first that is not
  // there.
  if (fault == Outside)
    descriptor += (sharedBytes - operandBytes + 16) / 16;
  float sums[4] = {};
  anabranch_emulated_wgmma(descriptor, descriptor, 8, 1, 1, sums);
  anabranch_emulated_wgmma_commit();
  if (fault == Changed && thread == 0)
    shared[1] = 0;
  anabranch_emulated_wgmma_wait(0);
  std::memcpy(buffers[0], sums, sizeof(float));
}

TEST(AsyncWork, ProductsOfWarpgroups) {
  char buffer[sizeof(float)];
  run(multiply, 128, buffer);
  float sum;
  std::memcpy(&sum, buffer, sizeof sum);
  EXPECT_EQ(sum, 16);
}

TEST(AsyncWork, ProductsOfSwizzledLines) {
  char buffer[sizeof(float)];
  run(multiply, 128, buffer, Swizzled);
  float sum;
  std::memcpy(&sum, buffer, sizeof sum);
  EXPECT_EQ(sum, 16);
}

TEST(AsyncWorkDeathTest, ChangingWhatIsMultiplied) {
  char buffer[sizeof(float)];
  EXPECT_DEATH(run(multiply, 128, buffer, Changed),
               "changed before its product");
}

TEST(AsyncWorkDeathTest, MultiplyingWhatIsNotThere) {
  char buffer[sizeof(float)];
  EXPECT_DEATH(run(multiply, 128, buffer, Outside),
               "beyond the block's memory");
}

TEST(AsyncWorkDeathTest, MultiplyingWhatMayNotBeThere) {
  char buffer[sizeof(float)];
  EXPECT_DEATH(run(multiply, 128, buffer, Unfenced),
               "fence.proxy.async is missing");
}
} // namespace
