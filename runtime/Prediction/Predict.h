//===- Predict.h - The command predict ------------------------------------===//

#ifndef ANABRANCH_RUNTIME_PREDICTION_PREDICT_H
#define ANABRANCH_RUNTIME_PREDICTION_PREDICT_H

#include "runtime/Model.h"
#include "runtime/Options.h"

namespace anabranch::runtime {

/// Predicts for every picture or array of the input files, prints the result of
/// each example unless told to be quiet, and writes all of them to `output` as
/// the array `predictions`.
///
/// \returns the process's exit code
/// \throws Error if a file cannot be read or written or does not fit the model
int runPredict(const AnabranchModel &model, const PredictOptions &options);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_PREDICTION_PREDICT_H
