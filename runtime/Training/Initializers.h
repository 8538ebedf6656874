//===- Initializers.h - The parameters' first values ----------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_INITIALIZERS_H
#define ANABRANCH_RUNTIME_TRAINING_INITIALIZERS_H

#include "runtime/Execution/Executor.h"

#include <cstdint>

namespace anabranch::runtime {

/// Writes every parameter's first value into the arena. A random value depends
/// on the seed, the parameter's name and the element's index alone, not on the
/// parameters' order or the number of threads.
void initializeParameters(Executor &executor, uint64_t seed);

/// Whether the executable carries trained values of its parameters.
bool hasTrainedParameters(const AnabranchModel &model);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_INITIALIZERS_H
