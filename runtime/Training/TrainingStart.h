//===- TrainingStart.h - Where a training run begins ----------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_TRAININGSTART_H
#define ANABRANCH_RUNTIME_TRAINING_TRAININGSTART_H

#include "runtime/Data/Dataset.h"
#include "runtime/Options.h"
#include "runtime/Training/Checkpoint.h"

namespace anabranch::runtime {

/// The examples to train on: all, or those before the validation split.
///
/// \throws Error if none are left
ExampleRange trainingRange(const Dataset &dataset, double validationSplit);

/// The examples to validate on: those that the data set has for it, or as in
/// Keras the last ones of the training examples, or none.
ExampleRange validationRange(const Dataset &dataset, double validationSplit);

/// The state to train on from: a new one, or the checkpoint's. Warns if that is
/// of a data set with another description.
///
/// \throws Error if the options, the data or the model contradict the
///         checkpoint
TrainingState startingState(const AnabranchModel &model,
                            const TrainOptions &options,
                            const Dataset &dataset);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_TRAININGSTART_H
