//===- ImageFuzzer.cpp - Pictures for predict -----------------------------===//

#include "runtime/Error.h"
#include "runtime/Files/Image.h"

#include <cstdint>
#include <cstdlib>
#include <zlib.h>

using namespace anabranch;

static bool isDecoded(const std::vector<char> &content, int64_t channels) {
  try {
    (void)runtime::decodeImage(content, {4, 3, channels}, "the picture");
    return true;
  } catch (const runtime::Error &) {
    // That is what users are told.
    return false;
  }
}

/// Gives the chunks of a PNG file the checksums that they should have. Made-up
/// inputs hardly ever have them, and would not get as far as the decoder.
static void correctChecksums(std::vector<char> &content) {
  auto *bytes = reinterpret_cast<uint8_t *>(content.data());
  size_t size = content.size(), place = 8;
  while (place + 12 <= size) {
    size_t length = size_t(bytes[place]) << 24 |
                    size_t(bytes[place + 1]) << 16 |
                    size_t(bytes[place + 2]) << 8 | size_t(bytes[place + 3]);
    if (length > size - place - 12)
      return;
    uint8_t *type = bytes + place + 4, *behind = type + 4 + length;
    uLong checksum = crc32_z(0, type, 4 + length);
    for (int i = 0; i < 4; ++i)
      behind[i] = uint8_t(checksum >> (24 - 8 * i));
    place += 12 + length;
  }
}

/// Makes the picture at most 255 by 255 pixels large: with more, all that takes
/// longer is resizing it.
static void limitSize(std::vector<char> &content, bool isPng) {
  if (isPng) {
    for (size_t place : {16, 17, 18, 20, 21, 22})
      content[place] = 0;
    return;
  }
  for (size_t place = 0; place + 9 <= content.size(); ++place)
    if (content[place] == '\xff' && content[place + 1] >= '\xc0' &&
        content[place + 1] <= '\xc2')
      content[place + 5] = content[place + 7] = 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::vector<char> content(data, data + size);
  bool isPng = size > 24 && data[0] == 0x89;
  limitSize(content, isPng);
  if (isPng)
    correctChecksums(content);
  for (int64_t channels : {1, 3, 4}) {
    if (!isDecoded(content, channels) || !isPng)
      continue;
    std::vector<char> damaged = content;
    damaged[16] ^= 1; // in the first chunk
    if (isDecoded(damaged, channels))
      std::abort();
  }
  return 0;
}
