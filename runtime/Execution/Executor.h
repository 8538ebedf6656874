//===- Executor.h - Runs programs in the arena ----------------------------===//

#ifndef ANABRANCH_RUNTIME_EXECUTION_EXECUTOR_H
#define ANABRANCH_RUNTIME_EXECUTION_EXECUTOR_H

#include "runtime/CUDA/Device.h"
#include "runtime/Data/Column.h"
#include "runtime/Execution/Arena.h"
#include "runtime/Execution/Outputs.h"
#include "runtime/Execution/RunQueue.h"
#include "runtime/Model.h"

#include <memory>
#include <optional>
#include <vector>

namespace anabranch::runtime {

/// The program that predicts batches of up to `largestBatch` examples.
inline const AnabranchProgram *predictProgram(const AnabranchModel &model,
                                              int64_t largestBatch) {
  return largestBatch == 1 && model.predict_single ? model.predict_single
                                                   : model.predict;
}

/// Owns the arena of one model and runs the model's programs in it. A run is
/// started and finished: on a GPU the host goes on in between, and may start
/// some more; on the CPU it is over when it has been started. For a GPU only
/// the parameters have a copy here.
class Executor {
public:
  /// Allocates the arena, large enough for each of `programs` (null ones are
  /// skipped) with any batch of up to `largestBatch` examples.
  ///
  /// \throws Error if there is not enough memory
  Executor(const AnabranchModel &model,
           const std::vector<const AnabranchProgram *> &programs,
           int64_t largestBatch);

  const AnabranchModel &model() const { return theModel; }
  int64_t arenaBytes() const { return bytes; }

  /// Where a parameter lies, as the runs that were started leave it.
  const char *address(const AnabranchParameter &parameter) const {
    fetchParameters();
    return arena.data() + parameter.offset;
  }
  /// The same, to change it.
  char *change(const AnabranchParameter &parameter) {
    fetchParameters();
    prepared = nullptr;
    hasChanged = true;
    return arena.data() + parameter.offset;
  }

  /// What the optimizer reads in the next train run.
  void setLearningRate(double rate);
  void setIteration(int64_t stepsDone);
  /// What random masks of train runs follow from, besides the iteration. Of the
  /// seed they see 24 bits, which a float holds exactly.
  void setSeed(uint64_t seed);

  /// Computes what the program reads that follows from the parameters, if it
  /// is not there. Before a batch's inputs are put in place.
  void prepare(const AnabranchProgram &program);

  /// Copies a column that many batches will be loaded from to the GPU, if there
  /// is one that has room for it. It is known by its address there.
  ///
  /// \returns whether the GPU has it
  bool keep(const Column &column) { return queue && queue->keep(column); }

  /// Where the next run of `program` reads an input, target or weight: the
  /// first example.
  char *input(const AnabranchProgram &program, const AnabranchTensor &tensor,
              int64_t batchSize);

  /// Puts the examples `indices[0..count)` of a column there.
  void load(const AnabranchProgram &program, const AnabranchTensor &tensor,
            const Column &column, const int64_t *indices, int64_t count);

  /// Starts a run on a batch whose inputs and targets are in place, of a
  /// program that is prepared.
  ///
  /// \param times if not null, each launch's time is added to it
  void start(const AnabranchProgram &program, int64_t batchSize,
             LaunchTimes *times = nullptr);

  /// Runs that were started and not finished.
  int64_t pending() const;
  /// Whether one has to be finished before the next batch is loaded.
  bool isFull() const;
  /// Whether runs overlap with the loading of the next batches.
  bool isAsynchronous() const { return queue.has_value(); }

  /// Waits for the earliest run. What it gave stays until the next batch is
  /// loaded.
  Outputs finish();

  /// A run by itself.
  Outputs run(const AnabranchProgram &program, int64_t batchSize,
              LaunchTimes *times = nullptr) {
    start(program, batchSize, times);
    return finish();
  }

private:
  /// Brings parameters to the GPU that have changed here, and back from there.
  void sendParameters();
  void fetchParameters() const;

  const AnabranchModel &theModel;
  int64_t bytes; ///< of the arena that programs run in
  Arena arena;   ///< that one, or its start: parameters and step values
  std::unique_ptr<Device> device; ///< null: everything runs on the CPU
  std::optional<RunQueue> queue;  ///< the device's
  bool hasChanged = true;         ///< parameters here are newer than the GPU's
  mutable bool isStale = false;   ///< the GPU's are newer
  const AnabranchProgram *prepared = nullptr;
  std::optional<Outputs> outputs; ///< of the run that was not finished: the CPU
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_EXECUTION_EXECUTOR_H
