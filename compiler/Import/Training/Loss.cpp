//===- Loss.cpp - keras.losses --------------------------------------------===//

#include "compiler/Import/Layers.h"
#include "compiler/Import/Training/CompileConfig.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static std::optional<nn::LossKind> findLoss(StringRef name) {
  static const llvm::StringMap<nn::LossKind> losses = {
      {"sparsecategoricalcrossentropy",
       nn::LossKind::SparseCategoricalCrossentropy},
      {"categoricalcrossentropy", nn::LossKind::CategoricalCrossentropy},
      {"binarycrossentropy", nn::LossKind::BinaryCrossentropy},
      {"bce", nn::LossKind::BinaryCrossentropy},
      {"meansquarederror", nn::LossKind::MeanSquaredError},
      {"mse", nn::LossKind::MeanSquaredError},
      {"meanabsoluteerror", nn::LossKind::MeanAbsoluteError},
      {"mae", nn::LossKind::MeanAbsoluteError},
      {"huber", nn::LossKind::Huber},
      {"huberloss", nn::LossKind::Huber},
      {"meansquaredlogarithmicerror",
       nn::LossKind::MeanSquaredLogarithmicError},
      {"msle", nn::LossKind::MeanSquaredLogarithmicError},
      {"logcosh", nn::LossKind::LogCosh},
      {"meanabsolutepercentageerror",
       nn::LossKind::MeanAbsolutePercentageError},
      {"mape", nn::LossKind::MeanAbsolutePercentageError},
      {"hinge", nn::LossKind::Hinge},
      {"squaredhinge", nn::LossKind::SquaredHinge},
      {"categoricalhinge", nn::LossKind::CategoricalHinge},
      {"poisson", nn::LossKind::Poisson},
      {"kldivergence", nn::LossKind::KLDivergence},
      {"kullbackleiblerdivergence", nn::LossKind::KLDivergence},
      {"kld", nn::LossKind::KLDivergence},
      {"cosinesimilarity", nn::LossKind::CosineSimilarity}};
  auto found = losses.find(normalizeName(name));
  return found == losses.end() ? std::nullopt : std::optional(found->second);
}

bool anabranch::import::isCrossEntropy(nn::LossAttr loss) {
  return loss.getKind() == nn::LossKind::SparseCategoricalCrossentropy ||
         loss.getKind() == nn::LossKind::CategoricalCrossentropy ||
         loss.getKind() == nn::LossKind::BinaryCrossentropy;
}

/// Whether the loss can be computed from the model's output.
static LogicalResult checkLoss(JsonObject &owner, nn::LossAttr loss,
                               Value output) {
  bool isHinge = loss.getKind() == nn::LossKind::CategoricalHinge;
  if (!isHinge && loss.getKind() != nn::LossKind::CategoricalCrossentropy &&
      loss.getKind() != nn::LossKind::SparseCategoricalCrossentropy)
    return success();
  auto type = cast<RankedTensorType>(output.getType());
  if (type.getRank() != 2)
    return owner.error(
        Twine(isHinge ? "categorical_hinge" : "a cross-entropy") +
        " needs one row of classes per example, but the model's "
        "output is " +
        printShape(type) + ": losses of single pixels are not supported");
  if (!isHinge && !loss.getFromLogits() &&
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
    (void)reader.error(
        "loss " + quote(name) +
        " is not supported: use sparse_categorical_crossentropy, "
        "categorical_crossentropy, binary_crossentropy, mean_squared_error, "
        "mean_absolute_error, mean_absolute_percentage_error, "
        "mean_squared_logarithmic_error, huber, log_cosh, hinge, "
        "squared_hinge, categorical_hinge, poisson, kl_divergence or "
        "cosine_similarity");
    return {};
  }
  reader.ignore({"name", "dtype", "fn"});
  reader.expect("reduction", {"sum_over_batch_size", "auto", "mean"},
                "use the mean over the batch, sum_over_batch_size");
  reader.expect("ignore_class", {}, "train without it");
  reader.expect("axis", {Json(-1)}, "the classes must be the last axis");
  bool fromLogits = reader.getBool("from_logits", false);
  double smoothing = reader.getNumber("label_smoothing", 0, 0);
  if (smoothing > 1)
    (void)reader.error("argument \"label_smoothing\" must be at most 1");
  double delta = reader.getNumber("delta", 1, 0);
  if (failed(reader.finish()))
    return {};
  auto loss =
      nn::LossAttr::get(owner.getLocation().getContext(), *kind, fromLogits,
                        APFloat(smoothing), APFloat(delta), APFloat(weight));
  return failed(checkLoss(owner, loss, output)) ? nn::LossAttr() : loss;
}
