//===- TrainingState.cpp - Where a training run stands --------------------===//

#include "runtime/TrainingState.h"
#include "runtime/Error.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace anabranch::runtime {

using Json = nlohmann::ordered_json;

TensorMetadata describeState(const TrainingState &state) {
  TensorMetadata metadata;
  auto add = [&](const char *key, const Json &value) {
    metadata[key] = value.dump();
  };
  add("epoch", state.epoch);
  add("step", state.step);
  add("iteration", state.iteration);
  add("earlier_iterations", state.earlier);
  add("seed", state.seed);
  add("batch_size", state.batchSize);
  add("learning_rate",
      state.learningRate ? Json(*state.learningRate) : Json(nullptr));
  add("shuffle", state.shuffle);
  Json classWeights = Json::array();
  for (auto [label, weight] : state.classWeights)
    classWeights.push_back({label, weight});
  add("class_weights", classWeights);
  add("example_count", state.exampleCount);
  add("epoch_loss_sum", state.metrics.lossSum);
  Json sums = Json::array();
  for (const MetricSums &metric : state.metrics.sums)
    sums.push_back({metric.sum, metric.count});
  add("epoch_metric_sums", sums);
  add("epoch_examples", state.metrics.examples);
  add("epoch_seconds", state.seconds);
  add("history", toJson(state.history));
  metadata["data"] = state.data;
  return metadata;
}

/// \throws Json::exception, std::out_of_range
static TrainingState parseState(const TensorMetadata &metadata) {
  auto value = [&](const char *key) { return Json::parse(metadata.at(key)); };
  TrainingState state;
  state.epoch = value("epoch");
  state.step = value("step");
  state.iteration = value("iteration");
  state.earlier = value("earlier_iterations");
  state.seed = value("seed");
  state.batchSize = value("batch_size");
  if (Json rate = value("learning_rate"); !rate.is_null())
    state.learningRate = rate.get<double>();
  state.shuffle = value("shuffle");
  for (const Json &entry : value("class_weights"))
    state.classWeights[entry.at(0)] = entry.at(1);
  state.exampleCount = value("example_count");
  state.metrics.lossSum = numberFromJson(value("epoch_loss_sum"));
  for (const Json &metric : value("epoch_metric_sums"))
    state.metrics.sums.push_back(
        {numberFromJson(metric.at(0)), numberFromJson(metric.at(1))});
  state.metrics.examples = value("epoch_examples");
  state.seconds = numberFromJson(value("epoch_seconds"));
  state.data = metadata.at("data");
  state.history = historyFromJson(value("history"));
  if (state.epoch < 0 || state.step < 0 || state.iteration < 0 ||
      state.earlier < 0 || state.batchSize < 1 ||
      state.history.stepLoss.size() != size_t(state.iteration))
    throw std::out_of_range("state");
  return state;
}

TrainingState readTrainingState(const std::string &path) {
  SafetensorsFile file(path);
  try {
    return parseState(file.metadata());
  } catch (const std::exception &) {
    throw Error(path, "does not say where a training run stands",
                "resume from a file that train --checkpoint wrote");
  }
}

} // namespace anabranch::runtime
