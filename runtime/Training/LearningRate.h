//===- LearningRate.h - The learning rate of each step --------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_LEARNINGRATE_H
#define ANABRANCH_RUNTIME_TRAINING_LEARNINGRATE_H

#include "runtime/Model.h"

#include <cstdint>

namespace anabranch::runtime {

/// The learning rate of the step that follows `stepsDone` others.
double learningRateAt(const AnabranchSchedule &schedule, int64_t stepsDone);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_LEARNINGRATE_H
