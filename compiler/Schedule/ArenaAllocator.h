//===- ArenaAllocator.h - Places buffers with lifetimes -------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_ARENAALLOCATOR_H
#define ANABRANCH_COMPILER_SCHEDULE_ARENAALLOCATOR_H

#include <cstdint>
#include <map>

namespace anabranch::schedule {

/// Hands out offsets of one growing memory, in program order. Freed ranges
/// merge and the smallest that fits is used first, so the time is
/// n log n in the number of buffers.
class ArenaAllocator {
public:
  /// Offsets are multiples of `alignment`, and at least `gap` bytes lie behind
  /// each buffer.
  explicit ArenaAllocator(int64_t alignment, int64_t gap = 0)
      : alignment(alignment), gap(gap) {}

  /// Offset of `size` bytes that no live buffer has.
  int64_t allocate(int64_t size);

  /// Gives back what `allocate` returned for `size` bytes.
  void release(int64_t offset, int64_t size);

  /// Bytes that were ever in use at the same time, gaps included.
  int64_t getSize() const { return end; }

private:
  /// What a buffer takes.
  int64_t roundUp(int64_t size) const {
    return (size + gap + alignment - 1) / alignment * alignment;
  }
  void insertFree(int64_t offset, int64_t size);
  void eraseFree(std::map<int64_t, int64_t>::iterator range);

  int64_t alignment, gap;
  int64_t end = 0;
  std::map<int64_t, int64_t> freeByOffset;    ///< offset to size
  std::multimap<int64_t, int64_t> freeBySize; ///< size to offset
};

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_ARENAALLOCATOR_H
