//===- Description.cpp - A model while it is described --------------------===//

#include "compiler/Functional/Description.h"

#include "compiler/Functional/KerasOrder.h"
#include "compiler/Import/Training/CompileConfig.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::functional;
using import::Json;
using import::quote;

static DialectRegistry getDialects() {
  DialectRegistry registry;
  pipelines::registerDialects(registry);
  return registry;
}

static import::Graph makeGraph(const std::string &name) {
  import::Graph graph;
  graph.name = name;
  return graph;
}

Description::Description(const std::string &name)
    : context(getDialects()), reporter(context, name), graph(makeGraph(name)),
      builder(reporter, graph, context) {
  context.getDiagEngine().registerHandler([](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      reportError(diagnostic.str());
    return success();
  });
}

LogicalResult Description::error(unsigned layer, const Twine &message) {
  return reporter.error(graph.layers[layer].location,
                        "layer " + quote(graph.layers[layer].name) + ": " +
                            message);
}

std::string Description::makeName(StringRef className) {
  std::string base = import::toSnakeCase(className), name;
  do {
    unsigned count = counts[base]++;
    name = count == 0 ? base : base + "_" + std::to_string(count);
  } while (names.contains(name));
  return name;
}

unsigned Description::append(const std::string &className, Arguments arguments,
                             const std::string &name, SourceLine line) {
  bool isOperation = StringRef(className).starts_with("ops.");
  std::string shortName = isOperation ? className.substr(4) : className;
  std::string layerName = name.empty() ? makeName(shortName) : name;
  Location place = FileLineColLoc::get(&context, line.file, line.line, 1);
  place = NameLoc::get(StringAttr::get(&context, layerName), place);
  configs.push_back(arguments.is_null() ? Json::object()
                                        : std::move(arguments));
  auto index = static_cast<unsigned>(graph.layers.size());
  graph.layers.emplace_back(layerName, shortName, &configs.back(), place);
  graph.layers.back().isOperation = isOperation;
  if (!names.insert(layerName).second)
    (void)error(index, "is the second layer of this name: rename one");
  return index;
}

Tensor Description::addInput(const std::vector<int64_t> &shape,
                             const std::string &name, SourceLine line) {
  Json batchShape = shape;
  batchShape.insert(batchShape.begin(), nullptr);
  unsigned layer =
      append("InputLayer", {{"batch_shape", batchShape}}, name, line);
  graph.layers[layer].calls.emplace_back();
  if (reporter.failed() || failed(builder.addInput(layer)))
    return {};
  graph.inputs.push_back(layer);
  return Tensor(this, layer, 0);
}

Layer Description::addLayer(const std::string &className,
                            const Arguments &arguments, const std::string &name,
                            SourceLine line) {
  unsigned layer = append(className, arguments, name, line);
  if (className == "InputLayer")
    (void)error(layer, "is an input: describe it with Model::input");
  return Layer(this, layer);
}

Tensor Description::addCall(unsigned layer, const std::vector<Tensor> &inputs) {
  import::Call call;
  for (const Tensor &input : inputs) {
    if (!reporter.failed() && input.description != this)
      (void)error(layer, input.description
                             ? "is called with a tensor of another model"
                             : "is called with a Tensor() that no layer has "
                               "computed");
    call.inputs.push_back({input.layer, input.call});
  }
  if (reporter.failed())
    return {};
  std::vector<import::Call> &calls = graph.layers[layer].calls;
  auto index = static_cast<unsigned>(calls.size());
  calls.push_back(std::move(call));
  if (failed(builder.addCall({layer, index})))
    return {};
  return Tensor(this, layer, index);
}

void Description::setOutput(Tensor tensor) {
  if (tensor.description != this) {
    (void)reporter.error("the output is no tensor of this model");
    return;
  }
  graph.outputs = {{tensor.layer, tensor.call}};
  graph.outputNames = {graph.layers[tensor.layer].name};
  hasOutput = true;
}

void Description::setTraining(const Training &training) {
  Json metrics = Json::array();
  for (const Named &metric : training.metrics)
    metrics.push_back(metric.getValue());
  model["compile_config"] = {{"optimizer", training.optimizer.getValue()},
                             {"loss", training.loss.getValue()},
                             {"metrics", metrics}};
}

Description *Description::find(const std::vector<Tensor> &tensors) {
  for (const Tensor &tensor : tensors)
    if (tensor.description)
      return tensor.description;
  return nullptr;
}

std::vector<int64_t> Description::getShape(const Tensor &tensor) {
  Value value = builder.getValue({tensor.layer, tensor.call});
  return cast<RankedTensorType>(value.getType()).getShape().drop_front().vec();
}

OwningOpRef<ModuleOp> Description::build(const import::ImportOptions &options) {
  import::Graph sorted = sortAsKeras(graph);
  import::ModelBuilder whole(reporter, sorted, context);
  if (failed(whole.build(/*weights=*/nullptr)))
    return nullptr;
  OwningOpRef<ModuleOp> module = whole.takeModule();
  if (failed(import::readCompileConfig(reporter, model, options,
                                       whole.getOutputs(), *module)))
    return nullptr;
  return module;
}

LogicalResult Description::emit(CommandLine options, const char *program) {
  if (!hasOutput)
    (void)reporter.error("the model has no output: name it with Model::output");
  if (reporter.failed())
    return failure();
  options.model = graph.name;
  options.libraries = ANABRANCH_RUNTIME_FOLDER;
  return Driver(options, program).run(context, [&] {
    return build(options.import);
  });
}
