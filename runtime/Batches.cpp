//===- Batches.cpp - Which examples come together -------------------------===//

#include "runtime/Batches.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <numeric>

namespace anabranch::runtime {

static const Column &weightsOf(const ExampleRange &range) {
  return range.weights ? *range.weights : range.examples->weights;
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
  for (int64_t i = 0; i < program.input_count; ++i)
    gather(examples.inputs[i], indices, examplesInBatch,
           executor.address(program.inputs[i], examplesInBatch));
  for (int64_t i = 0; i < program.target_count; ++i)
    gather(examples.targets[i], indices, examplesInBatch,
           executor.address(program.targets[i], examplesInBatch));
  if (!program.sample_weight)
    return;
  char *place = executor.address(*program.sample_weight, examplesInBatch);
  if (!weights.bytes.empty())
    gather(weights, indices, examplesInBatch, place);
  else
    for (int64_t i = 0; i < examplesInBatch; ++i)
      storeElement(program.sample_weight->element_type, place, i, 1);
}

} // namespace anabranch::runtime
