//===- Executor.h - Runs programs in the arena --------------------*- C++
//-*-===//

#ifndef ANABRANCH_RUNTIME_EXECUTOR_H
#define ANABRANCH_RUNTIME_EXECUTOR_H

#include "runtime/Arena.h"
#include "runtime/Model.h"

#include <vector>

namespace anabranch::runtime {

/// Seconds that each launch of a program took, summed over `runs` runs.
struct LaunchTimes {
  std::vector<double> seconds;
  int64_t runs = 0;
};

/// The program that predicts batches of up to `largestBatch` examples.
inline const AnabranchProgram *predictProgram(const AnabranchModel &model,
                                              int64_t largestBatch) {
  return largestBatch == 1 && model.predict_single ? model.predict_single
                                                   : model.predict;
}

/// Owns the arena of one model and runs the model's programs in it.
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
    return arena.data() + parameter.offset;
  }
  /// The same, to change it.
  char *change(const AnabranchParameter &parameter) {
    prepared = nullptr;
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
  void launch(const AnabranchProgram &program, int64_t batchSize,
              LaunchTimes *times);

  const AnabranchModel &theModel;
  Arena arena;
  std::vector<char *> operands; ///< of the launch under way
  const AnabranchProgram *prepared = nullptr;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_EXECUTOR_H
