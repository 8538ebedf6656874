//===- Batches.cpp - Which examples come together -------------------------===//

#include "runtime/Execution/Batches.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <numeric>

namespace anabranch::runtime {

static const Column &weightsOf(const ExampleRange &range) {
  return range.weights ? *range.weights : range.examples->weights;
}

bool keepExamples(Executor &executor, const ExampleRange &range) {
  bool keepsAll = true;
  auto keep = [&](const Column &column) { keepsAll &= executor.keep(column); };
  std::for_each(range.examples->inputs.begin(), range.examples->inputs.end(),
                keep);
  std::for_each(range.examples->targets.begin(), range.examples->targets.end(),
                keep);
  keep(weightsOf(range));
  return keepsAll;
}

Batches::Batches(const ExampleRange &range, int64_t batchSize)
    : examples(*range.examples), weights(weightsOf(range)),
      batchSize(batchSize), order(range.count()) {
  std::iota(order.begin(), order.end(), range.begin);
}

Batches::Batches(const ExampleRange &range, int64_t batchSize, uint64_t seed,
                 int64_t epoch)
    : examples(*range.examples), weights(weightsOf(range)),
      batchSize(batchSize) {
  uint64_t key = RandomStream::derive(seed, "shuffle");
  RandomStream stream(RandomStream::derive(key, uint64_t(epoch)));
  order = permutation(range.count(), stream);
  for (int64_t &index : order)
    index += range.begin;
}

int64_t Batches::size(int64_t batch) const {
  return std::min(batchSize, int64_t(order.size()) - batch * batchSize);
}

void Batches::load(int64_t batch, Executor &executor,
                   const AnabranchProgram &program) const {
  executor.prepare(program);
  const int64_t *indices = order.data() + batch * batchSize;
  int64_t examplesInBatch = size(batch);
  auto load = [&](const AnabranchTensor &tensor, const Column &column) {
    executor.load(program, tensor, column, indices, examplesInBatch);
  };
  for (int64_t i = 0; i < program.input_count; ++i)
    load(program.inputs[i], examples.inputs[i]);
  for (int64_t i = 0; i < program.target_count; ++i)
    load(program.targets[i], examples.targets[i]);
  if (!program.sample_weight)
    return;
  if (!weights.bytes.empty())
    return load(*program.sample_weight, weights);
  char *place =
      executor.input(program, *program.sample_weight, examplesInBatch);
  for (int64_t i = 0; i < examplesInBatch; ++i)
    storeElement(program.sample_weight->element_type, place, i, 1);
}

} // namespace anabranch::runtime
