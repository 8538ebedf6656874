//===- Executor.cpp - Runs programs in the arena --------------------------===//

#include "runtime/Executor.h"
#include "runtime/Error.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstring>

namespace anabranch::runtime {

static int64_t
largestArena(const AnabranchModel &model,
             const std::vector<const AnabranchProgram *> &programs,
             int64_t largestBatch) {
  if (model.device && largestBatch > model.device->largest_batch)
    throw Error("GPU",
                "a batch of " + std::to_string(largestBatch) +
                    " has tensors of more than 2^31 elements",
                "choose a --batch-size of " +
                    std::to_string(model.device->largest_batch) + " at most");
  int64_t bytes = 0;
  for (const AnabranchProgram *program : programs)
    for (; program; program = program->prepare)
      bytes = std::max(bytes, resolve(program->arena, largestBatch));
  return bytes;
}

Executor::Executor(const AnabranchModel &model,
                   const std::vector<const AnabranchProgram *> &programs,
                   int64_t largestBatch)
    : theModel(model), arena(largestArena(model, programs, largestBatch)) {
  if (!model.device)
    return;
  device = std::make_unique<Device>(*model.device, arena.size());
  for (int64_t i = 0; i < model.parameter_count; ++i)
    persistentBytes =
        std::max(persistentBytes,
                 model.parameters[i].offset + byteCount(model.parameters[i]));
  for (int64_t offset : {model.batch_size_offset, model.learning_rate_offset,
                         model.iteration_offset, model.seed_offset})
    persistentBytes =
        std::max(persistentBytes, offset + int64_t(sizeof(float)));
}

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
  if (device) {
    sendInputs(program, batchSize);
    device->run(program, batchSize, times);
    fetchOutputs(program, batchSize);
    return;
  }
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

/// Bytes of a tensor of so many examples.
static int64_t byteCount(const AnabranchTensor &tensor, int64_t examples) {
  return examples * elementCount(tensor) * elementSize(tensor.element_type);
}

void Executor::sendInputs(const AnabranchProgram &program, int64_t batchSize) {
  auto send = [&](int64_t offset, int64_t bytes) {
    device->upload(offset, arena.data() + offset, bytes);
  };
  if (hasChanged) {
    send(0, persistentBytes);
    hasChanged = false;
  } else {
    for (int64_t offset :
         {theModel.batch_size_offset, theModel.learning_rate_offset,
          theModel.iteration_offset, theModel.seed_offset})
      send(offset, sizeof(float));
  }
  auto sendTensor = [&](const AnabranchTensor &tensor) {
    send(resolve(tensor.place, batchSize), byteCount(tensor, batchSize));
  };
  std::for_each_n(program.inputs, program.input_count, sendTensor);
  std::for_each_n(program.targets, program.target_count, sendTensor);
  if (program.sample_weight)
    sendTensor(*program.sample_weight);
}

void Executor::fetchOutputs(const AnabranchProgram &program,
                            int64_t batchSize) {
  auto fetch = [&](const AnabranchTensor *tensor, int64_t examples) {
    if (!tensor)
      return;
    int64_t offset = resolve(tensor->place, batchSize);
    device->download(offset, arena.data() + offset,
                     byteCount(*tensor, examples));
  };
  for (int64_t i = 0; i < program.prediction_count; ++i)
    fetch(&program.predictions[i], batchSize);
  // These are one number for all examples.
  fetch(program.loss, 1);
  for (int64_t i = 0; i < program.metric_count; ++i) {
    fetch(program.metrics[i].sum, 1);
    fetch(program.metrics[i].count, 1);
  }
  device->wait();
  isStale |= &program == theModel.train;
}

void Executor::fetchParameters() const {
  if (!isStale)
    return;
  device->download(0, arena.data(), persistentBytes);
  device->wait();
  isStale = false;
}

} // namespace anabranch::runtime
