//===- MachineLimits.h - What no kernel can exceed ------------------------===//

#ifndef ANABRANCH_RUNTIME_BENCH_MACHINELIMITS_H
#define ANABRANCH_RUNTIME_BENCH_MACHINELIMITS_H

#include "runtime/Model.h"

#include <cstdint>
#include <string>

namespace anabranch::runtime {

/// What a program cannot exceed where it runs; 0 where that is unknown.
struct MachineLimits {
  double flopsPerSecond = 0; ///< additions and multiplications
  double bytesPerSecond = 0; ///< read and written
  std::string operations;    ///< what reaches the first: "fused multiply-adds"
  std::string origin;        ///< how both are known: "measured now"
};

/// What the threads of parallel loops reach when they do nothing else:
///
/// - f32 additions and multiplications in independent fused multiply-adds of
///   registers of the machine's widest vectors; one of these counts as two. Or
///   those of products of bf16 tiles, so many of which make up one, if the
///   process has leave to use a matrix unit.
/// - What is read and written by `a = b + s * c` over arrays that no cache
///   holds. As in a profile, what a store reads before it is not counted.
///
/// Measures for about half a second. Needs three times the caches' memory.
///
/// \throws std::bad_alloc
MachineLimits measureMachineLimits(int matrixUnitProducts = 0);

/// What the GPU's multiprocessors and memory can do at their full clocks, by
/// what the driver tells of them.
///
/// \throws Error if there is no GPU
MachineLimits findDeviceLimits(const AnabranchDevice &code);

/// The size of all caches of the last level together, or a guess.
int64_t lastLevelCacheBytes();

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_BENCH_MACHINELIMITS_H
