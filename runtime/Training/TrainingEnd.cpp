//===- TrainingEnd.cpp - When a training run is over ----------------------===//

#include "runtime/Training/TrainingEnd.h"

namespace anabranch::runtime {

bool isOutOfPatience(const TrainingState &state) {
  return state.patience && state.epochsSinceLowest >= *state.patience;
}

bool isFinished(const TrainingState &state, int64_t stepsPerEpoch) {
  if (isOutOfPatience(state) || (state.epochs && state.epoch >= *state.epochs))
    return true;
  // An epoch whose last step is done still waits for its validation.
  return state.steps && state.iteration >= *state.steps &&
         state.step < stepsPerEpoch;
}

bool noteEpochLoss(TrainingState &state, double loss) {
  bool isLowest = loss < state.lowestLoss; // nan is not
  if (isLowest)
    state.lowestLoss = loss;
  state.epochsSinceLowest = isLowest ? 0 : state.epochsSinceLowest + 1;
  return isLowest;
}

} // namespace anabranch::runtime
