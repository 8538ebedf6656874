//===- ResizeImageTest.cpp ------------------------------------------------===//

#include "runtime/Files/ResizeImage.h"
#include "runtime/Files/NumpyFile.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace anabranch::runtime;

namespace {

// Inputs/record_resized.py says what the file holds.
TEST(ResizeImage, AgreesWithKeras) {
  ZipArchive archive(ANABRANCH_TEST_INPUTS "/resized.npz");
  constexpr int cases = 6;
  for (int number = 0; number < cases; ++number) {
    std::string name = std::to_string(number);
    NumpyArray picture = readNpz(archive, name);
    NumpyArray expected = readNpz(archive, name + "_resized");
    std::vector<uint8_t> resized(expected.size());
    resizeImage(reinterpret_cast<const uint8_t *>(picture.bytes.data()),
                picture.shape[0], picture.shape[1], expected.shape,
                resized.data());
    for (int64_t i = 0; i < expected.size(); ++i)
      ASSERT_EQ(resized[i], std::floor(expected.number(i) + 0.5))
          << "case " << name << ", element " << i;
  }
}

} // namespace
