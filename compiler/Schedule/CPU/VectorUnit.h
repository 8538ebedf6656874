//===- VectorUnit.h - What the schedule knows of the CPU ------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_VECTORUNIT_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_VECTORUNIT_H

#include <cstdint>

namespace anabranch::schedule {

/// The CPU's vector registers, and the cache that blocks are sized for.
struct VectorUnit {
  int64_t bytes = 64;
  int64_t registers = 32;
  /// A core's second-level cache, which blocks of Winograd tiles and of direct
  /// filters' gradients are sized for
  /// (512 KiB on Zen 1 to 3, 1 MiB on Skylake and Zen 4, 2 MiB on Sapphire
  /// Rapids).
  int64_t cacheBytes = 1024 * 1024;
  /// Whether it has a matrix unit that multiplies tiles of bf16 (x86's AMX).
  bool hasAMX = false;
  /// Bytes that one thread's block may fill: a fraction of the smallest L2 in
  /// use (256 KiB on old cores, 1 MiB and more on today's servers).
  int64_t blockBytes = 192 * 1024;

  /// Sets a pass's options, which are VectorUnit.td's.
  template <typename Options> void setOptions(Options &options) const {
    options.vectorBytes = bytes;
    options.vectorRegisters = registers;
    options.cacheBytes = cacheBytes;
    options.amx = hasAMX;
  }

  /// Lanes for elements of `elementBytes` bytes.
  int64_t getLanes(int64_t elementBytes) const { return bytes / elementBytes; }
};

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_VECTORUNIT_H
