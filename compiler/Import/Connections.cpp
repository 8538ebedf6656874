//===- Connections.cpp - How the layers of a model are connected ----------===//

#include "compiler/Import/GraphReader.h"
#include "compiler/Import/Names.h"

using namespace mlir;
using namespace anabranch::import;

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
  const Layer &producer = graph.layers[layer->second];
  const Graph *inner = producer.model.get();
  uint64_t outputs = inner ? inner->outputs.size() : 1;
  // How many an operation has is known when it is built.
  if (producer.isOperation)
    outputs = std::numeric_limits<uint32_t>::max();
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

/// Collects tensors, numbers and arrays from a Keras 3 argument: one, a list,
/// or an object of them by name, which is sorted as Keras sorts it.
LogicalResult GraphReader::readArgument(JsonObject &owner, const Json &written,
                                        Call &call) {
  const Json &argument = *unwrapArray(&written);
  if (&argument != &written && argument.is_array()) {
    call.arrays.push_back({unsigned(call.inputs.size()), &argument});
    return success();
  }
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
                     ", but only outputs of other layers, numbers and arrays "
                     "are supported");
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
  for (StringRef key :
       {"mask", "query_mask", "value_mask", "key_mask", "attention_mask"})
    if (const Json *mask = options.find(key); mask && !isNone(*mask))
      return options.error("is called with a mask, which is not supported: "
                           "build the model without masks");
  if (options.find("training"))
    call.training = options.getBool("training");
  // Of layers of attention.
  options.expect("return_attention_scores", {false},
                 "compute them with keras.ops.matmul and softmax");
  call.isCausal = options.getBool("use_causal_mask", false);
  // Some arguments may have been given by their places, the first of these.
  for (StringRef key : {"inputs", "query", "value", "key"})
    if (const Json *inputs = options.find(key))
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

LogicalResult GraphReader::readOutputs(JsonObject &owner, const Json &value) {
  auto addNames = [&](const std::optional<std::string> &key) {
    for (size_t i = graph.outputNames.size(); i < graph.outputs.size(); ++i)
      graph.outputNames.push_back(
          key.value_or(graph.layers[graph.outputs[i].layer].name));
  };
  if (!value.is_object()) {
    if (failed(readEndpoints(owner, value, graph.outputs)))
      return failure();
    addNames(std::nullopt);
  } else {
    for (const auto &[key, element] : value.items()) {
      if (failed(readEndpoints(owner, element, graph.outputs)))
        return failure();
      addNames(key);
    }
  }
  return graph.outputs.empty() ? owner.error("has no outputs") : success();
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
      failed(readOutputs(config, *outputs)))
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
      if (layer.model && !(call.numbers.empty() && call.arrays.empty()))
        return fail(layer, "is called with a number, but models take tensors");
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
