//===- RandomExamples.h - Data that bench runs on -------------------------===//

#ifndef ANABRANCH_RUNTIME_BENCH_RANDOMEXAMPLES_H
#define ANABRANCH_RUNTIME_BENCH_RANDOMEXAMPLES_H

#include "runtime/Data/Dataset.h"
#include "runtime/Model.h"

namespace anabranch::runtime {

/// `count` examples that the model can train on, with inputs and values in
/// [0, 1) and any of the classes; the same ones each time. Without targets if
/// the model has no training.
Examples randomExamples(const AnabranchModel &model, int64_t count);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_BENCH_RANDOMEXAMPLES_H
