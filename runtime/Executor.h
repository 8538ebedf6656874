//===- Executor.h - Runs programs in the arena --------------------*- C++
//-*-===//

#ifndef ANABRANCH_RUNTIME_EXECUTOR_H
#define ANABRANCH_RUNTIME_EXECUTOR_H

#include "runtime/Arena.h"
#include "runtime/Device.h"
#include "runtime/Model.h"

#include <memory>
#include <vector>

namespace anabranch::runtime {

/// The program that predicts batches of up to `largestBatch` examples.
inline const AnabranchProgram *predictProgram(const AnabranchModel &model,
                                              int64_t largestBatch) {
  return largestBatch == 1 && model.predict_single ? model.predict_single
                                                   : model.predict;
}

/// Owns the arena of one model and runs the model's programs in it. For a GPU
/// the arena here is a copy of the device's, and only what goes in or comes out
/// of a program is ever touched in it.
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
  int64_t arenaBytes() const { return arena.size(); }

  /// Where a parameter lies.
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

  /// Where a batch of a program's tensor lies: its first example.
  char *address(const AnabranchTensor &tensor, int64_t batchSize) const;

  /// The value of a scalar tensor, such as the loss.
  double scalar(const AnabranchTensor &tensor) const;

  /// What the optimizer reads in the next train run.
  void setLearningRate(double rate);
  void setIteration(int64_t stepsDone);
  /// What random masks of train runs follow from, besides the iteration. Of the
  /// seed they see 24 bits, which a float holds exactly.
  void setSeed(uint64_t seed);

  /// Computes what the program reads that follows from the parameters, if it
  /// is not there. Before a batch's inputs are put in place.
  void prepare(const AnabranchProgram &program);

  /// Runs every launch on a batch whose inputs and target are in place, of a
  /// program that is prepared.
  ///
  /// \param times if not null, each launch's time is added to it
  void run(const AnabranchProgram &program, int64_t batchSize,
           LaunchTimes *times = nullptr);

private:
  /// What is of a program's inputs or outputs goes to the GPU, or comes back.
  void sendInputs(const AnabranchProgram &program, int64_t batchSize);
  void fetchOutputs(const AnabranchProgram &program, int64_t batchSize);
  /// Brings parameters that a step has changed back from the GPU.
  void fetchParameters() const;
  void launch(const AnabranchProgram &program, int64_t batchSize,
              LaunchTimes *times);

  const AnabranchModel &theModel;
  Arena arena;
  std::unique_ptr<Device> device; ///< null: everything runs on the CPU
  int64_t persistentBytes = 0;  ///< parameters and the step's numbers, at first
  bool hasChanged = true;       ///< parameters here are newer than the GPU's
  mutable bool isStale = false; ///< the GPU's are newer
  std::vector<char *> operands; ///< of the launch under way
  const AnabranchProgram *prepared = nullptr;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_EXECUTOR_H
