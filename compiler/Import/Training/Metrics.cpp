//===- Metrics.cpp - keras.metrics ----------------------------------------===//

#include "compiler/Import/Layers.h"
#include "compiler/Import/Training/CompileConfig.h"
#include "runtime/Training/FigureNames.h"

#include <cmath>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// The name that two figures would have, on training or on validation data;
/// empty if all differ.
static std::string findSharedName(StringRef name,
                                  ArrayRef<nn::MetricAttr> metrics) {
  if (llvm::is_contained(runtime::reservedKeys, name))
    return name.str();
  SmallVector<StringRef> others{runtime::lossName};
  for (nn::MetricAttr metric : metrics)
    others.push_back(metric.getName());
  for (StringRef other : others) {
    if (name == other || name == (runtime::validationPrefix + other).str())
      return name.str();
    if (other == (runtime::validationPrefix + name).str())
      return other.str();
  }
  return "";
}

void anabranch::import::addFigure(JsonObject &owner, nn::MetricAttr metric,
                                  const Twine &source,
                                  SmallVectorImpl<nn::MetricAttr> &metrics) {
  std::string shared = findSharedName(metric.getName(), metrics);
  if (shared.empty())
    metrics.push_back(metric);
  else
    (void)owner.error("two figures would have the name " + quote(shared) +
                      ": give " + source + " another name");
}

namespace {
/// Reads the metrics of one output.
class MetricReader {
public:
  MetricReader(JsonObject &owner, const MeasuredOutput &measured,
               SmallVectorImpl<nn::MetricAttr> &metrics)
      : owner(owner), measured(measured),
        hasLabels(measured.loss.getTargets() == nn::LossTargets::Labels),
        output(measured.type), metrics(metrics) {}

  void read(const Json &value);

private:
  void readOne(StringRef name, bool isObject, const Json &value);
  std::optional<nn::MetricKind> findKind(StringRef name, bool isObject) const;
  double readParameter(JsonObject &config, nn::MetricKind kind);
  std::string whyNot(nn::MetricKind kind) const;

  JsonObject &owner;
  const MeasuredOutput &measured;
  bool hasLabels; ///< targets are class indices
  RankedTensorType output;
  SmallVectorImpl<nn::MetricAttr> &metrics;
};
} // namespace

std::optional<nn::MetricKind> MetricReader::findKind(StringRef name,
                                                     bool isObject) const {
  // Keras resolves "accuracy" by the shapes of the output and the targets; its
  // class Accuracy counts predictions that are equal to their targets.
  if (!isObject && (name == "accuracy" || name == "acc"))
    return output.getShape().back() == 1 && !hasLabels
               ? nn::MetricKind::BinaryAccuracy
               : nn::MetricKind::Accuracy;
  static const llvm::StringMap<nn::MetricKind> kinds = {
      {"sparsecategoricalaccuracy", nn::MetricKind::Accuracy},
      {"categoricalaccuracy", nn::MetricKind::Accuracy},
      {"binaryaccuracy", nn::MetricKind::BinaryAccuracy},
      {"topkcategoricalaccuracy", nn::MetricKind::TopKAccuracy},
      {"sparsetopkcategoricalaccuracy", nn::MetricKind::TopKAccuracy},
      {"precision", nn::MetricKind::Precision},
      {"recall", nn::MetricKind::Recall},
      {"meanabsoluteerror", nn::MetricKind::MeanAbsoluteError},
      {"mae", nn::MetricKind::MeanAbsoluteError},
      {"meansquarederror", nn::MetricKind::MeanSquaredError},
      {"mse", nn::MetricKind::MeanSquaredError}};
  auto found = kinds.find(name);
  return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

/// Why the metric cannot be computed from this output and these targets; empty
/// if it can.
std::string MetricReader::whyNot(nn::MetricKind kind) const {
  bool comparesClasses =
      kind == nn::MetricKind::Accuracy || kind == nn::MetricKind::TopKAccuracy;
  return hasLabels && !comparesClasses
             ? "compares numbers, but the loss has class indices as targets: "
               "use categorical_crossentropy"
             : "";
}

double MetricReader::readParameter(JsonObject &config, nn::MetricKind kind) {
  switch (kind) {
  case nn::MetricKind::TopKAccuracy:
    return static_cast<double>(config.getInteger("k", 5));
  case nn::MetricKind::BinaryAccuracy:
    return config.getNumber("threshold", 0.5);
  case nn::MetricKind::Precision:
  case nn::MetricKind::Recall: {
    config.expect("top_k", {}, "use a threshold");
    config.expect("class_id", {}, "measure all classes together");
    const Json *thresholds = config.find("thresholds");
    if (!thresholds || !thresholds->is_array())
      return config.getNumber("thresholds", 0.5);
    if (thresholds->size() == 1 && thresholds->front().is_number())
      return thresholds->front().get<double>();
    (void)config.error("argument \"thresholds\" must be one number, but is " +
                       describe(*thresholds) +
                       ": give a metric for each threshold");
    return 0;
  }
  default:
    return 0;
  }
}

void MetricReader::readOne(StringRef name, bool isObject, const Json &value) {
  JsonObject config(owner.getReporter(), owner.getLocation(),
                    "metric " + quote(name), value);
  std::optional<nn::MetricKind> kind = findKind(normalizeName(name), isObject);
  if (!kind) {
    owner.warning("metric " + quote(name) +
                  " is not supported and left out: use an accuracy, precision, "
                  "recall, mean_absolute_error or mean_squared_error");
    return;
  }
  if (std::string why = whyNot(*kind); !why.empty()) {
    owner.warning("metric " + quote(name) + " is left out, since it " + why);
    return;
  }
  config.ignore({"dtype", "fn"});
  // Keras names a metric as it is asked for, but an object by its class.
  std::string figure =
      measured.prefix +
      config.getString("name", isObject ? toSnakeCase(name) : name.str());
  double parameter = readParameter(config, *kind);
  if (failed(config.finish()))
    return;
  addFigure(owner,
            nn::MetricAttr::get(owner.getLocation().getContext(), figure, *kind,
                                APFloat(parameter), measured.index),
            "the metric", metrics);
}

void MetricReader::read(const Json &value) {
  // Lists may nest, and an object without a class lists by output.
  if (value.is_array() ||
      (value.is_object() && !value.contains("class_name"))) {
    for (const Json &element : value)
      read(element);
    return;
  }
  if (value.is_null() || owner.failed())
    return;
  auto [name, config] = readNamed(owner, value);
  // Keras 2 wraps what compile() is given by name.
  if (name == "MeanMetricWrapper" && config->is_object())
    if (auto function = config->find("fn");
        function != config->end() && function->is_string())
      name = function->get<std::string>();
  if (!owner.failed())
    readOne(name, value.is_object(), *config);
}

void anabranch::import::readMetrics(JsonObject &owner, const Json &value,
                                    const MeasuredOutput &output,
                                    SmallVectorImpl<nn::MetricAttr> &metrics) {
  MetricReader(owner, output, metrics).read(value);
}
