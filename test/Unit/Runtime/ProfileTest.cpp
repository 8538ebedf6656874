//===- ProfileTest.cpp ----------------------------------------------------===//

#include "runtime/Bench/Profile.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace anabranch::runtime;

namespace {

AnabranchLaunch launch(const char *name, const char *layers, int64_t flops,
                       int64_t bytes) {
  AnabranchLaunch result = {};
  result.name = name;
  result.layers = layers;
  result.flops = {0, flops};
  result.bytes = {bytes, 0};
  return result;
}

/// Two launches of one kernel for the same layers, one for another layer, and
/// one that takes no time.
std::vector<ProfileRow> rowsOfFourLaunches() {
  const AnabranchLaunch launches[] = {
      launch("pool", "pool", 1000, 400), launch("conv", "a", 30000, 100),
      launch("pool", "pool", 1000, 400), launch("copy", "b", 0, 8)};
  AnabranchProgram program = {};
  program.launch_count = 4;
  program.launches = launches;
  LaunchTimes times;
  times.seconds = {2, 12, 4, 0};
  times.runs = 2;
  return profileRows(program, times, 10);
}

TEST(Profile, SumsLaunchesUpSlowestFirst) {
  std::vector<ProfileRow> rows = rowsOfFourLaunches();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].kernel, "conv");
  EXPECT_EQ(rows[0].seconds, 6);
  EXPECT_EQ(rows[0].flops, 300000);
  EXPECT_EQ(rows[1].kernel, "pool");
  EXPECT_EQ(rows[1].launches, 2);
  EXPECT_EQ(rows[1].seconds, 3);
  EXPECT_EQ(rows[1].flops, 20000);
  EXPECT_EQ(rows[1].bytes, 800);
  EXPECT_EQ(rows[2].kernel, "copy");
}

TEST(Profile, ComparesWithTheMachinesLimits) {
  auto json = toJson(rowsOfFourLaunches(), {100000, 400, "", ""});
  EXPECT_DOUBLE_EQ(json[0]["peak_fraction"], 0.5);
  EXPECT_DOUBLE_EQ(json[0]["bandwidth_fraction"], 1.0 / 24);
  EXPECT_DOUBLE_EQ(json[1]["bandwidth_fraction"], 2.0 / 3);
  EXPECT_EQ(json[2]["peak_fraction"], 0);
  EXPECT_EQ(json[2]["gb_per_s"], 0);
}

TEST(Profile, PrintsTheFractionsAndWhatTheyMean) {
  ::testing::internal::CaptureStdout();
  printProfile(rowsOfFourLaunches(), {100000, 400, "", ""});
  printProfileLegend({123e9, 45e9, "sums", "guessed"});
  std::string out = ::testing::internal::GetCapturedStdout();
  EXPECT_NE(out.find("of peak"), std::string::npos);
  EXPECT_NE(out.find("0.50"), std::string::npos) << out;
  EXPECT_NE(out.find("0.67"), std::string::npos) << out;
  EXPECT_NE(out.find("peak: 123.0 GFLOP/s in sums; bandwidth: 45.0 GB/s; "
                     "both guessed."),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("can exceed the peak"), std::string::npos);
}

} // namespace
