//===- Batches.h - Which examples come together ---------------------------===//

#ifndef ANABRANCH_RUNTIME_EXECUTION_BATCHES_H
#define ANABRANCH_RUNTIME_EXECUTION_BATCHES_H

#include "runtime/Data/Dataset.h"
#include "runtime/Execution/Executor.h"

#include <cstdint>
#include <vector>

namespace anabranch::runtime {

/// Copies the columns of many batches to the GPU: see Executor::keep.
///
/// \returns whether the GPU has all of them
bool keepExamples(Executor &executor, const ExampleRange &range);

/// One pass over examples, in batches; the last one may be smaller.
class Batches {
public:
  /// In the order that the examples are stored in.
  Batches(const ExampleRange &range, int64_t batchSize);

  /// In a random order that the seed and the epoch's number determine.
  Batches(const ExampleRange &range, int64_t batchSize, uint64_t seed,
          int64_t epoch);

  /// Number of batches.
  int64_t count() const {
    return (int64_t(order.size()) + batchSize - 1) / batchSize;
  }

  /// Examples in a batch.
  int64_t size(int64_t batch) const;

  /// Puts a batch's inputs, and its targets and weights if the program reads
  /// them, where the executor's next run reads them.
  void load(int64_t batch, Executor &executor,
            const AnabranchProgram &program) const;

private:
  const Examples &examples;
  const Column &weights;
  int64_t batchSize;
  std::vector<int64_t> order;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_EXECUTION_BATCHES_H
