//===- Profile.h - Where a program spends its time ----------------*- C++
//-*-===//

#ifndef ANABRANCH_RUNTIME_PROFILE_H
#define ANABRANCH_RUNTIME_PROFILE_H

#include "runtime/Executor.h"

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

/// Prints a table of milliseconds, GFLOP/s and GB/s to standard output.
void printProfile(const std::vector<ProfileRow> &rows);

/// `[{"kernel": ..., "layers": ..., "launches": ..., "ms": ..., "gflop_per_s":
/// ..., "gb_per_s": ...}, ...]`
nlohmann::ordered_json toJson(const std::vector<ProfileRow> &rows);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_PROFILE_H
