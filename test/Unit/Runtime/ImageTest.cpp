//===- ImageTest.cpp ------------------------------------------------------===//

#include "runtime/Image.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

std::string bigEndian(uint32_t value) {
  return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}

std::string chunk(const std::string &content) {
  uint32_t checksum = crc32_z(
      0, reinterpret_cast<const Bytef *>(content.data()), content.size());
  return bigEndian(uint32_t(content.size() - 4)) + content +
         bigEndian(checksum);
}

/// An 8-bit RGB picture whose pixels count up from 0.
std::vector<char> makePng(uint32_t width, uint32_t height) {
  std::string rows;
  for (uint32_t y = 0; y < height; ++y) {
    rows += '\0'; // no filter
    for (uint32_t x = 0; x < 3 * width; ++x)
      rows += char(y * 3 * width + x);
  }
  uLongf packedBytes = compressBound(rows.size());
  std::string packed(packedBytes, '\0');
  compress(reinterpret_cast<Bytef *>(packed.data()), &packedBytes,
           reinterpret_cast<const Bytef *>(rows.data()), rows.size());
  packed.resize(packedBytes);
  std::string png = "\x89PNG\r\n\x1a\n" +
                    chunk("IHDR" + bigEndian(width) + bigEndian(height) +
                          std::string("\x08\x02\x00\x00\x00", 5)) +
                    chunk("IDAT" + packed) + chunk("IEND");
  return {png.begin(), png.end()};
}

TEST(Image, IsDecodedChannelsLast) {
  NumpyArray image = decodeImage(makePng(5, 4), {4, 5, 3}, "a.png");
  EXPECT_TRUE(image.isUint8());
  EXPECT_EQ(image.shape, (std::vector<int64_t>{1, 4, 5, 3}));
  for (int64_t i = 0; i < 60; ++i)
    ASSERT_EQ(image.number(i), double(i));
}

TEST(Image, OfAnotherSizeIsRejected) {
  EXPECT_EQ(errorOf([] {
              decodeImage(makePng(5, 4), {5, 4, 3}, "a.png");
            }),
            "a.png: is 5 pixels wide and 4 high, but the model reads 4 by 5: "
            "scale or crop the picture to that size");
}

TEST(Image, NeedsAModelThatReadsPictures) {
  EXPECT_NE(errorOf([] {
              decodeImage(makePng(5, 4), {60}, "a.png");
            }).find("the model reads arrays of shape (60,)"),
            std::string::npos);
}

TEST(Image, TruncatedIsRejected) {
  std::vector<char> png = makePng(5, 4);
  png.resize(40);
  EXPECT_NE(errorOf([&] {
              decodeImage(png, {4, 5, 3}, "a.png");
            }).find("cannot be decoded"),
            std::string::npos);
}

} // namespace
