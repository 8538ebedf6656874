//===- MemoryFile.h - A file for readers that take paths ------------------===//

#ifndef ANABRANCH_TEST_FUZZ_MEMORYFILE_H
#define ANABRANCH_TEST_FUZZ_MEMORYFILE_H

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace anabranch::fuzz {

/// Ends the run as a crash does, so that libFuzzer keeps the input.
inline void require(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

/// A file without a place on the disk. There is one, whose content changes.
class MemoryFile {
public:
  /// Its path, with this content.
  static const std::string &write(const uint8_t *data, size_t size) {
    static MemoryFile file;
    require(ftruncate(file.descriptor, 0) == 0, "the file can be emptied");
    require(pwrite(file.descriptor, data, size, 0) == ssize_t(size),
            "the file can be written");
    return file.path;
  }

private:
  MemoryFile() : descriptor(memfd_create("fuzz", 0)) {
    path = "/proc/self/fd/" + std::to_string(descriptor);
  }
  int descriptor;
  std::string path;
};

} // namespace anabranch::fuzz

#endif // ANABRANCH_TEST_FUZZ_MEMORYFILE_H
