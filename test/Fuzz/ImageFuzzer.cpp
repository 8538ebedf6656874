//===- ImageFuzzer.cpp - Pictures for predict -----------------------------===//

#include "runtime/Error.h"
#include "runtime/Image.h"

#include <cstdint>

using namespace anabranch;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::vector<char> content(data, data + size);
  for (int64_t channels : {1, 3, 4}) {
    try {
      (void)runtime::decodeImage(content, {4, 3, channels}, "the picture");
    } catch (const runtime::Error &) {
      // That is what users are told.
    }
  }
  return 0;
}
