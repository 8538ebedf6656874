//===- CompileConfig.cpp - Optimizer, loss and metrics --------------------===//

#include "compiler/Import/CompileConfig.h"

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

namespace {
/// Reads a thing that Keras writes as its name or as an object with a class
/// name and a config.
struct NamedConfig {
  std::string name;
  const Json *config;
};
} // namespace

static NamedConfig readNamed(JsonObject &owner, const Json &value) {
  static const Json noConfig = Json::object();
  if (value.is_string())
    return {value.get<std::string>(), &noConfig};
  JsonObject object(owner.getReporter(), owner.getLocation(), owner.getOwner(),
                    value, "field");
  std::string name = readClassName(object);
  return {name,
          object.find("config") ? &object.getObject("config") : &noConfig};
}

static Attribute readOptimizer(JsonObject &owner, const Json &value) {
  auto [name, config] = readNamed(owner, value);
  if (owner.failed())
    return {};
  JsonObject reader(owner.getReporter(), owner.getLocation(), "the optimizer",
                    *config);
  MLIRContext *context = owner.getLocation().getContext();
  reader.ignore({"name", "jit_compile", "is_legacy_optimizer", "ema_momentum",
                 "ema_overwrite_frequency"});
  for (StringRef key : {"clipnorm", "clipvalue", "global_clipnorm",
                        "gradient_accumulation_steps"})
    reader.expect(key, {}, "train without it");
  for (StringRef key : {"weight_decay", "decay"})
    reader.expect(key, {Json(0), Json(0.0)}, "train without it");
  for (StringRef key : {"use_ema", "amsgrad"})
    reader.expect(key, {Json(false)}, "train without it");
  reader.expect("loss_scale_factor", {Json(1), Json(1.0)}, "train without it");
  StringRef rateKey = reader.find("lr") ? "lr" : "learning_rate";
  const Json *rate = reader.find(rateKey);
  if (rate && rate->is_object()) {
    (void)reader.error("learning-rate schedules are not supported: use a "
                       "number");
    return {};
  }
  std::string kind = normalizeName(name);
  Attribute result;
  if (kind == "adam") {
    double learningRate = reader.getNumber(rateKey, 1e-3, 0);
    double beta1 = reader.getNumber("beta_1", 0.9, 0);
    double beta2 = reader.getNumber("beta_2", 0.999, 0);
    double epsilon = reader.getNumber("epsilon", 1e-7, 0);
    if (beta1 >= 1 || beta2 >= 1) {
      (void)reader.error("Adam's \"beta_1\" and \"beta_2\" must be below 1");
      return {};
    }
    result = nn::AdamAttr::get(context, APFloat(learningRate), APFloat(beta1),
                               APFloat(beta2), APFloat(epsilon));
  } else if (kind == "sgd") {
    double learningRate = reader.getNumber(rateKey, 0.01, 0);
    double momentum = reader.getNumber("momentum", 0, 0);
    bool nesterov = reader.getBool("nesterov", false);
    result = nn::SGDAttr::get(context, APFloat(learningRate), APFloat(momentum),
                              nesterov);
  } else {
    (void)reader.error("optimizer " + quote(name) +
                       " is not supported: use adam or sgd");
    return {};
  }
  return failed(reader.finish()) ? Attribute() : result;
}

static std::optional<nn::LossKind> findLoss(StringRef name) {
  static const llvm::StringMap<nn::LossKind> losses = {
      {"sparsecategoricalcrossentropy",
       nn::LossKind::SparseCategoricalCrossentropy},
      {"categoricalcrossentropy", nn::LossKind::CategoricalCrossentropy},
      {"meansquarederror", nn::LossKind::MeanSquaredError},
      {"mse", nn::LossKind::MeanSquaredError}};
  auto found = losses.find(normalizeName(name));
  return found == losses.end() ? std::nullopt : std::optional(found->second);
}

static nn::LossAttr readLoss(JsonObject &owner, const Json &value) {
  // A model with one output may have a list or an object of one loss.
  if ((value.is_array() ||
       (value.is_object() && !value.contains("class_name"))) &&
      value.size() == 1)
    return readLoss(owner, value.front());
  auto [name, config] = readNamed(owner, value);
  if (owner.failed())
    return {};
  JsonObject reader(owner.getReporter(), owner.getLocation(), "the loss",
                    *config);
  std::optional<nn::LossKind> kind = findLoss(name);
  if (!kind) {
    (void)reader.error(
        "loss " + quote(name) +
        " is not supported: use sparse_categorical_crossentropy, "
        "categorical_crossentropy or mean_squared_error");
    return {};
  }
  reader.ignore({"name", "dtype", "fn"});
  reader.expect("reduction", {"sum_over_batch_size", "auto", "mean"},
                "use the mean over the batch, sum_over_batch_size");
  reader.expect("ignore_class", {}, "train without it");
  reader.expect("axis", {Json(-1)}, "the classes must be the last axis");
  bool fromLogits = reader.getBool("from_logits", false);
  double smoothing = reader.getNumber("label_smoothing", 0, 0);
  if (failed(reader.finish()))
    return {};
  return nn::LossAttr::get(owner.getLocation().getContext(), *kind, fromLogits,
                           APFloat(smoothing));
}

/// Whether the loss can be computed from the model's output.
static LogicalResult checkLoss(JsonObject &owner, nn::LossAttr loss,
                               Value output) {
  if (loss.getKind() == nn::LossKind::MeanSquaredError)
    return success();
  auto type = cast<RankedTensorType>(output.getType());
  if (type.getRank() != 2)
    return owner.error("a cross-entropy needs one row of classes per example, "
                       "but the model's output is " +
                       printShape(type) + ": flatten it");
  if (!loss.getFromLogits() && !output.getDefiningOp<nn::SoftmaxOp>())
    return owner.error("a cross-entropy of probabilities needs a softmax as "
                       "the model's last step: add it, or set from_logits");
  return success();
}

/// "accuracy" under each of its names, for the loss at hand; other metrics are
/// left out.
static void readMetrics(JsonObject &owner, const Json &value,
                        SmallVectorImpl<Attribute> &metrics) {
  if (value.is_array()) {
    for (const Json &element : value)
      readMetrics(owner, element, metrics);
    return;
  }
  std::string name = readNamed(owner, value).name;
  std::string kind = normalizeName(name);
  MLIRContext *context = owner.getLocation().getContext();
  if (kind == "accuracy" || kind == "acc" ||
      kind == "sparsecategoricalaccuracy" || kind == "categoricalaccuracy" ||
      kind == "binaryaccuracy") {
    auto accuracy = StringAttr::get(context, "accuracy");
    if (!llvm::is_contained(metrics, accuracy))
      metrics.push_back(accuracy);
  } else if (!owner.failed()) {
    owner.warning("metric " + quote(name) +
                  " is not supported and left out: only accuracy is");
  }
}

LogicalResult anabranch::import::readCompileConfig(Reporter &reporter,
                                                   const Json &model,
                                                   const ImportOptions &options,
                                                   Value output,
                                                   ModuleOp module) {
  static const Json none = Json::object();
  const Json *config = &none;
  if (auto found = model.find("compile_config");
      found != model.end() && found->is_object())
    config = &*found;
  JsonObject reader(reporter, reporter.getFileLocation(), "the compile config",
                    *config, "field");
  const Json *optimizer = reader.find("optimizer");
  const Json *loss = reader.find("loss");
  Json chosenOptimizer = options.optimizer, chosenLoss = options.loss;
  if (!options.optimizer.empty())
    optimizer = &chosenOptimizer;
  if (!options.loss.empty())
    loss = &chosenLoss;
  reader.expect("loss_weights", {}, "train without them");
  if (loss) {
    nn::LossAttr attribute = readLoss(reader, *loss);
    if (!attribute || failed(checkLoss(reader, attribute, output)))
      return failure();
    module->setAttr("nn.loss", attribute);
    if (const Json *value = reader.find("metrics")) {
      SmallVector<Attribute> metrics;
      readMetrics(reader, *value, metrics);
      module->setAttr("nn.metrics",
                      ArrayAttr::get(module.getContext(), metrics));
    } else if (attribute.getKind() != nn::LossKind::MeanSquaredError &&
               config->empty()) {
      // Whoever names a loss on the command line wants to see how it goes.
      module->setAttr(
          "nn.metrics",
          ArrayAttr::get(module.getContext(),
                         {StringAttr::get(module.getContext(), "accuracy")}));
    }
  }
  if (optimizer && loss) {
    Attribute attribute = readOptimizer(reader, *optimizer);
    if (!attribute)
      return failure();
    module->setAttr("nn.optimizer", attribute);
  }
  return reporter.failed() ? failure() : success();
}
