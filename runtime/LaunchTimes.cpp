//===- LaunchTimes.cpp - A program's launches, and what they took ---------===//

#include "runtime/LaunchTimes.h"
#include "runtime/Clock.h"
#include "runtime/Tensor.h"

namespace anabranch::runtime {

void callKernels(const AnabranchProgram &program, int64_t batchSize,
                 char *arena, LaunchTimes *times,
                 const std::function<void()> &wait) {
  if (times) {
    times->seconds.resize(program.launch_count);
    ++times->runs;
    wait();
  }
  std::vector<char *> operands;
  for (int64_t i = 0; i < program.launch_count; ++i) {
    const AnabranchLaunch &launch = program.launches[i];
    operands.resize(launch.buffer_count);
    for (int64_t j = 0; j < launch.buffer_count; ++j)
      operands[j] = arena + resolve(launch.buffers[j], batchSize);
    Clock::time_point begin;
    if (times)
      begin = Clock::now();
    launch.kernel(resolve(launch.extent, batchSize), operands.data());
    if (!times)
      continue;
    wait();
    times->seconds[i] += secondsSince(begin);
  }
}

} // namespace anabranch::runtime
