//===- Graph.cpp - The layers of a model and how they are connected -------===//

#include "compiler/Import/Graph.h"

#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace anabranch::import;

namespace {
/// Reads one model's `config`.
class GraphReader {
public:
  GraphReader(Reporter &reporter, const ModelText &model)
      : reporter(reporter), model(model.value), text(&model),
        owner("the model"), location(reporter.getFileLocation()) {}
  /// Of the model that `layer` is.
  GraphReader(Reporter &reporter, const Json &model, const Layer &layer)
      : reporter(reporter), model(model), owner("layer " + quote(layer.name)),
        location(layer.location), prefix(layer.name + "/"),
        trainable(layer.trainable) {}

  FailureOr<Graph> read();

private:
  /// The number that a layer's first call has in references: Keras counts a
  /// model's own making as its first.
  struct FirstCall {
    unsigned inCalls = 0, inEndpoints = 0;
  };

  Location locate(unsigned index, StringRef name) const;
  LogicalResult readLayer(const Json &entry, bool isSequential);
  static FirstCall findFirstCall(JsonObject &entry, const Layer &layer);
  LogicalResult chainLayers(JsonObject &config);
  LogicalResult connectLayers(JsonObject &config);
  LogicalResult readCall(const Json &node, unsigned layer);
  LogicalResult readKeras2Call(const Json &node, unsigned layer, Call &call);
  LogicalResult readArgument(JsonObject &owner, const Json &argument,
                             Call &call);
  LogicalResult readCallOptions(JsonObject &owner, const Json &kwargs,
                                Call &call);
  LogicalResult readReference(JsonObject &owner, const Json &reference,
                              TensorRef &tensor, bool isEndpoint = false);
  LogicalResult checkCalls();
  LogicalResult readEndpoints(JsonObject &owner, const Json &value,
                              SmallVectorImpl<TensorRef> &tensors);

  Reporter &reporter;
  const Json &model;
  const ModelText *text = nullptr; ///< of the outermost model
  std::string owner;
  Location location;
  std::string prefix; ///< of layers' names
  bool trainable = true;
  Graph graph;
  llvm::StringMap<unsigned> layerIndices; ///< by name without prefix
  std::vector<FirstCall> firstCalls;      ///< by layer
};
} // namespace

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

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
    FailureOr<Graph> inner = GraphReader(reporter, entry, layer).read();
    if (failed(inner))
      return failure();
    layer.model = std::make_unique<Graph>(std::move(*inner));
  }
  firstCalls.push_back(findFirstCall(reader, layer));
  graph.layers.push_back(std::move(layer));
  return success();
}

/// Keras 3 counts a Functional model's making where it lists a model's outputs;
/// Keras 2 did so everywhere, and for Sequential models that begin with an
/// input. Sources: keras.src.models.functional, tf_keras.src.engine.functional.
GraphReader::FirstCall GraphReader::findFirstCall(JsonObject &entry,
                                                  const Layer &layer) {
  if (!layer.model)
    return {};
  unsigned first = layer.className != "Sequential";
  if (entry.find("module"))
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
  return success();
}

//===----------------------------------------------------------------------===//
// Connections
//===----------------------------------------------------------------------===//

/// Reads [layer name, call index, tensor index, ...].
LogicalResult GraphReader::readReference(JsonObject &owner,
                                         const Json &reference,
                                         TensorRef &tensor, bool isEndpoint) {
  if (!reference.is_array() || reference.size() < 3 ||
      !reference[0].is_string() || !reference[1].is_number_unsigned() ||
      !reference[2].is_number_unsigned())
    return owner.error("a tensor must be [layer name, call, 0], but is " +
                       describe(reference));
  std::string name = reference[0].get<std::string>();
  auto layer = layerIndices.find(name);
  if (layer == layerIndices.end())
    return owner.error("takes the output of layer " + quote(name) +
                       ", which the model does not have");
  const Graph *inner = graph.layers[layer->second].model.get();
  uint64_t outputs = inner ? inner->outputs.size() : 1;
  if (reference[2].get<uint64_t>() >= outputs)
    return owner.error("takes output " + describe(reference[2]) + " of layer " +
                       quote(name) + ", but " +
                       (inner ? "that has " + Twine(outputs)
                              : Twine("layers have one output, 0")));
  uint64_t call = reference[1].get<uint64_t>();
  FirstCall first = firstCalls[layer->second];
  call -=
      std::min<uint64_t>(call, isEndpoint ? first.inEndpoints : first.inCalls);
  tensor = {layer->second, static_cast<unsigned>(std::min<uint64_t>(call, ~0u)),
            static_cast<unsigned>(reference[2].get<uint64_t>())};
  return success();
}

/// Collects tensors and numbers from a Keras 3 argument: one, a list, or an
/// object of them by name, which is sorted as Keras sorts it.
LogicalResult GraphReader::readArgument(JsonObject &owner, const Json &argument,
                                        Call &call) {
  if (argument.is_array()) {
    for (const Json &element : argument)
      if (failed(readArgument(owner, element, call)))
        return failure();
    return success();
  }
  if (argument.is_object() && argument.contains("config") &&
      argument["config"].is_object() &&
      argument["config"].contains("keras_history"))
    return readReference(owner, argument["config"]["keras_history"],
                         call.inputs.emplace_back());
  if (argument.is_object() && !argument.contains("class_name")) {
    for (const Json &element : argument)
      if (failed(readArgument(owner, element, call)))
        return failure();
    return success();
  }
  if (argument.is_number()) {
    call.numbers.push_back(
        {unsigned(call.inputs.size()), argument.get<double>()});
    return success();
  }
  return owner.error("is called with " + describe(argument) +
                     ", but only outputs of other layers and numbers are "
                     "supported");
}

/// Whether there is nothing but null in a list or an object.
static bool isNone(const Json &value) {
  return value.is_null() ||
         (value.is_structured() && llvm::all_of(value, isNone));
}

LogicalResult GraphReader::readCallOptions(JsonObject &owner,
                                           const Json &kwargs, Call &call) {
  JsonObject options(reporter, owner.getLocation(), owner.getOwner(), kwargs,
                     "call argument");
  if (const Json *mask = options.find("mask"); mask && !isNone(*mask))
    return options.error("is called with a mask, which is not supported: build "
                         "the model without masks");
  if (options.find("training"))
    call.training = options.getBool("training");
  if (const Json *inputs = options.find("inputs"))
    if (failed(readArgument(owner, *inputs, call)))
      return failure();
  return options.finish();
}

/// A node of Keras 2: a list of [layer name, call, tensor, call arguments].
LogicalResult GraphReader::readKeras2Call(const Json &node, unsigned layer,
                                          Call &call) {
  JsonObject owner(reporter, graph.layers[layer].location,
                   "layer " + quote(graph.layers[layer].name),
                   *graph.layers[layer].config, "field");
  for (const Json &reference : node) {
    if (failed(readReference(owner, reference, call.inputs.emplace_back())))
      return failure();
    if (reference.size() > 3 &&
        failed(readCallOptions(owner, reference[3], call)))
      return failure();
  }
  return success();
}

LogicalResult GraphReader::readCall(const Json &node, unsigned index) {
  Call call;
  if (node.is_array()) {
    if (failed(readKeras2Call(node, index, call)))
      return failure();
  } else {
    Layer &layer = graph.layers[index];
    JsonObject reader(reporter, layer.location, "layer " + quote(layer.name),
                      node, "field");
    const Json &arguments = reader.getArray("args");
    bool isIndexed = layer.isOperation && layer.className == "GetItem" &&
                     arguments.size() == 2;
    if (isIndexed)
      call.index = &arguments[1];
    if (reporter.failed() ||
        failed(
            readArgument(reader, isIndexed ? arguments[0] : arguments, call)))
      return failure();
    if (const Json *kwargs = reader.find("kwargs"))
      if (failed(readCallOptions(reader, *kwargs, call)))
        return failure();
    // A model of Keras 3 hands its own mode to all layers, whatever their calls
    // said (its class Functional, since 3.0); it is often written here as
    // False.
    call.training.reset();
  }
  graph.layers[index].calls.push_back(std::move(call));
  return reporter.failed() ? failure() : success();
}

/// `input_layers` and `output_layers`: one reference, or a list or an object
/// of them.
LogicalResult GraphReader::readEndpoints(JsonObject &owner, const Json &value,
                                         SmallVectorImpl<TensorRef> &tensors) {
  if (value.is_object() ||
      (value.is_array() && !value.empty() && !value.front().is_string())) {
    for (const Json &element : value)
      if (failed(readEndpoints(owner, element, tensors)))
        return failure();
    return success();
  }
  return readReference(owner, value, tensors.emplace_back(),
                       /*isEndpoint=*/true);
}

LogicalResult GraphReader::connectLayers(JsonObject &config) {
  for (unsigned index = 0; index < graph.layers.size(); ++index) {
    Layer &layer = graph.layers[index];
    const Json &entry = model["config"]["layers"][index];
    JsonObject reader(reporter, layer.location, "layer " + quote(layer.name),
                      entry, "field");
    const Json &nodes = reader.getArray("inbound_nodes");
    if (reporter.failed())
      return failure();
    if (layer.className == "InputLayer") {
      if (!nodes.empty())
        return reader.error("is an input, but has \"inbound_nodes\"");
      layer.calls.emplace_back();
    }
    for (const Json &node : nodes)
      if (failed(readCall(node, index)))
        return failure();
  }

  const Json *inputs = config.find("input_layers");
  const Json *outputs = config.find("output_layers");
  if (!inputs || !outputs)
    return config.error(Twine("field ") +
                        (inputs ? "\"output_layers\"" : "\"input_layers\"") +
                        " is missing");
  SmallVector<TensorRef> inputTensors;
  if (failed(readEndpoints(config, *inputs, inputTensors)) ||
      failed(readEndpoints(config, *outputs, graph.outputs)))
    return failure();
  for (TensorRef tensor : inputTensors) {
    Layer &layer = graph.layers[tensor.layer];
    if (layer.className != "InputLayer")
      return reporter.error(layer.location,
                            "layer " + quote(layer.name) +
                                ": is listed in \"input_layers\", but is no "
                                "InputLayer");
    if (llvm::is_contained(graph.inputs, tensor.layer))
      return reporter.error(layer.location,
                            "layer " + quote(layer.name) +
                                ": is listed twice in \"input_layers\"");
    graph.inputs.push_back(tensor.layer);
  }
  return checkCalls();
}

/// Whether every call takes the outputs of calls that there are, and models
/// take as many as they have inputs.
LogicalResult GraphReader::checkCalls() {
  auto fail = [&](const Layer &layer, const Twine &message) {
    return reporter.error(layer.location,
                          "layer " + quote(layer.name) + ": " + message);
  };
  for (const Layer &layer : graph.layers)
    for (const Call &call : layer.calls) {
      for (TensorRef input : call.inputs) {
        const Layer &producer = graph.layers[input.layer];
        if (input.call >= producer.calls.size())
          return fail(layer, "takes the output of call " + Twine(input.call) +
                                 " of layer " + quote(producer.name) +
                                 ", which is called " +
                                 Twine(producer.calls.size()) + " times");
      }
      if (layer.model && call.inputs.size() != layer.model->inputs.size())
        return fail(layer, "is a model of " +
                               Twine(layer.model->inputs.size()) +
                               " inputs, but is called with " +
                               Twine(call.inputs.size()));
    }
  for (TensorRef output : graph.outputs)
    if (output.call >= graph.layers[output.layer].calls.size())
      return fail(graph.layers[output.layer],
                  "is the output, but is never called");
  return success();
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
  if (graph->outputs.size() != 1)
    return reporter.error("the model: has " + Twine(graph->outputs.size()) +
                          " outputs, but only models with one are supported");
  return inlineModels(reporter, std::move(*graph));
}
