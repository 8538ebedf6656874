//===- Optimizer.cpp - keras.optimizers -----------------------------------===//

#include "compiler/Import/CompileConfig.h"
#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

Attribute anabranch::import::readOptimizer(JsonObject &owner,
                                           const Json &value) {
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
