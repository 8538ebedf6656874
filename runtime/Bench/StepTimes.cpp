//===- StepTimes.cpp - How long a program's steps take --------------------===//

#include "runtime/Bench/StepTimes.h"
#include "runtime/Training/LearningRate.h"

#include <algorithm>

namespace anabranch::runtime {

/// Starts step number `i`.
static void startStep(Executor &executor, const AnabranchProgram &program,
                      const Batches &batches, int64_t i,
                      LaunchTimes *times = nullptr) {
  executor.setLearningRate(learningRateAt(executor.model().learning_rate, i));
  executor.setIteration(i);
  batches.load(0, executor, program);
  executor.start(program, batches.size(0), times);
}

StepTimes measureSteps(Executor &executor, const AnabranchProgram &program,
                       const Batches &batches, const BenchOptions &options) {
  StepTimes times;
  // A GPU's graphs are recorded in the first steps.
  int64_t step = 0, warmUpSteps = executor.isAsynchronous() ? 4 : 2;
  for (; step < warmUpSteps; ++step) {
    startStep(executor, program, batches, step);
    executor.finish();
    if (step == 0)
      times.firstEnd = Clock::now();
  }
  int64_t end = warmUpSteps + options.steps;
  if (executor.isAsynchronous() && !options.profile) {
    Clock::time_point begin = Clock::now();
    for (; step < end; ++step) {
      startStep(executor, program, batches, step);
      if (executor.isFull())
        executor.finish();
    }
    while (executor.pending() > 0)
      executor.finish();
    times.stepSeconds = secondsSince(begin) / double(options.steps);
    return times;
  }
  for (; step < end; ++step) {
    Clock::time_point begin = Clock::now();
    startStep(executor, program, batches, step,
              options.profile ? &times.launches : nullptr);
    executor.finish();
    times.stepSeconds = std::min(times.stepSeconds, secondsSince(begin));
  }
  return times;
}

} // namespace anabranch::runtime
