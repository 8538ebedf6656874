//===- DeviceCodeTest.cpp -------------------------------------------------===//

#include "runtime/CUDA/DeviceCode.h"

#include <gtest/gtest.h>

using namespace anabranch::runtime;

namespace {

const char cubin[] = "cubin", ptx[] = "ptx";

AnabranchDevice makeCode(const char *chip, const void *cubin, const void *ptx) {
  AnabranchDevice code = {};
  code.chip = chip;
  code.cubin = cubin;
  code.ptx = ptx;
  return code;
}

TEST(DeviceCode, IsACubinInItsGenerationAndPTXInLaterOnes) {
  AnabranchDevice code = makeCode("sm_80", cubin, ptx);
  EXPECT_EQ(chooseImage(code, 80), cubin);
  EXPECT_EQ(chooseImage(code, 86), cubin);
  EXPECT_EQ(chooseImage(code, 90), ptx);
  EXPECT_EQ(chooseImage(code, 100), ptx);
}

TEST(DeviceCode, IsNothingForEarlierGPUs) {
  AnabranchDevice code = makeCode("sm_86", cubin, ptx);
  EXPECT_EQ(chooseImage(code, 75), nullptr);
  EXPECT_EQ(chooseImage(code, 80), nullptr);
}

TEST(DeviceCode, IsPTXWhereThereIsNoCubin) {
  EXPECT_EQ(chooseImage(makeCode("sm_80", nullptr, ptx), 80), ptx);
  EXPECT_EQ(chooseImage(makeCode("sm_90a", nullptr, ptx), 90), ptx);
}

TEST(DeviceCode, IsForOneChipAloneIfItsCodeIs) {
  AnabranchDevice code = makeCode("sm_90a", cubin, nullptr);
  EXPECT_EQ(chooseImage(code, 90), cubin);
  EXPECT_EQ(chooseImage(code, 80), nullptr);
  EXPECT_EQ(chooseImage(code, 100), nullptr);
}

} // namespace
