//===- Optimizer.cpp - keras.optimizers -----------------------------------===//

#include "compiler/Import/Layers.h"
#include "compiler/Import/Training/CompileConfig.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

namespace {
/// Reads what one class of optimizer has of its own.
class OptimizerReader {
public:
  explicit OptimizerReader(JsonObject &config)
      : config(config), context(config.getLocation().getContext()) {}

  /// \param rate the learning rate if the config has one
  Attribute read(StringRef kind, std::optional<double> rate);

  /// What the optimizer decays weights by if the config does not say.
  double getDefaultDecay() const { return defaultDecay; }

private:
  APFloat number(StringRef key, double fallback) {
    return APFloat(config.getNumber(key, fallback, 0));
  }
  /// How much of a moving average stays: below 1.
  APFloat part(StringRef key, double fallback) {
    double value = config.getNumber(key, fallback, 0);
    if (value >= 1)
      (void)config.error("argument " + quote(key) + " must be below 1");
    return APFloat(value);
  }
  nn::AdamAttr readAdam(double rate);
  nn::RMSpropAttr readRMSprop(double rate);

  JsonObject &config;
  MLIRContext *context;
  double defaultDecay = 0;
};
} // namespace

nn::AdamAttr OptimizerReader::readAdam(double rate) {
  APFloat beta1 = part("beta_1", 0.9), beta2 = part("beta_2", 0.999);
  APFloat epsilon = number("epsilon", 1e-7);
  return nn::AdamAttr::get(context, APFloat(rate), beta1, beta2, epsilon,
                           config.getBool("amsgrad", false));
}

nn::RMSpropAttr OptimizerReader::readRMSprop(double rate) {
  APFloat rho = part("rho", 0.9), momentum = number("momentum", 0);
  APFloat epsilon = number("epsilon", 1e-7);
  return nn::RMSpropAttr::get(context, APFloat(rate), rho, momentum, epsilon,
                              config.getBool("centered", false));
}

Attribute OptimizerReader::read(StringRef kind, std::optional<double> given) {
  double rate = given.value_or(1e-3);
  if (kind == "adam")
    return readAdam(rate);
  if (kind == "adamw") {
    defaultDecay = 0.004;
    return readAdam(rate);
  }
  if (kind == "sgd") {
    APFloat momentum = number("momentum", 0);
    return nn::SGDAttr::get(context, APFloat(given.value_or(0.01)), momentum,
                            config.getBool("nesterov", false));
  }
  if (kind == "rmsprop")
    return readRMSprop(rate);
  if (kind == "nadam") {
    APFloat beta1 = part("beta_1", 0.9), beta2 = part("beta_2", 0.999);
    return nn::NadamAttr::get(context, APFloat(rate), beta1, beta2,
                              number("epsilon", 1e-7));
  }
  if (kind == "adagrad") {
    APFloat initial = number("initial_accumulator_value", 0.1);
    return nn::AdagradAttr::get(context, APFloat(rate), initial,
                                number("epsilon", 1e-7));
  }
  if (kind == "adadelta") {
    APFloat rho = part("rho", 0.95);
    return nn::AdadeltaAttr::get(context, APFloat(rate), rho,
                                 number("epsilon", 1e-7));
  }
  if (kind == "adamax") {
    APFloat beta1 = part("beta_1", 0.9), beta2 = part("beta_2", 0.999);
    return nn::AdamaxAttr::get(context, APFloat(rate), beta1, beta2,
                               number("epsilon", 1e-7));
  }
  if (kind == "lion") {
    APFloat beta1 = part("beta_1", 0.9), beta2 = part("beta_2", 0.99);
    return nn::LionAttr::get(context, APFloat(rate), beta1, beta2);
  }
  return {};
}

/// Keras takes one of the three, and none for 0.
static void readClipping(JsonObject &config, ModuleOp module) {
  std::pair<StringRef, nn::ClippingKind> kinds[] = {
      {"clipvalue", nn::ClippingKind::Value},
      {"clipnorm", nn::ClippingKind::Norm},
      {"global_clipnorm", nn::ClippingKind::GlobalNorm}};
  bool isSet = false;
  for (auto [key, kind] : kinds) {
    if (!config.find(key))
      continue;
    if (isSet)
      (void)config.error("has more than one of \"clipvalue\", \"clipnorm\" and "
                         "\"global_clipnorm\": choose one");
    isSet = true;
    if (double limit = config.getNumber(key, 0, 0); limit > 0)
      module->setAttr("nn.gradient_clipping",
                      nn::GradientClippingAttr::get(module.getContext(), kind,
                                                    APFloat(limit)));
  }
}

/// Reports what would train in another way.
static void rejectOthers(JsonObject &config) {
  config.ignore({"name", "jit_compile", "is_legacy_optimizer", "ema_momentum",
                 "ema_overwrite_frequency"});
  config.expect("gradient_accumulation_steps", {Json(1)},
                "train without it, with a larger batch");
  config.expect("use_ema", {Json(false)}, "train without it");
  // Keras 2's, which Keras 3 has as a schedule.
  config.expect("decay", {Json(0), Json(0.0)},
                "use an InverseTimeDecay schedule");
  config.expect("loss_scale_factor", {Json(1), Json(1.0)}, "train without it");
}

LogicalResult anabranch::import::readOptimizer(JsonObject &owner,
                                               const Json &value,
                                               ModuleOp module) {
  auto [name, config] = readNamed(owner, value);
  if (owner.failed())
    return failure();
  // Keras wraps the optimizer of a model in mixed precision by itself. Scaling
  // keeps 16-bit gradients from vanishing; ours have 32.
  if (StringRef(normalizeName(name)).starts_with("lossscaleoptimizer"))
    if (auto inner = config->find("inner_optimizer"); inner != config->end())
      return readOptimizer(owner, *inner, module);
  JsonObject reader(owner.getReporter(), owner.getLocation(), "the optimizer",
                    *config);
  rejectOthers(reader);
  StringRef rateKey = reader.find("lr") ? "lr" : "learning_rate";
  std::optional<double> rate;
  if (const Json *found = reader.find(rateKey)) {
    if (found->is_object()) {
      double initialRate = 0;
      nn::ScheduleAttrInterface schedule =
          readSchedule(reader, *found, initialRate);
      if (!schedule)
        return failure();
      module->setAttr("nn.schedule", schedule);
      rate = initialRate;
    } else {
      rate = reader.getNumber(rateKey, std::nullopt, 0);
    }
  }
  OptimizerReader optimizer(reader);
  Attribute attribute = optimizer.read(normalizeName(name), rate);
  if (!attribute && !reader.failed())
    return reader.error("optimizer " + quote(name) +
                        " is not supported: use SGD, Adam, AdamW, Adamax, "
                        "Nadam, RMSprop, Adagrad, Adadelta or Lion");
  double decay =
      reader.getNumber("weight_decay", optimizer.getDefaultDecay(), 0);
  readClipping(reader, module);
  if (failed(reader.finish()))
    return failure();
  module->setAttr("nn.optimizer", attribute);
  if (decay != 0)
    module->setAttr("nn.weight_decay",
                    Builder(module.getContext()).getF64FloatAttr(decay));
  return success();
}
