//===- TrainingState.cpp - Where a training run stands --------------------===//

#include "runtime/Training/TrainingState.h"
#include "runtime/Error.h"

#include <limits>
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
  auto addOptional = [&](const char *key, const auto &value) {
    add(key, value ? Json(*value) : Json(nullptr));
  };
  addOptional("learning_rate", state.learningRate);
  add("shuffle", state.shuffle);
  Json classWeights = Json::array();
  for (auto [label, weight] : state.classWeights)
    classWeights.push_back({label, weight});
  add("class_weights", classWeights);
  addOptional("epochs", state.epochs);
  addOptional("steps", state.steps);
  addOptional("patience", state.patience);
  add("lowest_loss", state.lowestLoss);
  add("epochs_since_lowest", state.epochsSinceLowest);
  add("validation_split", state.validationSplit);
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
  metadata["optimizer"] = state.optimizer;
  return metadata;
}

/// A whole number in [least, most]; any other would be cut off.
///
/// \throws std::out_of_range
static uint64_t wholeNumber(const Json &json, uint64_t least, uint64_t most) {
  if (!json.is_number_unsigned() || json < least || json > most)
    throw std::out_of_range("whole number");
  return json;
}

/// A number that is not negative and finite as a float too.
///
/// \throws std::out_of_range
static double nonNegativeNumber(const Json &json) {
  if (!json.is_number() || !isRate(json.get<double>()))
    throw std::out_of_range("number");
  return json;
}

/// A number in [0, 1).
///
/// \throws std::out_of_range
static double fraction(const Json &json) {
  if (!json.is_number() || !isFraction(json.get<double>()))
    throw std::out_of_range("fraction");
  return json;
}

/// \throws Json::exception, std::out_of_range
static TrainingState parseState(const TensorMetadata &metadata) {
  auto value = [&](const char *key) { return Json::parse(metadata.at(key)); };
  // Sums of such counts, and their products with a few, are far from overflow.
  auto count = [&](const char *key) {
    return int64_t(wholeNumber(value(key), 0, (uint64_t(1) << 40) - 1));
  };
  // What older checkpoints do not say is null.
  auto optionalValue = [&](const char *key) {
    return metadata.count(key) ? value(key) : Json(nullptr);
  };
  auto option = [&](const char *key) -> std::optional<int64_t> {
    Json json = optionalValue(key);
    if (json.is_null())
      return std::nullopt;
    return wholeNumber(json, 1, mostOfOption);
  };
  TrainingState state;
  state.epoch = count("epoch");
  state.step = count("step");
  state.iteration = count("iteration");
  state.earlier = count("earlier_iterations");
  state.seed =
      wholeNumber(value("seed"), 0, std::numeric_limits<uint64_t>::max());
  state.batchSize = int64_t(wholeNumber(value("batch_size"), 1, mostOfOption));
  if (Json rate = value("learning_rate"); !rate.is_null())
    state.learningRate = nonNegativeNumber(rate);
  state.shuffle = value("shuffle");
  for (const Json &entry : value("class_weights")) {
    uint64_t label =
        wholeNumber(entry.at(0), 0, std::numeric_limits<int64_t>::max());
    state.classWeights[int64_t(label)] = entry.at(1);
  }
  state.epochs = option("epochs");
  state.steps = option("steps");
  state.patience = option("patience");
  if (Json lowest = optionalValue("lowest_loss"); !lowest.is_null())
    state.lowestLoss = lowest;
  if (metadata.count("epochs_since_lowest"))
    state.epochsSinceLowest = count("epochs_since_lowest");
  if (Json split = optionalValue("validation_split"); !split.is_null())
    state.validationSplit = fraction(split);
  state.exampleCount = count("example_count");
  state.metrics.lossSum = numberFromJson(value("epoch_loss_sum"));
  for (const Json &metric : value("epoch_metric_sums"))
    state.metrics.sums.push_back(
        {numberFromJson(metric.at(0)), numberFromJson(metric.at(1))});
  state.metrics.examples = count("epoch_examples");
  state.seconds = nonNegativeNumber(value("epoch_seconds"));
  state.data = metadata.at("data");
  if (auto optimizer = metadata.find("optimizer"); optimizer != metadata.end())
    state.optimizer = optimizer->second;
  state.history = historyFromJson(value("history"));
  if (state.step > state.iteration ||
      state.history.stepLoss.size() != size_t(state.iteration))
    throw std::out_of_range("steps");
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
