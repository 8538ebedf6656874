//===- Arena.h - The memory that all tensors lie in -----------------------===//

#ifndef ANABRANCH_RUNTIME_EXECUTION_ARENA_H
#define ANABRANCH_RUNTIME_EXECUTION_ARENA_H

#include <cstdint>

namespace anabranch::runtime {

/// One zeroed block, allocated once. Its start is aligned to a huge page, and
/// so to ANABRANCH_ALIGNMENT.
class Arena {
public:
  /// \throws Error if the system does not grant `bytes`
  explicit Arena(int64_t bytes);
  ~Arena();
  Arena(const Arena &) = delete;
  Arena &operator=(const Arena &) = delete;

  char *data() const { return start; }
  int64_t size() const { return bytes; }

private:
  void *mapping;
  int64_t mappedBytes;
  char *start;
  int64_t bytes;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_EXECUTION_ARENA_H
