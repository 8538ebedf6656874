//===- StepTimes.h - How long a program's steps take ----------------------===//

#ifndef ANABRANCH_RUNTIME_BENCH_STEPTIMES_H
#define ANABRANCH_RUNTIME_BENCH_STEPTIMES_H

#include "runtime/Clock.h"
#include "runtime/Execution/Batches.h"
#include "runtime/Execution/Executor.h"
#include "runtime/Options.h"

#include <limits>

namespace anabranch::runtime {

/// What the runs of one program took.
struct StepTimes {
  Clock::time_point firstEnd;
  /// The fastest step's, or the mean of steps that overlap.
  double stepSeconds = std::numeric_limits<double>::infinity();
  LaunchTimes launches; ///< of a profile
};

/// Runs the first of the batches as often as the options say, after some steps
/// that do not count.
StepTimes measureSteps(Executor &executor, const AnabranchProgram &program,
                       const Batches &batches, const BenchOptions &options);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_BENCH_STEPTIMES_H
