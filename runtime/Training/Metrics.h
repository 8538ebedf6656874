//===- Metrics.h - Loss and metrics over many batches ---------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_METRICS_H
#define ANABRANCH_RUNTIME_TRAINING_METRICS_H

#include "runtime/Execution/Outputs.h"

#include <cstdint>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// What one metric has added up over the batches.
struct MetricSums {
  double sum = 0;
  double count = 0; ///< stays 0 if the metric is a mean over examples
};

/// A number by the name that Keras shows it by.
struct Figure {
  std::string name;
  double value;
};

/// Sums over the batches of an epoch, as Keras keeps them.
struct Metrics {
  double lossSum = 0; ///< each batch's mean times its size
  int64_t examples = 0;
  std::vector<MetricSums> sums; ///< in the order of the program's metrics

  /// Adds what a run gave.
  void add(const Outputs &outputs);

  double loss() const { return lossSum / double(examples); }

  /// The loss, and then the program's metrics, each name behind `prefix`.
  std::vector<Figure> figures(const AnabranchProgram &program,
                              const std::string &prefix = "") const;
};

/// `loss 1.2345  accuracy 0.5512`.
std::string formatFigures(const std::vector<Figure> &figures);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_METRICS_H
