//===- SampleWeights.h - What each example counts in the loss -------------===//

#ifndef ANABRANCH_RUNTIME_DATA_SAMPLEWEIGHTS_H
#define ANABRANCH_RUNTIME_DATA_SAMPLEWEIGHTS_H

#include "runtime/Data/Dataset.h"
#include "runtime/Options.h"

#include <string>

namespace anabranch::runtime {

/// Reads `0:1,1:2.5`.
///
/// \throws Error if it reads otherwise
ClassWeights parseClassWeights(const std::string &text);

/// The weight of each example by its class: its label, the largest element of
/// a row of targets, or the only target rounded.
///
/// \throws Error if the examples have no classes, or weights of their own
Column classWeightColumn(const AnabranchModel &model, const Examples &examples,
                         const ClassWeights &weights);

/// Takes an array of one weight an example.
///
/// \param subject names the array in errors
/// \throws Error if the shape does not fit or a weight is no finite number
Column sampleWeightColumn(const AnabranchModel &model, const NumpyArray &array,
                          const std::string &subject);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_DATA_SAMPLEWEIGHTS_H
