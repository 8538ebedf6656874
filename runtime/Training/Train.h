//===- Train.h - The command train ----------------------------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_TRAIN_H
#define ANABRANCH_RUNTIME_TRAINING_TRAIN_H

#include "runtime/Model.h"
#include "runtime/Options.h"

namespace anabranch::runtime {

/// The command `train`: trains the model and writes what the options name.
///
/// \returns the process's exit code
/// \throws Error
int runTrain(const AnabranchModel &model, const TrainOptions &options);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_TRAIN_H
