//===- Checkpoint.h - Saving and resuming a training run ------------------===//
//
// A checkpoint is a safetensors file of all parameters and optimizer slots.
// Where the training loop stands is in the file's metadata.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_CHECKPOINT_H
#define ANABRANCH_RUNTIME_TRAINING_CHECKPOINT_H

#include "runtime/Execution/Executor.h"
#include "runtime/Training/TrainingState.h"

#include <string>

namespace anabranch::runtime {

/// Writes the parameters and the state.
///
/// \throws Error if the file cannot be written
void saveCheckpoint(const Executor &executor, const TrainingState &state,
                    const std::string &path);

/// Whether what is trained holds neither nan nor inf, nor what is about to
/// become one.
bool hasUsableParameters(const Executor &executor);

/// Reads the parameters and the optimizer's slots.
///
/// \throws Error if the file is damaged or is not a checkpoint of this model;
///         the parameters are then unchanged, unless the disk failed
void loadCheckpoint(Executor &executor, const std::string &path);

/// Reads the parameters but not the optimizer's slots. What the model does not
/// have is left out, so that a model without an optimizer reads it too.
///
/// \throws Error as `loadCheckpoint`
void loadWeights(Executor &executor, const std::string &path);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_CHECKPOINT_H
