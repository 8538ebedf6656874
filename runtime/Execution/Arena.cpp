//===- Arena.cpp - The memory that all tensors lie in ---------------------===//

#include "runtime/Execution/Arena.h"
#include "runtime/Error.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <sys/mman.h>

namespace anabranch::runtime {

static constexpr int64_t hugePageBytes = int64_t(2) << 20;

Arena::Arena(int64_t bytes) : mappedBytes(bytes + hugePageBytes), bytes(bytes) {
  mapping = mmap(nullptr, mappedBytes, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED)
    throw Error("arena",
                "cannot allocate " + std::to_string(bytes >> 20) +
                    " MiB: " + std::strerror(errno),
                "choose a smaller --batch-size");
  auto address = reinterpret_cast<uintptr_t>(mapping);
  start = static_cast<char *>(mapping) +
          (hugePageBytes - address % hugePageBytes) % hugePageBytes;
  // Kernels walk over hundreds of megabytes; small pages would cost them
  // misses in the TLB. Where huge pages are off, nothing is lost.
  madvise(start, bytes, MADV_HUGEPAGE);
}

Arena::~Arena() { munmap(mapping, mappedBytes); }

} // namespace anabranch::runtime
