//===- Executor.cpp - Runs programs in the arena --------------------------===//

#include "runtime/Executor.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstring>

namespace anabranch::runtime {

static int64_t
largestArena(const std::vector<const AnabranchProgram *> &programs,
             int64_t largestBatch) {
  int64_t bytes = 0;
  for (const AnabranchProgram *program : programs)
    for (; program; program = program->prepare)
      bytes = std::max(bytes, resolve(program->arena, largestBatch));
  return bytes;
}

Executor::Executor(const AnabranchModel &model,
                   const std::vector<const AnabranchProgram *> &programs,
                   int64_t largestBatch)
    : theModel(model), arena(largestArena(programs, largestBatch)) {}

char *Executor::address(const AnabranchTensor &tensor,
                        int64_t batchSize) const {
  return arena.data() + resolve(tensor.place, batchSize);
}

double Executor::scalar(const AnabranchTensor &tensor) const {
  return loadElement(tensor.element_type, arena.data() + tensor.place.fixed, 0);
}

static void writeFloat(char *place, float value) {
  std::memcpy(place, &value, sizeof value);
}

void Executor::setLearningRate(double rate) {
  writeFloat(arena.data() + theModel.learning_rate_offset, float(rate));
}

void Executor::setIteration(int64_t stepsDone) {
  writeFloat(arena.data() + theModel.iteration_offset, float(stepsDone));
}

void Executor::setSeed(uint64_t seed) {
  constexpr uint64_t mask = (1 << 24) - 1;
  writeFloat(arena.data() + theModel.seed_offset,
             float(RandomStream::derive(seed, "dropout") & mask));
}

void Executor::prepare(const AnabranchProgram &program) {
  if (!program.prepare || prepared == &program)
    return;
  launch(*program.prepare, 1, nullptr);
  prepared = &program;
}

void Executor::run(const AnabranchProgram &program, int64_t batchSize,
                   LaunchTimes *times) {
  assert(!program.prepare || prepared == &program);
  launch(program, batchSize, times);
  if (!program.prepare)
    prepared = nullptr;
}

void Executor::launch(const AnabranchProgram &program, int64_t batchSize,
                      LaunchTimes *times) {
  using Clock = std::chrono::steady_clock;
  writeFloat(arena.data() + theModel.batch_size_offset, float(batchSize));
  if (times) {
    times->seconds.resize(program.launch_count);
    ++times->runs;
  }
  for (int64_t i = 0; i < program.launch_count; ++i) {
    const AnabranchLaunch &launch = program.launches[i];
    operands.resize(launch.buffer_count);
    for (int64_t j = 0; j < launch.buffer_count; ++j)
      operands[j] = arena.data() + resolve(launch.buffers[j], batchSize);
    Clock::time_point begin;
    if (times)
      begin = Clock::now();
    launch.kernel(resolve(launch.extent, batchSize), operands.data());
    if (times)
      times->seconds[i] +=
          std::chrono::duration<double>(Clock::now() - begin).count();
  }
}

} // namespace anabranch::runtime
