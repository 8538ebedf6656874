//===- DriverEmulatorTest.cpp - When an emulated GPU does what ------------===//

#include "runtime/Bench/MachineLimits.h"
#include "runtime/CUDA/Device.h"
#include "runtime/Error.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <set>

using namespace anabranch::runtime;

/// The extents of launches, as they run.
static std::vector<int> launched;

extern "C" void test_log(int32_t extent, int32_t, char *const *) {
  launched.push_back(extent);
}

namespace {

/// Two launches that use so many buffers, and so are in order.
template <size_t count> void logTwice(int64_t extent, char *const *buffers) {
  std::string uses(count, 'u');
  for (int64_t launch : {0, 1})
    anabranch_launch("test_log", 1, 1, 1, 0, 2 * extent + launch, buffers,
                     uses.c_str());
}

/// Two launches that make parts of the first buffer, and one that makes the
/// second.
void logParts(int64_t extent, char *const *buffers) {
  anabranch_launch("test_log", 1, 1, 1, 0, extent, buffers, "p-");
  anabranch_launch("test_log", 1, 1, 1, 0, extent + 1, buffers, "p-");
  anabranch_launch("test_log", 1, 1, 1, 0, extent + 2, buffers, "-u");
}

constexpr AnabranchDevice code = {"emulator", nullptr, nullptr, 0,
                                  1,          0,       nullptr};

struct DriverEmulator : ::testing::Test {
  Device device{code, 1 << 10};
  float *memory =
      reinterpret_cast<float *>(device.getMemory().allocateHost(64));
  char *bytes = reinterpret_cast<char *>(memory);
  CudaAddress place = device.arenaAddress(256);

  void upload() { device.upload(place, bytes, sizeof(float)); }
  void download(int i) {
    device.download(bytes + i * sizeof(float), place, sizeof(float));
  }
};

/// Launches whose blocks ask for as much memory as their extent says. A
/// function's memory is asked for when its name is met first.
void logWithMemory(int64_t extent, char *const *buffers) {
  static constexpr char name[] = "test_log";
  anabranch_launch(name, 1, 1, 1, extent, extent, buffers, "");
}
void logWithMore(int64_t extent, char *const *buffers) {
  static constexpr char name[] = "test_log";
  anabranch_launch(name, 1, 1, 1, extent, extent, buffers, "");
}

TEST(DriverEmulatorMemory, IsWhatBlocksOfTheChipCanHave) {
  for (auto [chip, most] : {std::pair("emulator", 99 << 10),
                            std::pair("emulator_90a", 227 << 10)}) {
    Device device({chip, nullptr, nullptr, 0, 1, 0, nullptr}, 1 << 10);
    launched.clear();
    device.start(logWithMemory, most, {});
    device.wait();
    EXPECT_EQ(launched, std::vector<int>{most});
    EXPECT_THROW(device.start(logWithMore, most + 1, {}), Error);
  }
}

TEST_F(DriverEmulator, DoesNothingBeforeItIsWaitedFor) {
  memory[0] = 1;
  upload();
  memory[0] = 2; // too early
  memory[1] = 3;
  download(1);
  EXPECT_TRUE(std::isnan(memory[1]));
  device.wait();
  EXPECT_EQ(memory[1], 2);
}

TEST_F(DriverEmulator, DoesWhatIsBeforeAnEvent) {
  CudaEvent event = device.makeEvent();
  device.wait(event); // for nothing
  memory[0] = 1;
  upload();
  download(1);
  device.mark(event);
  download(2);
  device.wait(event);
  EXPECT_EQ(memory[1], 1);
  EXPECT_TRUE(std::isnan(memory[2]));
  device.mark(event); // behind the second copy now
  device.wait(event);
  EXPECT_EQ(memory[2], 1);
}

TEST_F(DriverEmulator, UploadsAheadForWhatWaits) {
  CudaEvent event = device.makeEvent();
  memory[0] = 1;
  device.uploadAhead(place, bytes, sizeof(float));
  download(1);
  device.wait();
  EXPECT_EQ(memory[1], 0); // as the arena is at first
  device.waitForUploads(event);
  download(1);
  device.wait();
  EXPECT_EQ(memory[1], 1);
  device.copy(place + 4, place, sizeof(float));
  device.download(bytes + 8, place + 4, sizeof(float));
  device.wait();
  EXPECT_EQ(memory[2], 1);
}

TEST_F(DriverEmulator, ReadsMemoryWheneverAGraphIsStarted) {
  CudaGraphExecutable graph = device.record([&] {
    upload();
    download(1);
  });
  for (float value : {1.0f, 2.0f}) {
    memory[0] = value;
    memory[1] = 0;
    device.start(graph);
    EXPECT_TRUE(std::isnan(memory[1]));
    device.wait();
    EXPECT_EQ(memory[1], value);
  }
}

TEST_F(DriverEmulator, RunsAGraphInAnyOrderThatItsMemoryAllows) {
  auto access = [&](int i, bool isWritten) -> MemoryAccess {
    return {place + 4 * i, place + 4 * i + 4, isWritten};
  };
  CudaGraphExecutable graph = device.record([&] {
    device.start(logTwice<1>, 0, {access(0, true)});
    device.start(logTwice<2>, 1, {access(0, false), access(1, true)});
    device.start(logTwice<2>, 2, {access(0, false), access(2, true)});
    device.start(logTwice<3>, 3,
                 {access(1, false), access(2, false), access(0, true)});
    device.start(logTwice<1>, 4, {access(3, true)});
  });
  std::set<std::vector<int>> orders;
  for (int i = 0; i < 200; ++i) {
    launched.clear();
    device.start(graph);
    device.wait();
    ASSERT_EQ(launched.size(), 10u);
    auto isBefore = [&](int a, int b) {
      auto find = [&](int extent) {
        return std::find(launched.begin(), launched.end(), extent);
      };
      return find(a) < find(b);
    };
    for (int piece = 0; piece < 5; ++piece)
      EXPECT_TRUE(isBefore(2 * piece, 2 * piece + 1));
    for (auto [first, second] : {std::pair(0, 1), {0, 2}, {1, 3}, {2, 3}})
      EXPECT_TRUE(isBefore(2 * first + 1, 2 * second));
    orders.insert(launched);
  }
  // The launches of 1 and 2 mix in 6 ways, and there are 28 places for 4's
  // among these and 3's.
  EXPECT_GT(orders.size(), 30u);
}

TEST_F(DriverEmulator, RunsTheLaunchesOfAKernelBesideEachOther) {
  CudaGraphExecutable graph = device.record([&] {
    device.start(logTwice<1>, 4, {{place + 8, place + 12, true}}); // is first
    device.start(logParts, 0,
                 {{place, place + 4, true}, {place + 4, place + 8, true}});
    device.start(logTwice<1>, 2, {{place, place + 4, false}});
    device.start(logTwice<1>, 3, {{place + 4, place + 8, false}});
  });
  constexpr int runs = 200;
  std::map<std::pair<int, int>, int> before; ///< in how many runs
  for (int i = 0; i < runs; ++i) {
    launched.clear();
    device.start(graph);
    device.wait();
    ASSERT_EQ(launched.size(), 9u);
    for (size_t first = 0; first < launched.size(); ++first)
      for (size_t second = first + 1; second < launched.size(); ++second)
        ++before[{launched[first], launched[second]}];
  }
  auto isOrdered = [&](int a, int b) { return before[{a, b}] == runs; };
  auto isFree = [&](int a, int b) { return before[{a, b}] % runs != 0; };
  EXPECT_TRUE(isFree(0, 1));                       // parts
  EXPECT_TRUE(isOrdered(0, 4) && isOrdered(1, 4)); // who reads them all
  EXPECT_TRUE(isFree(2, 4) && isFree(2, 5));       // and nothing else
  EXPECT_TRUE(isOrdered(2, 6) && isFree(0, 6) && isFree(1, 7));
}

TEST_F(DriverEmulator, RecordsNoCopiesOfPageableMemory) {
  char pageable[4];
  EXPECT_THROW(
      device.record([&] { device.upload(place, pageable, sizeof pageable); }),
      Error);
}

TEST_F(DriverEmulator, HasTheLimitsOfItsClocks) {
  // Ten multiprocessors of capability 9.0 at 1 GHz, and 128 bytes twice a
  // clock.
  MachineLimits limits = findDeviceLimits(code);
  EXPECT_DOUBLE_EQ(limits.flopsPerSecond, 10 * 256e9);
  EXPECT_DOUBLE_EQ(limits.bytesPerSecond, 256e9);
  EXPECT_EQ(limits.operations, "fused multiply-adds");
  AnabranchDevice bf16 = code;
  bf16.multiplies_bf16 = 1;
  limits = findDeviceLimits(bf16);
  EXPECT_DOUBLE_EQ(limits.flopsPerSecond, 10 * 4096e9);
  EXPECT_EQ(limits.operations, "bf16 products of tensor cores");
}

TEST_F(DriverEmulator, HasAsMuchMemoryAsItSays) {
  constexpr int64_t gibibyte = int64_t(1) << 30;
  EXPECT_EQ(device.getMemory().allocate(9 * gibibyte), 0u);
  EXPECT_EQ(device.getMemory().allocate(gibibyte, 7 * gibibyte), 0u);
  EXPECT_NE(device.getMemory().allocate(gibibyte, 6 * gibibyte), 0u);
}

} // namespace
