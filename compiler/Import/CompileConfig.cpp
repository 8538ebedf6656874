//===- CompileConfig.cpp - What a model is compiled with ------------------===//

#include "compiler/Import/CompileConfig.h"

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

NamedConfig anabranch::import::readNamed(JsonObject &owner, const Json &value) {
  static const Json noConfig = Json::object();
  if (value.is_string())
    return {value.get<std::string>(), &noConfig};
  JsonObject object(owner.getReporter(), owner.getLocation(), owner.getOwner(),
                    value, "field");
  std::string name = readClassName(object);
  return {name,
          object.find("config") ? &object.getObject("config") : &noConfig};
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
  reader.expect("weighted_metrics", {Json::array()}, "name them in metrics");
  if (!loss)
    return reporter.failed() ? failure() : success();

  nn::LossAttr attribute = readLoss(reader, *loss, output);
  if (!attribute)
    return failure();
  module->setAttr("nn.loss", attribute);
  // Whoever names a loss on the command line wants to see how it goes.
  Json accuracy = "accuracy";
  const Json *metrics = reader.find("metrics");
  if (!metrics && config->empty() && isCrossEntropy(attribute))
    metrics = &accuracy;
  if (metrics) {
    SmallVector<Attribute> attributes;
    llvm::append_range(attributes,
                       readMetrics(reader, *metrics, attribute, output));
    module->setAttr("nn.metrics",
                    ArrayAttr::get(module.getContext(), attributes));
  }
  if (optimizer && failed(readOptimizer(reader, *optimizer, module)))
    return failure();
  return reporter.failed() ? failure() : success();
}
