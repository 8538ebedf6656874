//===- TrainingEnd.h - When a training run is over ------------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_TRAININGEND_H
#define ANABRANCH_RUNTIME_TRAINING_TRAININGEND_H

#include "runtime/Training/TrainingState.h"

#include <cstdint>

namespace anabranch::runtime {

/// Whether as many epochs as may be have not lowered the loss.
bool isOutOfPatience(const TrainingState &state);

/// Whether all epochs or steps are done, or patience is at its end.
bool isFinished(const TrainingState &state, int64_t stepsPerEpoch);

/// Notes the figure that the epochs are compared by, when one is over.
///
/// \returns whether it is the lowest so far
bool noteEpochLoss(TrainingState &state, double loss);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_TRAININGEND_H
