//===- Profile.h - Where a program spends its time ------------------------===//

#ifndef ANABRANCH_RUNTIME_BENCH_PROFILE_H
#define ANABRANCH_RUNTIME_BENCH_PROFILE_H

#include "runtime/Bench/MachineLimits.h"
#include "runtime/Execution/Executor.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// The mean time of one launch, or of all launches of one kernel for the same
/// layers.
struct ProfileRow {
  std::string kernel;
  std::string layers;
  int64_t launches = 0;
  double seconds = 0;
  double flops = 0; ///< additions and multiplications
  double bytes = 0; ///< read and written
};

/// Sums the launches up by kernel and layers, the slowest first.
std::vector<ProfileRow> profileRows(const AnabranchProgram &program,
                                    const LaunchTimes &times,
                                    int64_t batchSize);

/// Prints a table to standard output: milliseconds, GFLOP/s and GB/s, and what
/// fraction of the machine's limits these are.
void printProfile(const std::vector<ProfileRow> &rows,
                  const MachineLimits &limits);

/// Prints what the table's columns mean.
void printProfileLegend(const MachineLimits &limits);

/// `[{"kernel": ..., "layers": ..., "launches": ..., "ms": ..., "gflop_per_s":
/// ..., "peak_fraction": ..., "gb_per_s": ..., "bandwidth_fraction": ...},
/// ...]`
nlohmann::ordered_json toJson(const std::vector<ProfileRow> &rows,
                              const MachineLimits &limits);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_BENCH_PROFILE_H
