//===- Checkpoint.cpp - Saving and resuming a training run ----------------===//

#include "runtime/Checkpoint.h"
#include "runtime/Error.h"
#include "runtime/SafetensorsFile.h"
#include "runtime/Tensor.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace anabranch::runtime {

using Json = nlohmann::ordered_json;

static TensorMetadata describeState(const TrainingState &state) {
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
  return metadata;
}

/// A number, which JSON writes as null if it is not finite.
static double toNumber(const Json &value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN()
                         : value.get<double>();
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
  state.metrics.lossSum = toNumber(value("epoch_loss_sum"));
  for (const Json &metric : value("epoch_metric_sums"))
    state.metrics.sums.push_back(
        {toNumber(metric.at(0)), toNumber(metric.at(1))});
  state.metrics.examples = value("epoch_examples");
  state.seconds = toNumber(value("epoch_seconds"));
  state.data = metadata.at("data");
  state.history = historyFromJson(value("history"));
  if (state.epoch < 0 || state.step < 0 || state.iteration < 0 ||
      state.earlier < 0 || state.batchSize < 1 ||
      state.history.stepLoss.size() != size_t(state.iteration))
    throw std::out_of_range("state");
  return state;
}

void saveCheckpoint(const Executor &executor, const TrainingState &state,
                    const std::string &path) {
  const AnabranchModel &model = executor.model();
  std::vector<TensorView> tensors;
  for (int64_t i = 0; i < model.parameter_count; ++i) {
    const AnabranchParameter &parameter = model.parameters[i];
    tensors.push_back({parameter.name, parameter.element_type,
                       shapeOf(parameter), executor.address(parameter)});
  }
  TensorMetadata metadata = describeState(state);
  metadata["format"] = "anabranch";
  metadata["data"] = state.data;
  metadata["model"] = model.name;
  metadata["optimizer"] = model.optimizer;
  writeSafetensors(path, tensors, metadata);
}

/// The file's tensor for a parameter.
static const SafetensorsFile::Tensor &
findTensor(const SafetensorsFile &file, const AnabranchParameter &parameter) {
  auto mismatch = [&](const std::string &problem) {
    throw Error(file.path(), problem, "use a file that this model wrote");
  };
  auto found = file.tensors().find(parameter.name);
  if (found == file.tensors().end())
    mismatch(std::string("has no tensor ") + parameter.name +
             ", which the model has");
  const SafetensorsFile::Tensor &tensor = found->second;
  if (tensor.shape != shapeOf(parameter))
    mismatch(std::string("has ") + parameter.name + " of shape " +
             formatShape(tensor.shape) + ", but the model's is " +
             formatShape(shapeOf(parameter)));
  if (tensor.type != safetensorsType(parameter.element_type))
    mismatch(std::string("has ") + parameter.name + " of type " + tensor.type +
             ", but the model's is " + safetensorsType(parameter.element_type));
  return tensor;
}

/// Finds all tensors before it reads the first.
static void loadParameters(Executor &executor, const SafetensorsFile &file,
                           bool withSlots) {
  const AnabranchModel &model = executor.model();
  std::vector<
      std::pair<const SafetensorsFile::Tensor *, const AnabranchParameter *>>
      pairs;
  for (int64_t i = 0; i < model.parameter_count; ++i)
    if (withSlots || model.parameters[i].kind != ANABRANCH_OPTIMIZER_SLOT)
      pairs.emplace_back(&findTensor(file, model.parameters[i]),
                         &model.parameters[i]);
  if (withSlots && pairs.size() != file.tensors().size())
    throw Error(file.path(),
                "has " + std::to_string(file.tensors().size()) +
                    " tensors, but the model has " +
                    std::to_string(pairs.size()),
                "use a file that this model wrote");
  for (auto [tensor, parameter] : pairs)
    file.read(*tensor, executor.change(*parameter));
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

void loadCheckpoint(Executor &executor, const std::string &path) {
  loadParameters(executor, SafetensorsFile(path), /*withSlots=*/true);
}

void loadWeights(Executor &executor, const std::string &path) {
  loadParameters(executor, SafetensorsFile(path), /*withSlots=*/false);
}

} // namespace anabranch::runtime
