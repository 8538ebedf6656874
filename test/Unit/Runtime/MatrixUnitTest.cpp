//===- MatrixUnitTest.cpp -------------------------------------------------===//

#include "runtime/ParallelFor.h"

#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

using namespace anabranch::runtime;

namespace {

/// What Linux says of the first CPU.
bool hasFlag(const std::string &flag) {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line))
    if (line.compare(0, 5, "flags") == 0)
      return (line + " ").find(" " + flag + " ") != std::string::npos;
  return false;
}

std::string getError(bool usesMatrixUnit) {
  try {
    configureParallelFor(2, 0, usesMatrixUnit);
  } catch (const std::runtime_error &error) {
    return error.what();
  }
  return "";
}

TEST(MatrixUnit, IsThereOrAdviceIsGiven) {
  // A second request is no error.
  for (int i = 0; i < 2; ++i) {
    std::string error = getError(/*usesMatrixUnit=*/true);
    if (!hasFlag("amx_tile") && error.empty())
      ADD_FAILURE() << "there is no matrix unit, and no error";
    if (!error.empty()) {
      EXPECT_NE(error.find("no matrix unit"), std::string::npos) << error;
      EXPECT_NE(error.find("compile with --algorithm=winograd4"),
                std::string::npos)
          << error;
    }
  }
}

TEST(MatrixUnit, IsNotAskedForWhereNothingUsesIt) {
  EXPECT_EQ(getError(/*usesMatrixUnit=*/false), "");
}

} // namespace
