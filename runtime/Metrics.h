//===- Metrics.h - Loss and accuracy over many batches ------------*- C++
//-*-===//

#ifndef ANABRANCH_RUNTIME_METRICS_H
#define ANABRANCH_RUNTIME_METRICS_H

#include <cstdint>
#include <string>

namespace anabranch::runtime {

/// Means over examples, as Keras reports them for an epoch.
struct Metrics {
  double lossSum = 0;    ///< each batch's mean times its size
  double correctSum = 0; ///< stays 0 if the model does not count
  int64_t examples = 0;

  void add(double meanLoss, double correct, int64_t batchSize) {
    lossSum += meanLoss * double(batchSize);
    correctSum += correct;
    examples += batchSize;
  }
  double loss() const { return lossSum / double(examples); }
  double accuracy() const { return correctSum / double(examples); }
};

/// `loss 1.2345  accuracy 0.5512`, each name behind `prefix`; without accuracy
/// if the model does not count correct predictions.
std::string formatMetrics(const Metrics &metrics, bool hasAccuracy,
                          const std::string &prefix = "");

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_METRICS_H
