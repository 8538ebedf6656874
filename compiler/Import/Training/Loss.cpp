//===- Loss.cpp - keras.losses --------------------------------------------===//

#include "compiler/Import/Layers.h"
#include "compiler/Import/Training/CompileConfig.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static void forEachLoss(function_ref<void(nn::LossKind)> body) {
  for (unsigned i = 0; i <= nn::getMaxEnumValForLossKind(); ++i)
    if (std::optional<nn::LossKind> kind = nn::symbolizeLossKind(i))
      body(*kind);
}

/// The losses' names, and Keras's further ones, as `normalizeName` makes them.
static std::optional<nn::LossKind> findLoss(StringRef name) {
  static const llvm::StringMap<nn::LossKind> losses = [] {
    llvm::StringMap<nn::LossKind> names = {
        {"bce", nn::LossKind::BinaryCrossentropy},
        {"mse", nn::LossKind::MeanSquaredError},
        {"mae", nn::LossKind::MeanAbsoluteError},
        {"huberloss", nn::LossKind::Huber},
        {"msle", nn::LossKind::MeanSquaredLogarithmicError},
        {"mape", nn::LossKind::MeanAbsolutePercentageError},
        {"kullbackleiblerdivergence", nn::LossKind::KLDivergence},
        {"kld", nn::LossKind::KLDivergence}};
    forEachLoss([&](nn::LossKind kind) {
      names[normalizeName(nn::stringifyLossKind(kind))] = kind;
    });
    return names;
  }();
  auto found = losses.find(normalizeName(name));
  return found == losses.end() ? std::nullopt : std::optional(found->second);
}

static std::string listLosses() {
  SmallVector<StringRef> names;
  forEachLoss(
      [&](nn::LossKind kind) { names.push_back(nn::stringifyLossKind(kind)); });
  return joinNames(names);
}

/// Whether the loss can be computed from the model's output.
static LogicalResult checkLoss(JsonObject &owner, nn::LossAttr loss,
                               Value output) {
  if (loss.getTargets() == nn::LossTargets::Values)
    return success();
  bool isCrossEntropy = loss.isCrossEntropy();
  auto type = cast<RankedTensorType>(output.getType());
  if (!isCrossEntropy && type.getRank() != 2)
    return owner.error("categorical_hinge needs one row of classes per "
                       "example, but the model's output is " +
                       printShape(type) + ": use a cross-entropy");
  if (isCrossEntropy && !loss.getFromLogits() &&
      !output.getDefiningOp<nn::SoftmaxOp>())
    return owner.error("a cross-entropy of probabilities needs a softmax as "
                       "the model's last step: add it, or set from_logits");
  return success();
}

nn::LossAttr anabranch::import::readLoss(JsonObject &owner, const Json &value,
                                         Value output, double weight) {
  // A model with one output may have a list or an object of one loss.
  if ((value.is_array() ||
       (value.is_object() && !value.contains("class_name"))) &&
      value.size() == 1)
    return readLoss(owner, value.front(), output, weight);
  auto [name, config] = readNamed(owner, value);
  if (owner.failed())
    return {};
  JsonObject reader(owner.getReporter(), owner.getLocation(), "the loss",
                    *config);
  std::optional<nn::LossKind> kind = findLoss(name);
  if (!kind) {
    (void)reader.error("loss " + quote(name) + " is not supported: use " +
                       listLosses());
    return {};
  }
  reader.ignore({"name", "dtype", "fn"});
  reader.expect("reduction", {"sum_over_batch_size", "auto", "mean"},
                "use the mean over the batch, sum_over_batch_size");
  reader.expect("ignore_class", {}, "train without it");
  bool isTversky = kind == nn::LossKind::Tversky;
  if (isTversky || kind == nn::LossKind::Dice)
    reader.expect("axis", {}, "leave it out, and compare whole batches");
  else
    reader.expect("axis", {Json(-1)}, "the classes must be the last axis");
  bool fromLogits = reader.getBool("from_logits", false);
  double smoothing = reader.getNumber("label_smoothing", 0, 0);
  if (smoothing > 1)
    (void)reader.error("argument \"label_smoothing\" must be at most 1");
  double delta = reader.getNumber("delta", 1, 0);
  double alpha = reader.getNumber("alpha", isTversky ? 0.5 : 0.25);
  double beta = reader.getNumber("beta", 0.5);
  double gamma = reader.getNumber("gamma", 2, 0);
  bool balanced = reader.getBool("apply_class_balancing", false);
  if (failed(reader.finish()))
    return {};
  auto loss = nn::LossAttr::get(owner.getLocation().getContext(), *kind,
                                fromLogits, APFloat(smoothing), APFloat(delta),
                                APFloat(alpha), APFloat(beta), APFloat(gamma),
                                balanced, APFloat(weight));
  return failed(checkLoss(owner, loss, output)) ? nn::LossAttr() : loss;
}
