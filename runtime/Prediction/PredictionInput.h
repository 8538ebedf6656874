//===- PredictionInput.h - Pictures and arrays to predict for -------------===//

#ifndef ANABRANCH_RUNTIME_PREDICTION_PREDICTIONINPUT_H
#define ANABRANCH_RUNTIME_PREDICTION_PREDICTIONINPUT_H

#include "runtime/Data/Dataset.h"

#include <string>

namespace anabranch::runtime {

/// Reads a file of examples without targets: a PNG or JPEG picture of any size,
/// an .npy array of one or more examples, or an .npz file with the array `x` or
/// one named after each input layer, with the suffix `_test` or none.
///
/// \throws Error if the file is none of these or does not fit the model
Examples readPredictionInput(const AnabranchModel &model,
                             const std::string &path);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_PREDICTION_PREDICTIONINPUT_H
