//===- LaunchTimes.h - A program's launches, and what they took -----------===//

#ifndef ANABRANCH_RUNTIME_LAUNCHTIMES_H
#define ANABRANCH_RUNTIME_LAUNCHTIMES_H

#include "runtime/Model.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace anabranch::runtime {

/// Seconds that each launch of a program took, summed over `runs` runs.
struct LaunchTimes {
  std::vector<double> seconds;
  int64_t runs = 0;
};

/// Calls every kernel of a program.
///
/// \param arena where its buffers lie
/// \param times if not null, each launch's time is added to it
/// \param wait returns when everything that was launched is done
void callKernels(const AnabranchProgram &program, int64_t batchSize,
                 char *arena, LaunchTimes *times,
                 const std::function<void()> &wait);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_LAUNCHTIMES_H
