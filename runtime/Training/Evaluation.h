//===- Evaluation.h - Loss and metrics of a trained model -----------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_EVALUATION_H
#define ANABRANCH_RUNTIME_TRAINING_EVALUATION_H

#include "runtime/Data/Dataset.h"
#include "runtime/Execution/Executor.h"
#include "runtime/Options.h"
#include "runtime/Training/Metrics.h"

#include <optional>

namespace anabranch::runtime {

/// Runs the evaluate program over all examples.
///
/// \returns nothing if a signal came before the end
std::optional<Metrics> evaluate(Executor &executor, const ExampleRange &range,
                                int64_t batchSize);

/// The command `evaluate`: prints the loss and the metrics on a data set.
///
/// \returns the process's exit code
/// \throws Error
int runEvaluate(const AnabranchModel &model, const EvaluateOptions &options);

/// Puts first values into the parameters, or those of the weights file if
/// `weights` is not empty; warns if the parameters are then untrained.
void prepareParameters(Executor &executor, const std::string &weights);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_EVALUATION_H
