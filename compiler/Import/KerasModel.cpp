//===- KerasModel.cpp - From a Keras model file to the nn dialect ---------===//

#include "compiler/Import/KerasModel.h"

#include "compiler/Import/Files/ModelFile.h"
#include "compiler/Import/Hdf5Weights.h"
#include "compiler/Import/ModelBuilder.h"
#include "compiler/Import/Training/CompileConfig.h"
#include "compiler/Import/Training/OptimizerState.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// The weights in a file of their own, or else in the model's; null if there
/// are none.
static FailureOr<std::unique_ptr<Hdf5Weights>>
openWeights(Reporter &reporter, Reporter &weightsReporter, StringRef path,
            const ModelFile &file) {
  if (!path.empty()) {
    FailureOr<std::vector<char>> bytes = readWeightsFile(weightsReporter, path);
    if (failed(bytes))
      return failure();
    return Hdf5Weights::open(weightsReporter, *bytes);
  }
  if (file.weights.empty())
    return std::unique_ptr<Hdf5Weights>();
  return Hdf5Weights::open(reporter, file.weights);
}

OwningOpRef<ModuleOp> anabranch::import::importKerasModel(
    StringRef path, const ImportOptions &options, MLIRContext &context,
    std::vector<SavedVariable> *places) {
  Reporter reporter(context, path), weightsReporter(context, options.weights);
  FailureOr<ModelFile> file = readModelFile(reporter, path);
  if (failed(file))
    return nullptr;
  FailureOr<ModelText> text = parseModel(reporter, file->config);
  if (failed(text))
    return nullptr;
  std::string version = file->kerasVersion;
  if (version.empty())
    version = findKerasVersion(text->value);
  // Keras 3 names the module of every class.
  text->isKeras2 = version.empty() ? !text->value.contains("module")
                                   : StringRef(version).starts_with("2.");
  FailureOr<Graph> graph = readGraph(reporter, *text);
  if (failed(graph))
    return nullptr;
  auto weights = openWeights(reporter, weightsReporter, options.weights, *file);
  if (failed(weights))
    return nullptr;
  ModelBuilder model(reporter, *graph, context);
  if (failed(model.build(weights->get())))
    return nullptr;
  if (places)
    *places = model.takePlaces();
  OwningOpRef<ModuleOp> module = model.takeModule();
  if (!file->training.empty()) {
    FailureOr<Json> config = readTrainingConfig(reporter, file->training);
    if (failed(config))
      return nullptr;
    text->value["compile_config"] = std::move(*config);
  }
  if (failed(readCompileConfig(reporter, text->value, options,
                               model.getOutputs(), *module)))
    return nullptr;
  if (*weights && options.optimizer.empty() &&
      (*module)->hasAttr("nn.optimizer"))
    readOptimizerState(reporter, **weights, *module);
  return module;
}
