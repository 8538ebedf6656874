//===- PredictionLines.h - What predict prints of examples ----------------===//

#ifndef ANABRANCH_RUNTIME_PREDICTION_PREDICTIONLINES_H
#define ANABRANCH_RUNTIME_PREDICTION_PREDICTIONLINES_H

#include "runtime/Files/NumpyFile.h"

#include <string>
#include <vector>

namespace anabranch::runtime {

/// The predictions of one output, for all examples so far.
struct Output {
  std::string name;
  int64_t elements; ///< of one example
  bool isClass;     ///< shown by the most likely class
  NumpyArray predictions;
};

/// Reads the names of the classes, one a line; none without a file. Of a
/// directory, those of the class folders that training would read.
///
/// \throws Error if it cannot be read, or no output has as many; one of a
///     single number has two, as trained with Keras's label_mode="binary"
std::vector<std::string> readClasses(const std::string &path,
                                     const std::vector<Output> &outputs);

/// Prints `LABEL: ` and the output of an example, or each with its name.
void printExample(const std::string &label, const std::vector<Output> &outputs,
                  int64_t example, const std::vector<std::string> &names);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_PREDICTION_PREDICTIONLINES_H
