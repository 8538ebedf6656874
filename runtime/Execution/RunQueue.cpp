//===- RunQueue.cpp - Runs under way on a GPU -----------------------------===//

#include "runtime/Execution/RunQueue.h"
#include "runtime/Error.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cstring>

namespace anabranch::runtime {

std::pair<int64_t, int64_t> stepValueRange(const AnabranchModel &model) {
  auto [first, last] =
      std::minmax({model.batch_size_offset, model.learning_rate_offset,
                   model.iteration_offset, model.seed_offset});
  return {first, last + int64_t(sizeof(float))};
}

/// Calls `visit` for each tensor that a program reads a batch from.
template <typename Visit>
static void forEachInput(const AnabranchProgram &program, Visit visit) {
  std::for_each_n(program.inputs, program.input_count, visit);
  std::for_each_n(program.targets, program.target_count, visit);
  if (program.sample_weight)
    visit(*program.sample_weight);
}

/// Calls `visit` for each tensor that a run gives, with its number of examples
/// in a batch: one for those that are a number for all of them.
template <typename Visit>
static void forEachOutput(const AnabranchProgram &program, int64_t batchSize,
                          Visit visit) {
  for (int64_t i = 0; i < program.prediction_count; ++i)
    visit(program.predictions[i], batchSize);
  if (program.loss)
    visit(*program.loss, 1);
  for (int64_t i = 0; i < program.metric_count; ++i) {
    visit(*program.metrics[i].sum, 1);
    if (program.metrics[i].count)
      visit(*program.metrics[i].count, 1);
  }
}

RunQueue::RunQueue(Device &device, const AnabranchModel &model,
                   const std::vector<const AnabranchProgram *> &programs,
                   int64_t largestBatch)
    : device(device), columns(device, *model.device) {
  auto [begin, end] = stepValueRange(model);
  stepValuesBegin = begin;
  stepValuesBytes = end - begin;
  int64_t bytes = 0, inputBytes = 0;
  for (const AnabranchProgram *program : programs) {
    if (!program)
      continue;
    Layout &layout = layouts[program] = placeTensors(*program, largestBatch);
    bytes = std::max(bytes, layout.bytes);
    inputBytes = std::max(inputBytes, layout.inputBytes);
  }
  for (Slot &slot : slots) {
    slot.memory = device.getMemory().allocateHost(bytes);
    slot.deviceMemory = device.getMemory().allocate(inputBytes);
    if (!slot.deviceMemory)
      throw Error("GPU", "has no memory for batches beside the arena",
                  "choose a smaller --batch-size");
    slot.uploaded = device.makeEvent();
    slot.done = device.makeEvent();
  }
}

RunQueue::Layout RunQueue::placeTensors(const AnabranchProgram &program,
                                        int64_t largestBatch) {
  Layout layout;
  int64_t end = stepValuesBytes;
  auto place = [&](int64_t bytes) {
    int64_t begin = (end + ANABRANCH_ALIGNMENT - 1) / ANABRANCH_ALIGNMENT *
                    ANABRANCH_ALIGNMENT;
    end = begin + bytes;
    return begin;
  };
  forEachInput(program, [&](const AnabranchTensor &tensor) {
    layout.places.emplace(&tensor, place(byteCount(tensor, largestBatch)));
    layout.inputs.push_back(
        {&tensor, place(largestBatch * int64_t(sizeof(CudaAddress)))});
  });
  layout.inputBytes = end;
  forEachOutput(program, largestBatch,
                [&](const AnabranchTensor &tensor, int64_t examples) {
                  layout.places.emplace(&tensor,
                                        place(byteCount(tensor, examples)));
                });
  layout.bytes = end;
  return layout;
}

/// What fetches an input of the next run.
const AnabranchFetch *&RunQueue::fetchOf(const AnabranchProgram &program,
                                         const AnabranchTensor &tensor) {
  const std::vector<Input> &inputs = layouts.at(&program).inputs;
  auto found =
      std::find_if(inputs.begin(), inputs.end(),
                   [&](const Input &input) { return input.tensor == &tensor; });
  slots[next].fetches.resize(inputs.size());
  return slots[next].fetches[size_t(found - inputs.begin())];
}

char *RunQueue::input(const AnabranchProgram &program,
                      const AnabranchTensor &tensor) {
  fetchOf(program, tensor) = nullptr;
  return slots[next].memory + layouts.at(&program).places.at(&tensor);
}

void RunQueue::load(const AnabranchProgram &program,
                    const AnabranchTensor &tensor, const Column &column,
                    const int64_t *indices, int64_t count) {
  const DeviceColumn *kept = columns.find(column);
  if (!kept)
    return gather(column, indices, count, input(program, tensor));
  const AnabranchFetch *&fetch = fetchOf(program, tensor);
  fetch = kept->fetch;
  size_t number = size_t(&fetch - slots[next].fetches.data());
  auto *list = reinterpret_cast<CudaAddress *>(
      slots[next].memory + layouts.at(&program).inputs[number].list);
  for (int64_t i = 0; i < count; ++i)
    list[i] = kept->example(indices[i]);
}

void RunQueue::start(const AnabranchProgram &program, int64_t batchSize,
                     const char *stepValues, LaunchTimes *times) {
  Slot &slot = slots[next];
  slot.program = &program;
  slot.batchSize = batchSize;
  slot.fetches.resize(layouts.at(&program).inputs.size());
  std::memcpy(slot.memory, stepValues, size_t(stepValuesBytes));
  startUploads(slot);
  // The driver may load code when it is used first, which cannot be recorded.
  if (times || started.insert(&program).second) {
    startWork(slot, times);
  } else {
    auto [graph, isNew] =
        graphs.try_emplace({&slot, &program, batchSize, slot.fetches});
    if (isNew)
      graph->second = device.record([&] { startWork(slot, nullptr); });
    device.start(graph->second);
  }
  device.mark(slot.done);
  next = (next + 1) % slots.size();
  ++count;
}

/// Copies what the run reads to the slot on the GPU, which no run reads now:
/// the slot's last one has been finished.
void RunQueue::startUploads(const Slot &slot) {
  const Layout &layout = layouts.at(slot.program);
  auto upload = [&](int64_t place, int64_t bytes) {
    device.uploadAhead(slot.deviceMemory + CudaAddress(place),
                       slot.memory + place, bytes);
  };
  upload(0, stepValuesBytes);
  for (size_t i = 0; i < layout.inputs.size(); ++i) {
    const Input &input = layout.inputs[i];
    if (slot.fetches[i])
      upload(input.list, slot.batchSize * int64_t(sizeof(CudaAddress)));
    else
      upload(layout.places.at(input.tensor),
             byteCount(*input.tensor, slot.batchSize));
  }
  device.waitForUploads(slot.uploaded);
}

void RunQueue::startWork(const Slot &slot, LaunchTimes *times) {
  const Layout &layout = layouts.at(slot.program);
  device.copy(device.arenaAddress(stepValuesBegin), slot.deviceMemory,
              stepValuesBytes);
  auto arenaPlace = [&](const AnabranchTensor &tensor) {
    return device.arenaAddress(resolve(tensor.place, slot.batchSize));
  };
  for (size_t i = 0; i < layout.inputs.size(); ++i) {
    const Input &input = layout.inputs[i];
    CudaAddress place = arenaPlace(*input.tensor);
    int64_t bytes = byteCount(*input.tensor, slot.batchSize);
    if (const AnabranchFetch *fetch = slot.fetches[i]) {
      CudaAddress list = slot.deviceMemory + CudaAddress(input.list);
      device.start(fetch->kernel, slot.batchSize,
                   {{list, list + slot.batchSize * sizeof(CudaAddress), false},
                    {place, place + CudaAddress(bytes), true}});
    } else {
      device.copy(place,
                  slot.deviceMemory +
                      CudaAddress(layout.places.at(input.tensor)),
                  bytes);
    }
  }
  device.start(*slot.program, slot.batchSize, times);
  forEachOutput(*slot.program, slot.batchSize,
                [&](const AnabranchTensor &tensor, int64_t examples) {
                  device.download(slot.memory + layout.places.at(&tensor),
                                  arenaPlace(tensor),
                                  byteCount(tensor, examples));
                });
}

Outputs RunQueue::finish() {
  size_t earliest = (next + slots.size() - size_t(count)) % slots.size();
  const Slot &slot = slots[earliest];
  device.wait(slot.done);
  --count;
  return {*slot.program, slot.batchSize, slot.memory,
          &layouts.at(slot.program).places};
}

} // namespace anabranch::runtime
