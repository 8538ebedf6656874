//===- MakePng.h - Small pictures for tests -------------------------------===//

#ifndef ANABRANCH_TEST_UNIT_RUNTIME_MAKEPNG_H
#define ANABRANCH_TEST_UNIT_RUNTIME_MAKEPNG_H

#include <cstdint>
#include <string>
#include <zlib.h>

namespace anabranch::runtime::test {

inline std::string bigEndian(uint32_t value) {
  return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}

/// A chunk of a PNG file, from its type and data.
inline std::string chunk(const std::string &content) {
  uint32_t checksum = crc32_z(
      0, reinterpret_cast<const Bytef *>(content.data()), content.size());
  return bigEndian(uint32_t(content.size() - 4)) + content +
         bigEndian(checksum);
}

/// An 8-bit RGB picture of `pixels`, row by row with the channels last.
inline std::string makePng(uint32_t width, uint32_t height,
                           const std::string &pixels) {
  std::string rows;
  for (uint32_t y = 0; y < height; ++y) {
    rows += '\0'; // no filter
    rows += pixels.substr(size_t(y) * 3 * width, size_t(3) * width);
  }
  uLongf packedBytes = compressBound(rows.size());
  std::string packed(packedBytes, '\0');
  compress(reinterpret_cast<Bytef *>(packed.data()), &packedBytes,
           reinterpret_cast<const Bytef *>(rows.data()), rows.size());
  packed.resize(packedBytes);
  return "\x89PNG\r\n\x1a\n" +
         chunk("IHDR" + bigEndian(width) + bigEndian(height) +
               std::string("\x08\x02\x00\x00\x00", 5)) +
         chunk("IDAT" + packed) + chunk("IEND");
}

/// A picture of one grey, from 0 to 255.
inline std::string makeGreyPng(uint32_t width, uint32_t height, int grey) {
  return makePng(width, height,
                 std::string(size_t(width) * height * 3, char(grey)));
}

} // namespace anabranch::runtime::test

#endif // ANABRANCH_TEST_UNIT_RUNTIME_MAKEPNG_H
