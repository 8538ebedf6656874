//===- ThreadWork.h - Work for all threads --------------------------------===//
//
// The sizes of units of work depend on shapes alone, so that results have the
// same bits on any number of threads.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_THREADWORK_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_THREADWORK_H

#include <cstdint>

namespace anabranch::schedule {

/// Units of work that keep the threads of a usual machine busy.
constexpr int64_t wantedUnits = 8;

/// What a batch of unknown size is taken for.
constexpr int64_t usualBatch = 64;

/// What a parallel loop takes whatever its work, some microseconds: in FMAs of
/// vectors.
constexpr double parallelLoopCost = 3e4;

/// How many times as long work takes that is cut into fewer units.
double getIdleFactor(int64_t units);

/// The largest divisor of `size` that is not above `limit`.
int64_t getDivisor(int64_t size, int64_t limit);

/// The size of blocks that `size` is cut into, not above `limit`: the largest
/// divisor, if it is at least half of that, or else what makes the fewest
/// blocks as equal as can be, of which the last may be smaller.
int64_t getBlockSize(int64_t size, int64_t limit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_THREADWORK_H
