//===- ModelBuilder.cpp - From layers to the nn dialect -------------------===//

#include "compiler/Import/ModelBuilder.h"

#include "compiler/Import/Hdf5Weights.h"
#include "compiler/Import/Hints.h"
#include "compiler/Import/InputScaling.h"

#include "mlir/IR/AsmState.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

ModelBuilder::ModelBuilder(Reporter &reporter, const Graph &graph,
                           MLIRContext &context)
    : reporter(reporter), graph(graph),
      builder(reporter.getFileLocation(), &context) {
  context.loadDialect<func::FuncDialect, nn::NNDialect>();
  module = ModuleOp::create(builder.getLoc(), StringRef(graph.name));
  builder.setInsertionPointToEnd(module->getBody());
  function =
      func::FuncOp::create(builder, "model", builder.getFunctionType({}, {}));
  builder.setInsertionPointToStart(function.addEntryBlock());
}

void ModelBuilder::makeRoom(unsigned layer) {
  values.resize(graph.layers.size());
  variables.resize(graph.layers.size());
  values[layer].resize(graph.layers[layer].calls.size());
}

/// The value that a layer takes, or the model returns if no layer is given;
/// null after an error.
Value ModelBuilder::findValue(TensorRef tensor, const Layer *user) {
  ArrayRef<Value> computed = outputsOf(tensor);
  if (tensor.output < computed.size())
    return computed[tensor.output];
  std::string message = ("takes output " + Twine(tensor.output) + " of layer " +
                         quote(graph.layers[tensor.layer].name) +
                         ", but that has " + Twine(computed.size()))
                            .str();
  (void)(user ? reporter.error(user->location,
                               "layer " + quote(user->name) + ": " + message)
              : reporter.error("the model: " + message));
  return {};
}

/// What a layer computes with has to be float32, which policies of mixed
/// precision keep the weights in.
LogicalResult ModelBuilder::checkPolicy(JsonObject &arguments) {
  const Json *type = arguments.find("dtype");
  static const Json none = Json::object();
  const Json *config = &none;
  if (type && type->is_object())
    if (auto found = type->find("config");
        found != type->end() && found->is_object())
      config = &*found;
  // Weights of a quantized layer are whole numbers with a scale. Versions of
  // Keras say so in different places.
  if (config->contains("mode") || arguments.find("quantization_config"))
    return arguments.error("is quantized, which is not supported: save the "
                           "model before quantize()");
  if (auto name = config->find("name"); name != config->end())
    type = &*name;
  if (!type || *type == "float32")
    return success();
  if (*type != "mixed_float16" && *type != "mixed_bfloat16")
    return arguments.error("argument \"dtype\" is " + describe(*type) +
                           ", which is not supported: build the model in "
                           "float32");
  mixedPolicy = type->get<std::string>();
  return success();
}

/// Puts scalars for the numbers of a call among its inputs.
LogicalResult ModelBuilder::addConstants(const Layer &layer, const Call &call,
                                         const LayerBuilder &layerBuilder,
                                         SmallVectorImpl<Value> &inputs) {
  auto fail = [&](const Twine &message) {
    return reporter.error(layer.location,
                          "layer " + quote(layer.name) + ": " + message);
  };
  if (!layer.isOperation && !(call.numbers.empty() && call.arrays.empty()))
    return fail("is called with a number, but layers take tensors");
  if (!call.arrays.empty()) {
    if (!layerBuilder.takesArrays)
      return fail("is called with an array, which only + - * / are supported "
                  "with");
    if (call.arrays.size() != 1 || !call.numbers.empty() || inputs.size() != 1)
      return fail("needs exactly one tensor besides the array");
  }
  // The last go in first, so that places stay right.
  for (auto [place, number] : llvm::reverse(call.numbers))
    inputs.insert(inputs.begin() + place, buildScalar(builder, number));
  return success();
}

LogicalResult ModelBuilder::addCall(TensorRef tensor) {
  makeRoom(tensor.layer);
  const Layer &layer = graph.layers[tensor.layer];
  const Call &call = layer.calls[tensor.call];
  if (layer.className == "InputLayer")
    return call.inputs.empty() ? success() : passInput(layer, tensor);
  const LayerBuilder *layerBuilder = findLayerBuilder(layer);
  if (!layerBuilder)
    return reporter.error(
        layer.location, "layer " + quote(layer.name) + ": " +
                            (layer.isOperation ? "operation " : "layer type ") +
                            quote(layer.className) +
                            " is not supported: " + findHint(layer));

  SmallVector<Value> inputs;
  for (TensorRef input : call.inputs) {
    inputs.push_back(findValue(input, &layer));
    if (!inputs.back())
      return failure();
  }
  builder.setLoc(layer.location);
  if (call.isCausal && !layerBuilder->mayBeCausal)
    return reporter.error(layer.location,
                          "layer " + quote(layer.name) +
                              ": is called with \"use_causal_mask\", which "
                              "only layers of attention have");
  if (failed(addConstants(layer, call, *layerBuilder, inputs)))
    return failure();
  JsonObject arguments(reporter, layer.location, "layer " + quote(layer.name),
                       *layer.config);
  arguments.ignore({"name", "trainable", "batch_input_shape", "build_config",
                    "autocast", "shared_object_id"});
  if (failed(checkPolicy(arguments)))
    return failure();
  LayerCall layerCall(builder, arguments, layer.className, layer.name, inputs,
                      variables[tensor.layer]);
  layerCall.trainable = layer.trainable && arguments.getBool("trainable", true);
  layerCall.training = call.training;
  layerCall.isCausal = call.isCausal;
  layerCall.index = call.index;
  if (!call.arrays.empty()) {
    layerCall.isArrayFirst = call.arrays.front().first == 0;
    layerCall.array = call.arrays.front().second;
  }
  layerCall.isKeras2 = graph.isKeras2;
  nn::RegularizerAttr regularizer =
      readRegularizer(arguments, "activity_regularizer");
  Value result = layerBuilder->build(layerCall);
  if (result && regularizer)
    regularizeActivity(layerCall, result, regularizer);
  if (!result || failed(arguments.finish()))
    return failure();
  outputsOf(tensor) = {result};
  outputsOf(tensor).append(layerCall.furtherOutputs);
  return success();
}

LogicalResult ModelBuilder::finishFunction() {
  llvm::StringSet<> names;
  if (graph.outputs.size() > 1)
    for (unsigned index : graph.inputs)
      names.insert(graph.layers[index].name);
  SmallVector<Value> returned;
  for (auto [tensor, name] :
       llvm::zip_equal(graph.outputs, graph.outputNames)) {
    // Data and figures tell inputs and outputs apart by their names.
    if (!names.insert(name).second)
      return reporter.error(
          "the model: has two inputs or outputs of the name " + quote(name) +
          ": put a layer of another name behind one");
    returned.push_back(findValue(tensor, nullptr));
    if (!returned.back())
      return failure();
    outputs.push_back({name, returned.back()});
  }
  builder.setLoc(graph.layers[graph.outputs.front().layer].location);
  func::ReturnOp::create(builder, returned);
  function.setType(builder.getFunctionType(function.front().getArgumentTypes(),
                                           ValueRange(returned).getTypes()));
  for (auto [number, index] : llvm::enumerate(graph.inputs))
    function.setArgAttr(number, "nn.name",
                        builder.getStringAttr(graph.layers[index].name));
  for (auto [index, output] : llvm::enumerate(outputs))
    function.setResultAttr(index, "nn.name",
                           builder.getStringAttr(output.name));
  return success();
}

LogicalResult ModelBuilder::declareParameters(const Hdf5Weights *weights) {
  builder.setInsertionPointToStart(module->getBody());
  for (auto [layer, declared] : llvm::zip_equal(graph.layers, variables))
    for (auto [index, variable] : llvm::enumerate(declared)) {
      builder.setLoc(layer.location);
      std::string name = layer.name + "/" + variable.name;
      ElementsAttr value;
      if (!variable.given.empty()) {
        value = DenseElementsAttr::get(variable.type,
                                       ArrayRef<float>(variable.given));
      } else if (weights) {
        FailureOr<std::vector<float>> numbers = weights->read(
            layer, variable.name, static_cast<unsigned>(index), variable.type);
        if (failed(numbers))
          return failure();
        places.push_back(
            {name, weights->findVariable(layer, variable.name,
                                         static_cast<unsigned>(index))});
        value = cast<ElementsAttr>(Attribute(DenseResourceElementsAttr::get(
            variable.type, name,
            HeapAsmResourceBlob::allocateAndCopyInferAlign<float>(*numbers))));
      }
      nn::ParameterOp::create(builder, name, variable.kind, variable.type,
                              variable.initializer, value,
                              variable.regularizer);
    }
  return success();
}

Attribute ModelBuilder::makeSummaryRow(unsigned index) {
  const Layer &layer = graph.layers[index];
  int64_t count = 0;
  for (const Variable &variable : variables[index])
    count += variable.given.empty() ? variable.type.getNumElements() : 0;
  std::string inputs, shape;
  SmallVector<unsigned> seen;
  for (const Call &call : layer.calls)
    for (TensorRef input : call.inputs)
      if (!llvm::is_contained(seen, input.layer)) {
        seen.push_back(input.layer);
        inputs += (inputs.empty() ? "" : ",") + graph.layers[input.layer].name;
      }
  for (ArrayRef<Value> computed : values[index])
    if (!computed.empty() && shape.empty())
      shape = printShape(computed.front().getType());
  return nn::LayerAttr::get(builder.getContext(), layer.name, layer.className,
                            shape, inputs, count);
}

LogicalResult ModelBuilder::build(const Hdf5Weights *weights) {
  FailureOr<std::vector<TensorRef>> order = sortCalls(reporter, graph);
  if (failed(order))
    return failure();
  for (unsigned index = 0; index < graph.layers.size(); ++index)
    makeRoom(index);
  for (unsigned index : graph.inputs)
    if (failed(addInput(index)))
      return failure();
  for (TensorRef call : *order)
    if (failed(addCall(call)))
      return failure();
  if (failed(finishFunction()))
    return failure();
  if (failed(declareParameters(weights)))
    return failure();
  SmallVector<Attribute> rows;
  for (unsigned index = 0; index < graph.layers.size(); ++index)
    rows.push_back(makeSummaryRow(index));
  (*module)->setAttr("nn.layers", builder.getArrayAttr(rows));
  SmallVector<bool> isScaled = findScaledInputs(graph);
  if (llvm::is_contained(isScaled, true))
    (*module)->setAttr("nn.raw_inputs",
                       builder.getDenseBoolArrayAttr(isScaled));
  if (!mixedPolicy.empty())
    reporter.warning(reporter.getFileLocation(),
                     "has layers of the policy " + mixedPolicy +
                         ", which compute in float32 here: for a GPU or a CPU "
                         "with AMX, --precision=bf16 is the faster choice");
  return success();
}
