//===- Checkpoint.h - Saving and resuming a training run ------------------===//
//
// A checkpoint is a safetensors file of all parameters and optimizer slots.
// Where the training loop stands is in the file's metadata, as JSON values by
// name.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_RUNTIME_CHECKPOINT_H
#define ANABRANCH_RUNTIME_CHECKPOINT_H

#include "runtime/Executor.h"
#include "runtime/History.h"
#include "runtime/Metrics.h"
#include "runtime/Options.h"

#include <cstdint>
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
  int64_t exampleCount = 0; ///< that an epoch goes through
  std::string data;         ///< the data set's description
  Metrics metrics;          ///< of the epoch under way
  double seconds = 0;       ///< of the epoch under way
  History history;
};

/// Writes the parameters and the state.
///
/// \throws Error if the file cannot be written
void saveCheckpoint(const Executor &executor, const TrainingState &state,
                    const std::string &path);

/// Reads the state.
///
/// \throws Error if the file is damaged or is no checkpoint
TrainingState readTrainingState(const std::string &path);

/// Reads the parameters and the optimizer's slots.
///
/// \throws Error if the file is damaged or is not a checkpoint of this model;
/// the
///         parameters are then unchanged, unless the disk failed
void loadCheckpoint(Executor &executor, const std::string &path);

/// Reads the parameters but not the optimizer's slots. What the model does not
/// have is left out, so that a model without an optimizer reads it too.
///
/// \throws Error as `loadCheckpoint`
void loadWeights(Executor &executor, const std::string &path);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_CHECKPOINT_H
