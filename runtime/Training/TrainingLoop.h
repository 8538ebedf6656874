//===- TrainingLoop.h - Epochs of steps -----------------------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_TRAININGLOOP_H
#define ANABRANCH_RUNTIME_TRAINING_TRAININGLOOP_H

#include "runtime/Data/Dataset.h"
#include "runtime/Error.h"
#include "runtime/Execution/Batches.h"
#include "runtime/Execution/Executor.h"
#include "runtime/Options.h"
#include "runtime/Training/Checkpoint.h"
#include "runtime/Training/Progress.h"

#include <optional>
#include <string>

namespace anabranch::runtime {

/// Trains a model on a data set. The same options give the same bits, whatever
/// the number of threads and however often the run was stopped and resumed.
class TrainingLoop {
public:
  /// Allocates the arena, and gives the parameters their first values or those
  /// of the checkpoint or the weights.
  ///
  /// \throws Error if the options, the data or the checkpoint do not fit
  TrainingLoop(const AnabranchModel &model, const Dataset &dataset,
               const TrainOptions &options);
  TrainingLoop(const TrainingLoop &) = delete; // it points into itself
  TrainingLoop &operator=(const TrainingLoop &) = delete;

  /// Trains until all epochs or steps are done or a signal comes. Saves the
  /// checkpoint after every epoch, the best one's file after an epoch that
  /// improves, and the checkpoint and the history at the end. A loss or
  /// parameters that are not finite end the run too, unless it is to keep
  /// going: the checkpoint then stays as it was.
  ///
  /// \returns the signal that ended the run, or 0
  /// \throws Error if a file cannot be written, or the run diverged
  int run();

  const TrainingState &state() const { return current; }
  const Executor &executor() const { return programs; }

private:
  int64_t stepsPerEpoch() const;
  bool isOver() const;
  void describe();
  void runEpoch();
  void runSteps(const Batches &batches);
  void startStep(const Batches &batches);
  void finishStep();
  void noteDivergence(const std::string &subject, const std::string &problem,
                      const std::string &remedy);
  bool hasFailed() const { return divergence && !options.keepGoing; }
  void finishEpoch();
  void save(bool isBest = false);

  const AnabranchModel &model;
  const TrainOptions &options;
  TrainingState current;
  ExampleRange training, validation;
  Column classWeights; ///< what `training` weighs by, if not empty
  Executor programs;
  Progress progress;
  bool isOnDevice = false;         ///< whether a GPU has the whole data set
  bool isSaved = true;             ///< whether the checkpoint is as `current`
  std::optional<Error> divergence; ///< the first number that is not finite
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_TRAININGLOOP_H
