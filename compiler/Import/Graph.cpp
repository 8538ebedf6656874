//===- Graph.cpp - The layers of a model ----------------------------------===//

#include "compiler/Import/GraphReader.h"

using namespace mlir;
using namespace anabranch::import;

/// Whether a class of this module is one of Keras's own.
static bool isKerasModule(StringRef module) {
  StringRef package = module.split('.').first;
  return package == "keras" || package == "tf_keras" ||
         package == "tensorflow" || package == "builtins";
}

/// Where a layer stands in the file; layers of inner models stand where the
/// model does.
Location GraphReader::locate(unsigned index, StringRef name) const {
  unsigned line = 1, column = 1;
  if (text && index < text->layerPositions.size())
    std::tie(line, column) = text->layerPositions[index];
  else if (auto place = location->findInstanceOf<FileLineColLoc>())
    std::tie(line, column) = std::pair(place.getLine(), place.getColumn());
  return reporter.getLayerLocation(name, line, column);
}

static bool isModel(StringRef className) {
  return className == "Functional" || className == "Sequential" ||
         className == "Model";
}

LogicalResult GraphReader::readLayer(const Json &entry, bool isSequential) {
  unsigned index = graph.layers.size();
  std::string entryName = "layer " + prefix + std::to_string(index);
  JsonObject reader(reporter, location, entryName, entry, "field");
  const Json &config = reader.getObject("config");
  // Sequential models, and old files, have the name in the config alone.
  JsonObject configReader(reporter, location, entryName, config, "field");
  bool isNamed = !isSequential && reader.find("name");
  std::string name = (isNamed ? reader : configReader).getString("name");
  std::string className = reader.getString("class_name");
  std::string module = reader.getString("module", "keras.layers");
  if (reporter.failed())
    return failure();

  Layer layer(prefix + name, className, &config, locate(index, prefix + name));
  layer.isOperation = StringRef(module).starts_with("keras.src.ops");
  layer.isInner = !prefix.empty();
  layer.trainable = trainable;
  auto fail = [&](const Twine &message) {
    return reporter.error(layer.location,
                          "layer " + quote(layer.name) + ": " + message);
  };
  if (name.empty())
    return fail("has no name: name it");
  if (!layerIndices.insert({name, index}).second)
    return fail("is the second layer of this name: rename one");
  if (!isKerasModule(module))
    return fail("is a custom layer (" + quote(className) + " of " +
                quote(module) +
                "), which is not supported: build the model without it");
  if (isModel(className)) {
    FailureOr<Graph> inner =
        GraphReader(reporter, entry, layer, graph.isKeras2).read();
    if (failed(inner))
      return failure();
    layer.model = std::make_unique<Graph>(std::move(*inner));
  }
  firstCalls.push_back(findFirstCall(layer));
  graph.layers.push_back(std::move(layer));
  return success();
}

/// Keras 3 counts a Functional model's making where it lists a model's outputs;
/// Keras 2 did so everywhere, and for Sequential models that begin with an
/// input. Sources: keras.src.models.functional, tf_keras.src.engine.functional.
GraphReader::FirstCall GraphReader::findFirstCall(const Layer &layer) const {
  if (!layer.model)
    return {};
  unsigned first = layer.className != "Sequential";
  if (!graph.isKeras2)
    return {0, first};
  if (layer.model->impliedInputs.empty())
    first = 1;
  return {first, first};
}

/// The shape that a layer says its input has; null if it does not.
static const Json *findInputShape(const Layer &layer) {
  if (layer.model && !layer.model->inputs.empty())
    return findInputShape(layer.model->layers[layer.model->inputs.front()]);
  for (const char *key : {"batch_input_shape", "batch_shape"})
    if (auto shape = layer.config->find(key); shape != layer.config->end())
      return &*shape;
  return nullptr;
}

LogicalResult GraphReader::chainLayers(JsonObject &config) {
  // The input's shape stands in an InputLayer; if there is none, in the first
  // layer (Keras 2) or in the model's own config.
  if (graph.layers.empty() || graph.layers.front().className != "InputLayer") {
    const Json *shape = config.find("build_input_shape");
    if (!shape && !graph.layers.empty())
      shape = findInputShape(graph.layers.front());
    // A model inside the model takes the shape of what it is called with.
    static const Json unknown;
    if (!shape && !prefix.empty())
      shape = &unknown;
    if (!shape || (shape->is_null() && prefix.empty()))
      return reporter.error("the model's input shape is not known: begin with "
                            "an InputLayer, or build the model before saving");
    std::string name = "input";
    while (layerIndices.contains(name))
      name += "_";
    name = prefix + name;
    graph.impliedInputs.push_back(
        std::make_unique<Json>(Json{{"name", name}, {"batch_shape", *shape}}));
    Layer input(name, "InputLayer", graph.impliedInputs.back().get(),
                locate(0, name));
    input.isInner = !prefix.empty();
    graph.layers.insert(graph.layers.begin(), std::move(input));
  }
  for (auto [index, layer] : llvm::enumerate(graph.layers)) {
    layer.calls.emplace_back();
    if (index > 0)
      layer.calls.back().inputs.push_back({unsigned(index) - 1, 0});
  }
  graph.inputs.push_back(0);
  graph.outputs.push_back({unsigned(graph.layers.size()) - 1, 0});
  graph.outputNames.push_back(graph.layers.back().name);
  for (const Layer &layer : graph.layers)
    if (layer.model && layer.model->outputs.size() != 1)
      return reporter.error(layer.location,
                            "layer " + quote(layer.name) + ": is a model of " +
                                Twine(layer.model->outputs.size()) +
                                " outputs in a Sequential model: make the "
                                "outer model functional");
  return checkCalls();
}

FailureOr<Graph> GraphReader::read() {
  JsonObject top(reporter, location, owner, model, "field");
  std::string className = top.getString("class_name");
  const Json &configValue = top.getObject("config");
  if (reporter.failed())
    return failure();
  bool isSequential = className == "Sequential";
  if (!isModel(className))
    return top.error("is a " + quote(className) +
                     ", but must be a Functional or Sequential model");
  JsonObject config(reporter, location, owner, configValue, "field");
  graph.name = config.getString("name", "model");
  trainable &= config.getBool("trainable", true);
  const Json &layers = config.getArray("layers");
  if (reporter.failed())
    return failure();
  if (layers.empty())
    return config.error("has no layers");
  for (const Json &entry : layers)
    if (failed(readLayer(entry, isSequential)))
      return failure();
  if (failed(isSequential ? chainLayers(config) : connectLayers(config)))
    return failure();
  return std::move(graph);
}

FailureOr<Graph> anabranch::import::readGraph(Reporter &reporter,
                                              const ModelText &model) {
  FailureOr<Graph> graph = GraphReader(reporter, model).read();
  if (failed(graph))
    return failure();
  return inlineModels(reporter, std::move(*graph));
}
