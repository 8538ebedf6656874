//===- MachineLimits.h - What no kernel can exceed ------------------------===//

#ifndef ANABRANCH_RUNTIME_MACHINELIMITS_H
#define ANABRANCH_RUNTIME_MACHINELIMITS_H

#include <cstdint>

namespace anabranch::runtime {

/// What the machine reaches with the threads of parallel loops when a program
/// does nothing else.
struct MachineLimits {
  /// f32 additions and multiplications in independent fused multiply-adds of
  /// registers of the machine's widest vectors; one of these counts as two.
  double flopsPerSecond = 0;
  /// Read and written by `a = b + s * c` over arrays that no cache holds. As in
  /// a profile, what a store reads before it is not counted.
  double bytesPerSecond = 0;
};

/// Measures for about half a second. Needs three times the caches' memory.
///
/// \throws std::bad_alloc
MachineLimits measureMachineLimits();

/// The size of all caches of the last level together, or a guess.
int64_t lastLevelCacheBytes();

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_MACHINELIMITS_H
