//===- DeviceReportTest.cpp -----------------------------------------------===//

#include "compiler/Target/DeviceReport.h"
#include "compiler/Target/DeviceCode.h"
#include "compiler/Target/Multiprocessor.h"

#include <gtest/gtest.h>

using namespace anabranch;
using namespace anabranch::target;

namespace {

TEST(Multiprocessor, GrantsBlocksWhatItsChipHas) {
  EXPECT_EQ(getMultiprocessor("sm_80").getBlockBytes(), 163 * 1024);
  EXPECT_EQ(getMultiprocessor("sm_86").getBlockBytes(), 99 * 1024);
  EXPECT_EQ(getMultiprocessor("sm_87").getBlockBytes(), 163 * 1024);
  EXPECT_EQ(getMultiprocessor("sm_89").getBlockBytes(), 99 * 1024);
  EXPECT_EQ(getMultiprocessor("sm_90a").getBlockBytes(), 227 * 1024);
}

TEST(Multiprocessor, HasRoomForBlocks) {
  Multiprocessor chip = getMultiprocessor("sm_86");
  EXPECT_EQ(chip.countBlocks(32, 0, 0), 16);         // slots
  EXPECT_EQ(chip.countBlocks(512, 0, 0), 3);         // threads
  EXPECT_EQ(chip.countBlocks(256, 97, 0), 2);        // registers, of 104 each
  EXPECT_EQ(chip.countBlocks(256, 0, 49 * 1024), 2); // shared memory
  EXPECT_EQ(chip.countBlocks(256, 0, 99 * 1024), 1);
  EXPECT_EQ(chip.countBlocks(256, 0, 99 * 1024 + 1), 0);
}

TEST(DeviceUnit, TakesNoMoreThanAnyGPUThatRunsItsCodeGrants) {
  for (const char *chip :
       {"sm_80", "sm_86", "sm_87", "sm_89", "sm_90", "emulator"}) {
    EXPECT_EQ(getDeviceUnit(chip).sharedBytes, 99 * 1024) << chip;
    EXPECT_FALSE(getDeviceUnit(chip).warpgroups) << chip;
  }
  for (const char *chip : {"sm_90a", "emulator_90a"}) {
    EXPECT_EQ(getDeviceUnit(chip).sharedBytes, 227 * 1024) << chip;
    EXPECT_TRUE(getDeviceUnit(chip).warpgroups) << chip;
  }
}

/// Two blocks of 256 threads with 80 KB of shared memory fit where there are
/// 164 or more, and fill a quarter of 2,048 threads. Where there are 100, one
/// fills a sixth of 1,536.
TEST(DeviceReport, TellsTheOccupancyOfTheChip) {
  const char *messages =
      "ptxas info    : Compiling entry function 'kernel' for 'sm_80'\n"
      "ptxas info    : Used 40 registers, used 1 barriers\n";
  auto print = [&](const char *chip) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    printReport({{"kernel", 256, 80 * 1024}}, messages, chip, stream);
    return text.substr(text.rfind(' ') + 1);
  };
  EXPECT_EQ(print("sm_80"), "25%\n");
  EXPECT_EQ(print("sm_90a"), "25%\n");
  EXPECT_EQ(print("sm_86"), "17%\n");
}

} // namespace
