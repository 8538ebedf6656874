//===- CompileConfig.cpp - What a model is compiled with ------------------===//

#include "compiler/Import/Training/CompileConfig.h"

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

SmallVector<const Json *>
anabranch::import::splitByOutput(JsonObject &owner, StringRef key,
                                 const Json &value,
                                 ArrayRef<ModelOutput> outputs) {
  SmallVector<const Json *> parts;
  bool isObject = value.is_object() && !value.contains("class_name");
  if (outputs.size() == 1 || (!value.is_array() && !isObject)) {
    parts.assign(outputs.size(), &value);
    return parts;
  }
  auto fail = [&](const Twine &message) {
    std::string names;
    for (const ModelOutput &output : outputs)
      names += (names.empty() ? "" : ", ") + quote(output.name);
    (void)owner.error("field " + quote(key) + " " + message +
                      ", but the model's outputs are " + names);
    return SmallVector<const Json *>();
  };
  if (value.is_array()) {
    if (value.size() != outputs.size())
      return fail("is a list of " + Twine(value.size()));
    for (const Json &element : value)
      parts.push_back(element.is_null() ? nullptr : &element);
    return parts;
  }
  for (const auto &[name, element] : value.items())
    if (llvm::none_of(outputs, [&, name = StringRef(name)](auto &output) {
          return output.name == name;
        }))
      return fail("names " + quote(name));
  for (const ModelOutput &output : outputs) {
    auto found = value.find(output.name);
    parts.push_back(found == value.end() || found->is_null() ? nullptr
                                                             : &*found);
  }
  return parts;
}

namespace {
/// Reads what the outputs are trained towards.
class LossConfigReader {
public:
  LossConfigReader(JsonObject &reader, ArrayRef<ModelOutput> outputs)
      : reader(reader), outputs(outputs) {}

  LogicalResult readLosses(const Json &value);
  LogicalResult readAllMetrics(const Json *value, bool addAccuracy);
  void setAttributes(ModuleOp module) const;

private:
  double readWeight(unsigned index);

  JsonObject &reader;
  ArrayRef<ModelOutput> outputs;
  SmallVector<nn::LossAttr> losses;
  SmallVector<nn::MetricAttr> metrics;
};
} // namespace

/// A number from "loss_weights", which has the form of the losses; 1 without.
double LossConfigReader::readWeight(unsigned index) {
  const Json *value = reader.find("loss_weights");
  if (!value)
    return 1;
  SmallVector<const Json *> parts =
      splitByOutput(reader, "loss_weights", *value, outputs);
  if (parts.empty() || !parts[index])
    return 1;
  const Json *weight = parts[index];
  // One output may have a list or an object of one.
  if (weight->is_structured() && weight->size() == 1)
    weight = &weight->front();
  if (weight->is_number())
    return weight->get<double>();
  (void)reader.error("field \"loss_weights\" must hold numbers, but is " +
                     describe(*value));
  return 1;
}

LogicalResult LossConfigReader::readLosses(const Json &value) {
  SmallVector<const Json *> parts =
      splitByOutput(reader, "loss", value, outputs);
  for (auto [index, part] : llvm::enumerate(parts)) {
    losses.emplace_back();
    if (!part)
      continue;
    losses.back() =
        readLoss(reader, *part, outputs[index].value, readWeight(index));
    if (!losses.back())
      return failure();
  }
  if (reader.failed())
    return failure();
  if (llvm::none_of(losses, [](nn::LossAttr loss) { return bool(loss); }))
    return reader.error("field \"loss\" has a loss for no output");
  return success();
}

/// Those that compile() was given, or the accuracy of classes. Behind several
/// losses, each of them is a figure too.
LogicalResult LossConfigReader::readAllMetrics(const Json *value,
                                               bool addAccuracy) {
  if (llvm::count_if(losses, [](nn::LossAttr loss) { return bool(loss); }) > 1)
    for (auto [index, loss] : llvm::enumerate(losses))
      if (loss)
        addFigure(reader,
                  nn::MetricAttr::get(loss.getContext(),
                                      outputs[index].name + "_loss",
                                      nn::MetricKind::Loss, APFloat(0.0),
                                      static_cast<int64_t>(index)),
                  "output " + quote(outputs[index].name), metrics);
  if (reader.failed())
    return failure();
  static const Json accuracy = "accuracy";
  SmallVector<const Json *> parts;
  if (value)
    parts = splitByOutput(reader, "metrics", *value, outputs);
  else
    parts.assign(outputs.size(), addAccuracy ? &accuracy : nullptr);
  for (auto [index, part] : llvm::enumerate(parts)) {
    if (!part || (part == &accuracy &&
                  !(losses[index] && losses[index].isCrossEntropy())))
      continue;
    const ModelOutput &output = outputs[index];
    bool isOnly = outputs.size() == 1;
    if (!losses[index]) {
      if (!part->empty())
        reader.warning("the metrics of output " + quote(output.name) +
                       " are left out, since it has no loss");
      continue;
    }
    readMetrics(reader, *part,
                {losses[index], cast<RankedTensorType>(output.value.getType()),
                 static_cast<unsigned>(index), isOnly ? "" : output.name + "_"},
                metrics);
  }
  return reader.failed() ? failure() : success();
}

void LossConfigReader::setAttributes(ModuleOp module) const {
  Builder builder(module.getContext());
  if (outputs.size() == 1) {
    module->setAttr("nn.loss", losses.front());
  } else {
    SmallVector<Attribute> attributes;
    for (nn::LossAttr loss : losses)
      attributes.push_back(loss ? Attribute(loss) : builder.getUnitAttr());
    module->setAttr("nn.loss", builder.getArrayAttr(attributes));
  }
  module->setAttr("nn.metrics", builder.getArrayAttr(SmallVector<Attribute>(
                                    metrics.begin(), metrics.end())));
}

LogicalResult anabranch::import::readCompileConfig(
    Reporter &reporter, const Json &model, const ImportOptions &options,
    ArrayRef<ModelOutput> outputs, ModuleOp module) {
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
  reader.expect("weighted_metrics", {Json::array()}, "name them in metrics");
  if (!loss) {
    if (!options.optimizer.empty())
      return reporter.error("has no loss for --optimizer: add --loss");
    return reporter.failed() ? failure() : success();
  }

  LossConfigReader losses(reader, outputs);
  // Whoever names a loss on the command line wants to see how it goes.
  if (failed(losses.readLosses(*loss)) ||
      failed(losses.readAllMetrics(reader.find("metrics"),
                                   /*addAccuracy=*/config->empty())))
    return failure();
  losses.setAttributes(module);
  if (optimizer && failed(readOptimizer(reader, *optimizer, module)))
    return failure();
  return reporter.failed() ? failure() : success();
}
