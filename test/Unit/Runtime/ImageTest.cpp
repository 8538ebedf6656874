//===- ImageTest.cpp ------------------------------------------------------===//

#include "runtime/Files/Image.h"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "MakePng.h"
#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

/// An RGB picture whose pixels count up from 0.
std::vector<char> makePng(uint32_t width, uint32_t height) {
  std::string pixels;
  for (uint32_t i = 0; i < height * width * 3; ++i)
    pixels += char(i);
  std::string png = test::makePng(width, height, pixels);
  return {png.begin(), png.end()};
}

TEST(Image, IsDecodedChannelsLast) {
  NumpyArray image = decodeImage(makePng(5, 4), {4, 5, 3}, "a.png");
  EXPECT_TRUE(image.isUint8());
  EXPECT_EQ(image.shape, (std::vector<int64_t>{1, 4, 5, 3}));
  for (int64_t i = 0; i < 60; ++i)
    ASSERT_EQ(image.number(i), double(i));
}

// The numbers themselves are compared with Keras's in ResizeImageTest.
TEST(Image, OfAnotherSizeIsResized) {
  NumpyArray image = decodeImage(makePng(5, 4), {2, 5, 3}, "a.png");
  EXPECT_EQ(image.shape, (std::vector<int64_t>{1, 2, 5, 3}));
  // Halfway between rows that are 15 apart: 0 and 1, 2 and 3.
  for (int64_t i = 0; i < 15; ++i) {
    ASSERT_EQ(image.number(i), double(i + 8));
    ASSERT_EQ(image.number(15 + i), double(i + 38));
  }
}

TEST(Image, NeedsAModelThatReadsPictures) {
  EXPECT_NE(errorOf([] {
              decodeImage(makePng(5, 4), {60}, "a.png");
            }).find("the model reads arrays of shape (60,)"),
            std::string::npos);
}

TEST(Image, DamagedPngIsRejected) {
  std::vector<char> png = makePng(5, 4);
  auto decode = [](const std::vector<char> &content) {
    return errorOf([&] { decodeImage(content, {4, 5, 3}, "a.png"); });
  };
  std::string notWhole = "a.png: is no whole PNG or JPEG file: save the "
                         "picture again as PNG or JPEG";
  for (size_t size = 8; size < png.size(); ++size)
    EXPECT_EQ(decode({png.begin(), png.begin() + int64_t(size)}), notWhole)
        << size;
  for (size_t place = 8; place < png.size(); ++place) {
    std::vector<char> damaged = png;
    damaged[place] ^= 1;
    EXPECT_EQ(decode(damaged), notWhole) << place;
  }
}

std::vector<char> readInput(const std::string &name) {
  std::ifstream file(ANABRANCH_TEST_INPUTS "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Image, JpegIsDecoded) {
  EXPECT_EQ(decodeImage(readInput("restarts.jpg"), {17, 33, 3}, "a.jpg").size(),
            17 * 33 * 3);
  EXPECT_EQ(
      decodeImage(readInput("progressive.jpg"), {4, 3, 1}, "a.jpg").size(),
      4 * 3);
}

/// A JPEG file of one segment.
std::vector<char> makeJpeg(const std::string &segment) {
  size_t length = segment.size() + 1; // Two bytes more, less the marker's.
  std::string jpeg = "\xff\xd8\xff";
  jpeg += segment[0];
  jpeg += {char(length >> 8), char(length)};
  jpeg += segment.substr(1) + "\xff\xd9";
  return {jpeg.begin(), jpeg.end()};
}

TEST(Image, DamagedJpegIsRejected) {
  auto decode = [](const std::vector<char> &content) {
    return errorOf([&] { decodeImage(content, {4, 3, 3}, "a.jpg"); });
  };
  std::string notWhole = "a.jpg: is no whole PNG or JPEG file: save the "
                         "picture again as PNG or JPEG";
  // A comment and nothing else: whole, but no picture.
  EXPECT_NE(decode(makeJpeg("\xfehello")).find("cannot be decoded"),
            std::string::npos);
  // A Huffman table of 2 * 255 codes, where there is room for 256.
  std::string table = "\xc4" + std::string(1, '\0') + "\xff\xff" +
                      std::string(14, '\0') + std::string(510, 'x');
  EXPECT_EQ(decode(makeJpeg(table)), notWhole);
  table.resize(table.size() - 300); // Shorter than it says.
  EXPECT_EQ(decode(makeJpeg(table)), notWhole);

  std::vector<char> jpeg = readInput("restarts.jpg");
  jpeg.resize(jpeg.size() - 2);
  EXPECT_EQ(decode(jpeg), notWhole);
  jpeg.insert(jpeg.begin() + 2, 'x');
  EXPECT_EQ(decode(jpeg), notWhole);
  EXPECT_EQ(decode({'x'}), notWhole);
}

TEST(Image, SizeIsJudgedBeforeMemoryIsTaken) {
  std::string png = "\x89PNG\r\n\x1a\n" +
                    chunk("IHDR" + bigEndian(20000) + bigEndian(10000) +
                          std::string("\x08\x02\x00\x00\x00", 5)) +
                    chunk("IDAT") + chunk("IEND");
  EXPECT_EQ(errorOf([&] {
              decodeImage({png.begin(), png.end()}, {4, 5, 3}, "a.png");
            }),
            "a.png: is 20000 pixels wide and 10000 high, which is too large: "
            "make it smaller");
}

} // namespace
