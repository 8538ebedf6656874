//===- Image.cpp - PNG and JPEG pictures ----------------------------------===//

#include "runtime/Files/Image.h"
#include "runtime/Error.h"
#include "runtime/Files/ResizeImage.h"
#include "runtime/Tensor.h"

#include <climits>
#include <cstring>
#include <memory>
#include <zlib.h>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace anabranch::runtime {

/// A picture of so many takes 400 MB in colour, for each thread.
static constexpr int64_t mostPixels = int64_t(1) << 27;

static bool startsWith(const std::vector<char> &content,
                       const std::string &signature) {
  return content.size() >= 8 &&
         std::equal(signature.begin(), signature.end(), content.begin());
}

static bool looksLikePng(const std::vector<char> &content) {
  return startsWith(content, "\x89PNG");
}

static bool looksLikeJpeg(const std::vector<char> &content) {
  return startsWith(content, "\xff\xd8");
}

bool looksLikeImage(const std::vector<char> &content) {
  return looksLikePng(content) || looksLikeJpeg(content);
}

static uint32_t loadBigEndian(const unsigned char *bytes) {
  return uint32_t(bytes[0]) << 24 | uint32_t(bytes[1]) << 16 |
         uint32_t(bytes[2]) << 8 | uint32_t(bytes[3]);
}

/// Walks over a PNG file's chunks up to IEND, the last one; false if one is cut
/// off or has another checksum than it says. stb_image reads no checksums.
static bool isSoundPng(const std::vector<char> &content) {
  const auto *bytes = reinterpret_cast<const unsigned char *>(content.data());
  size_t size = content.size(), place = 8;
  while (size - place >= 12) {
    size_t length = loadBigEndian(bytes + place);
    if (length > size - place - 12)
      return false;
    const unsigned char *type = bytes + place + 4,
                        *checksum = type + 4 + length;
    if (crc32_z(0, type, 4 + length) != loadBigEndian(checksum))
      return false;
    if (std::memcmp(type, "IEND", 4) == 0)
      return true;
    place += 12 + length;
  }
  return false;
}

/// The place behind the data of a scan: of the next marker.
static size_t skipScan(const unsigned char *bytes, size_t size, size_t place) {
  auto isMarker = [&](unsigned char code) {
    bool isRestart = code >= 0xd0 && code <= 0xd7;
    return code != 0 && !isRestart;
  };
  while (place + 1 < size &&
         !(bytes[place] == 0xff && isMarker(bytes[place + 1])))
    ++place;
  return place;
}

/// Whether the Huffman tables in a segment of a JPEG file have at most the 256
/// codes that stb_image has room for; it does not look itself.
static bool hasGoodTables(const unsigned char *segment, size_t size) {
  while (size >= 17) {
    size_t codes = 0;
    for (size_t i = 1; i <= 16; ++i)
      codes += segment[i];
    if (codes > 256 || 17 + codes > size)
      return false;
    segment += 17 + codes;
    size -= 17 + codes;
  }
  return size == 0;
}

/// Walks over a JPEG file's segments; false if something stands between them,
/// where stb_image would look for more, or if tables are too large.
static bool isSoundJpeg(const std::vector<char> &content) {
  const auto *bytes = reinterpret_cast<const unsigned char *>(content.data());
  size_t size = content.size(), place = 2;
  while (place + 1 < size) {
    if (bytes[place] != 0xff)
      return false;
    unsigned char marker = bytes[place + 1];
    if (marker == 0xff) { // A marker may have more of these in front.
      ++place;
      continue;
    }
    place += 2;
    if (marker == 0xd9)
      return true;
    if (size - place < 2)
      return false;
    size_t length = size_t(bytes[place]) << 8 | bytes[place + 1];
    if (length < 2 || length > size - place)
      return false;
    if (marker == 0xc4 && !hasGoodTables(bytes + place + 2, length - 2))
      return false;
    place += length;
    if (marker == 0xda)
      place = skipScan(bytes, size, place);
  }
  return false;
}

bool isPictureShape(const std::vector<int64_t> &shape) {
  return shape.size() == 3 && (shape[2] == 1 || shape[2] == 3 || shape[2] == 4);
}

NumpyArray decodeImage(const std::vector<char> &content,
                       const std::vector<int64_t> &shape,
                       const std::string &path) {
  if (!isPictureShape(shape))
    throw Error(path,
                "is a picture, but the model reads arrays of shape " +
                    formatShape(shape),
                "give an .npy or .npz file");
  if (content.size() > INT_MAX)
    throw Error(path, "is too large for a picture", "give a smaller one");
  if (!(looksLikePng(content) && isSoundPng(content)) &&
      !(looksLikeJpeg(content) && isSoundJpeg(content)))
    throw Error(path, "is no whole PNG or JPEG file",
                "save the picture again as PNG or JPEG");
  const auto *bytes = reinterpret_cast<const stbi_uc *>(content.data());
  auto size = int(content.size());
  auto fail = [&] {
    throw Error(
        path, std::string("cannot be decoded (") + stbi_failure_reason() + ")",
        "save the picture again as PNG or JPEG");
  };
  // The size first: a damaged one may need more memory than there is.
  int width, height, channels;
  if (!stbi_info_from_memory(bytes, size, &width, &height, &channels))
    fail();
  if (int64_t(width) * height > mostPixels)
    throw Error(path,
                "is " + std::to_string(width) + " pixels wide and " +
                    std::to_string(height) + " high, which is too large",
                "make it smaller");
  std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
      stbi_load_from_memory(bytes, size, &width, &height, &channels,
                            int(shape[2])),
      &stbi_image_free);
  if (!pixels)
    fail();
  NumpyArray image;
  image.kind = 'u';
  image.itemSize = 1;
  image.shape = {1, shape[0], shape[1], shape[2]};
  image.bytes.resize(elementCount(shape));
  resizeImage(pixels.get(), height, width, shape,
              reinterpret_cast<uint8_t *>(image.bytes.data()));
  return image;
}

} // namespace anabranch::runtime
