//===- TrainingState.h - Where a training run stands ----------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_TRAININGSTATE_H
#define ANABRANCH_RUNTIME_TRAINING_TRAININGSTATE_H

#include "runtime/Files/SafetensorsFile.h"
#include "runtime/Options.h"
#include "runtime/Training/History.h"
#include "runtime/Training/Metrics.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace anabranch::runtime {

/// Where a training run stands, and what must stay the same when it goes on.
struct TrainingState {
  int64_t epoch = 0;     ///< whole epochs done, their validation included
  int64_t step = 0;      ///< steps done in the epoch under way
  int64_t iteration = 0; ///< steps done in all epochs
  int64_t earlier = 0;   ///< steps that the model came with, before the run
  uint64_t seed = 0;
  int64_t batchSize = 32;
  std::optional<double> learningRate; ///< in place of the model's
  bool shuffle = true;
  ClassWeights classWeights;
  std::optional<int64_t> epochs;   ///< after how many the run ends,
  std::optional<int64_t> steps;    ///< or after how many iterations,
  std::optional<int64_t> patience; ///< or after how many `epochsSinceLowest`
  /// The lowest figure of an epoch so far: val_loss, or loss without it.
  double lowestLoss = std::numeric_limits<double>::infinity();
  int64_t epochsSinceLowest = 0; ///< all, if no figure was finite
  double validationSplit = 0;
  int64_t exampleCount = 0; ///< that an epoch goes through
  std::string data;         ///< the data set's description
  std::string optimizer;    ///< the model's; empty: in older checkpoints
  Metrics metrics;          ///< of the epoch under way
  double seconds = 0;       ///< of the epoch under way
  History history;
};

/// The state as a checkpoint's metadata: JSON values by name, and plain text.
TensorMetadata describeState(const TrainingState &state);

/// Reads the state from a checkpoint.
///
/// \throws Error if the file is damaged or is no checkpoint
TrainingState readTrainingState(const std::string &path);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_TRAININGSTATE_H
