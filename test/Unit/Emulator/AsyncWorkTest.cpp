//===- AsyncWorkTest.cpp - What emulated threads start and wait for -------===//

#include "compiler/Emulator/DeviceEmulator.h"

#include <cstring>
#include <gtest/gtest.h>

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
void anabranch_emulated_arrive(void *barrier, int32_t bytes);
void anabranch_emulated_copy_bulk(void *to, const void *from, void *barrier,
                                  int32_t bytes);
void anabranch_emulated_await(void *barrier, int32_t parity, int32_t patience);
}

namespace {
constexpr int64_t sharedBytes = 1 << 13;
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
  anabranch_emulated_arrive(barrier, copyBytes);
  anabranch_emulated_copy_bulk(getPlace(), from, barrier, copyBytes);
}

/// Copies what it finds before and after it has waited.
void copyTwice(int32_t, char *const *buffers) {
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
  auto wait = [](int32_t, char *const *buffers) {
    startCopy(buffers[0]);
    anabranch_emulated_await(anabranch_emulated_shared(), 0, 1);
    anabranch_emulated_await(anabranch_emulated_shared(), 1, 1);
  };
  alignas(copyBytes) char buffer[copyBytes] = "";
  EXPECT_DEATH(run(wait, 1, buffer), "bytes that nothing copies");
}

TEST(AsyncWorkDeathTest, CopyingToAnywhere) {
  auto copy = [](int32_t, char *const *buffers) { startCopy(buffers[0] + 1); };
  alignas(copyBytes) char buffer[2 * copyBytes] = "";
  EXPECT_DEATH(run(copy, 1, buffer), "not aligned");
}

/// What is wrong with products, as an extent.
enum Fault : int32_t { None, Changed, Unfenced };

/// Multiplies ones by ones, of 16 of the depth, and stores a thread's sum.
void multiply(int32_t fault, char *const *buffers) {
  constexpr int64_t operandBytes = 2 * 64 * 16;
  constexpr uint16_t one = 0x3f80;
  char *shared = static_cast<char *>(anabranch_emulated_shared());
  int32_t thread = anabranch_emulated_thread();
  for (int64_t i = thread; i < operandBytes / 2; i += 128)
    std::memcpy(shared + 2 * i, &one, sizeof one);
  if (fault != Unfenced)
    anabranch_emulated_fence_proxy();
  anabranch_emulated_barrier();
  // Pieces are 64 lines of 16 bytes apart, and eight lines 128 bytes.
  uint64_t descriptor = (reinterpret_cast<uintptr_t>(shared) & 0x3ffff) / 16 |
                        uint64_t(64 * 16 / 16) << 16 | uint64_t(128 / 16) << 32;
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

TEST(AsyncWorkDeathTest, ChangingWhatIsMultiplied) {
  char buffer[sizeof(float)];
  EXPECT_DEATH(run(multiply, 128, buffer, Changed),
               "changed before its product");
}

TEST(AsyncWorkDeathTest, MultiplyingWhatMayNotBeThere) {
  char buffer[sizeof(float)];
  EXPECT_DEATH(run(multiply, 128, buffer, Unfenced),
               "fence.proxy.async is missing");
}
} // namespace
