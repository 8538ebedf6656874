//===- Summary.h - The command summary ------------------------------------===//

#ifndef ANABRANCH_RUNTIME_SUMMARY_H
#define ANABRANCH_RUNTIME_SUMMARY_H

#include "runtime/Model.h"

namespace anabranch::runtime {

/// Prints the model's layers, its parameters, and what it was compiled for.
///
/// \returns the process's exit code
int runSummary(const AnabranchModel &model);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_SUMMARY_H
