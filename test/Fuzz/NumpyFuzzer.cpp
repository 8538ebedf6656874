//===- NumpyFuzzer.cpp - Arrays, alone and in archives --------------------===//

#include "runtime/Error.h"
#include "runtime/Files/NumpyFile.h"
#include "test/Fuzz/MemoryFile.h"

using namespace anabranch;

static void check(const runtime::NumpyArray &array) {
  int64_t count = 1;
  for (int64_t size : array.shape)
    count *= size;
  fuzz::require(count == array.size(), "an array has its shape's elements");
  for (int64_t i = 0; i < std::min<int64_t>(count, 64); ++i)
    (void)array.number(i);
  // What is written again is the same.
  runtime::NumpyArray copy =
      runtime::parseNpy(runtime::formatNpy(array), "the copy");
  fuzz::require(copy.kind == array.kind && copy.itemSize == array.itemSize &&
                    copy.shape == array.shape && copy.bytes == array.bytes,
                "an array is read as it was written");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  try {
    std::vector<char> content(data, data + size);
    if (runtime::looksLikeNpy(content))
      check(runtime::parseNpy(std::move(content), "the array"));
    runtime::ZipArchive archive(fuzz::MemoryFile::write(data, size));
    for (const std::string &name : archive.names())
      check(runtime::parseNpy(archive.read(name), name));
  } catch (const runtime::Error &) {
    // That is what users are told.
  }
  return 0;
}
