//===- VectorUnit.h - What the schedule knows of the CPU ------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_VECTORUNIT_H
#define ANABRANCH_COMPILER_SCHEDULE_VECTORUNIT_H

#include <cstdint>

namespace anabranch::schedule {

/// The CPU's vector registers, and the cache that blocks are sized for.
struct VectorUnit {
  int64_t bytes = 64;
  int64_t registers = 32;
  /// Bytes that one thread's block may fill: a fraction of the smallest L2 in
  /// use (256 KiB on old cores, 1 MiB and more on today's servers).
  int64_t blockBytes = 192 * 1024;
  /// The second-level cache of today's servers (1 MiB on Skylake to Zen 5, 2
  /// MiB on Sapphire Rapids), which blocks of Winograd tiles are sized for.
  int64_t cacheBytes = 1024 * 1024;

  /// Lanes for elements of `elementBytes` bytes.
  int64_t getLanes(int64_t elementBytes) const { return bytes / elementBytes; }
};

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_VECTORUNIT_H
