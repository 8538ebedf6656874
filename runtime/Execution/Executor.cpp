//===- Executor.cpp - Runs programs in the arena --------------------------===//

#include "runtime/Execution/Executor.h"
#include "runtime/Error.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cassert>
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

/// The arena's first bytes, up to the last parameter.
static int64_t parameterBytes(const AnabranchModel &model) {
  int64_t bytes = 0;
  for (int64_t i = 0; i < model.parameter_count; ++i)
    bytes = std::max(bytes, model.parameters[i].offset +
                                byteCount(model.parameters[i]));
  return bytes;
}

Executor::Executor(const AnabranchModel &model,
                   const std::vector<const AnabranchProgram *> &programs,
                   int64_t largestBatch)
    : theModel(model), bytes(largestArena(model, programs, largestBatch)),
      arena(model.device ? stepValueRange(model).second : bytes) {
  if (!model.device)
    return;
  device = std::make_unique<Device>(*model.device, bytes);
  queue.emplace(*device, model, programs, largestBatch);
}

char *Executor::input(const AnabranchProgram &program,
                      const AnabranchTensor &tensor, int64_t batchSize) {
  if (queue)
    return queue->input(program, tensor);
  return arena.data() + resolve(tensor.place, batchSize);
}

void Executor::load(const AnabranchProgram &program,
                    const AnabranchTensor &tensor, const Column &column,
                    const int64_t *indices, int64_t count) {
  if (queue)
    return queue->load(program, tensor, column, indices, count);
  gather(column, indices, count, input(program, tensor, count));
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
  if (device) {
    sendParameters();
    device->start(*program.prepare, 1);
  } else {
    callKernels(*program.prepare, 1, arena.data(), nullptr, [] {});
  }
  prepared = &program;
}

void Executor::start(const AnabranchProgram &program, int64_t batchSize,
                     LaunchTimes *times) {
  assert(!isFull() && (!program.prepare || prepared == &program));
  writeFloat(arena.data() + theModel.batch_size_offset, float(batchSize));
  if (queue) {
    sendParameters();
    queue->start(program, batchSize,
                 arena.data() + stepValueRange(theModel).first, times);
    isStale |= &program == theModel.train;
  } else {
    callKernels(program, batchSize, arena.data(), times, [] {});
    outputs.emplace(program, batchSize, arena.data());
  }
  if (!program.prepare)
    prepared = nullptr;
}

int64_t Executor::pending() const {
  return queue ? queue->size() : outputs.has_value();
}

bool Executor::isFull() const {
  return queue ? queue->isFull() : outputs.has_value();
}

Outputs Executor::finish() {
  assert(pending() > 0);
  if (queue)
    return queue->finish();
  Outputs result = *outputs;
  outputs.reset();
  return result;
}

void Executor::sendParameters() {
  if (!hasChanged)
    return;
  device->upload(device->arenaAddress(0), arena.data(),
                 parameterBytes(theModel));
  device->wait(); // they may change again
  hasChanged = false;
}

void Executor::fetchParameters() const {
  if (!isStale)
    return;
  device->download(arena.data(), device->arenaAddress(0),
                   parameterBytes(theModel));
  device->wait();
  isStale = false;
}

} // namespace anabranch::runtime
