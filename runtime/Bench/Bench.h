//===- Bench.h - The command bench ----------------------------------------===//

#ifndef ANABRANCH_RUNTIME_BENCH_BENCH_H
#define ANABRANCH_RUNTIME_BENCH_BENCH_H

#include "runtime/Model.h"
#include "runtime/Options.h"

namespace anabranch::runtime {

/// Measures training and prediction on random data, and with `profile` each
/// launch. Prints a report, or one JSON object.
///
/// \returns the process's exit code
/// \throws Error if there is not enough memory, or nothing to train
int runBench(const AnabranchModel &model, const BenchOptions &options);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_BENCH_BENCH_H
