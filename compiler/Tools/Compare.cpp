//===- Compare.cpp - The command compare ----------------------------------===//
//
// Every layer's output becomes a result of the network, so that all can be
// compared after one run. Epilogue fusions survive that, since a fused kernel
// can return what is inside it; those into prologues do not. The last row is
// the network as `compile` makes it, fused in full.
//
//===----------------------------------------------------------------------===//

#include "compiler/Tools/Compare.h"

#include "compiler/Autodiff/Passes.h"
#include "compiler/Driver/CommandLine.h"
#include "compiler/Driver/Diagnostics.h"
#include "compiler/Import/KerasModel.h"
#include "compiler/Target/TargetMachine.h"
#include "compiler/Tools/ComparisonTable.h"
#include "compiler/Tools/InProcess.h"
#include "runtime/Error.h"
#include "runtime/Files/NumpyFile.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace anabranch;
using runtime::Error;
using runtime::NumpyArray;

namespace {
/// Compares one model with its reference.
class Comparison {
public:
  Comparison(const CompareOptions &options, MLIRContext &context)
      : options(options), context(context), reference(options.reference) {}

  LogicalResult run();
  /// The layers, and the network's outputs at the end.
  ArrayRef<ComparedLayer> getLayers() const { return layers; }

private:
  OwningOpRef<ModuleOp> readModel();
  void readInputs(func::FuncOp function);
  NumpyArray readOutput(const std::string &key, Value value);
  std::vector<ComparedLayer> returnLayers(ModuleOp module,
                                          func::FuncOp function);
  std::vector<ComparedLayer> findOutputs(func::FuncOp function);
  LogicalResult compare(ModuleOp module, std::vector<ComparedLayer> &layers);

  const CompareOptions &options;
  MLIRContext &context;
  runtime::ZipArchive reference;
  std::vector<NumpyArray> inputs; ///< in the order of the model's
  int64_t batchSize = 0;
  std::vector<ComparedLayer> layers;
};
} // namespace

static std::string getInputName(StringRef layer) {
  return ("input/" + layer).str();
}
static std::string getOutputName(StringRef layer) {
  return ("output/" + layer).str();
}

OwningOpRef<ModuleOp> Comparison::readModel() {
  import::ImportOptions importOptions;
  importOptions.weights = options.weights;
  OwningOpRef<ModuleOp> module =
      import::importKerasModel(options.model, importOptions, context);
  if (!module)
    return nullptr;
  for (auto parameter : module->getOps<nn::ParameterOp>())
    if (!parameter.getValue())
      throw Error(options.model, "has no weights to compute with",
                  "give a .keras file, or --weights");
  // Without a loss there is nothing but inference.
  for (StringRef name : {"nn.loss", "nn.optimizer", "nn.metrics"})
    (*module)->removeAttr(name);
  return module;
}

void Comparison::readInputs(func::FuncOp function) {
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    auto name = function.getArgAttrOfType<StringAttr>(i, "nn.name");
    std::string key = getInputName(name.getValue());
    NumpyArray array = readNpz(reference, key);
    auto type = cast<RankedTensorType>(function.getArgument(i).getType());
    bool fits = array.shape.size() == static_cast<size_t>(type.getRank()) &&
                array.shape[0] > 0 && (i == 0 || array.shape[0] == batchSize) &&
                ArrayRef<int64_t>(array.shape).drop_front() ==
                    type.getShape().drop_front();
    if (!fits)
      throw Error(npzSubject(reference, key), "is no batch for this model",
                  "record it from the same model");
    batchSize = array.shape[0];
    inputs.push_back(std::move(array));
  }
}

/// An output in the reference, which has to have the value's shape.
NumpyArray Comparison::readOutput(const std::string &key, Value value) {
  NumpyArray expected = readNpz(reference, key);
  SmallVector<int64_t> shape(
      cast<RankedTensorType>(value.getType()).getShape());
  shape[0] = batchSize;
  if (ArrayRef<int64_t>(expected.shape) != ArrayRef<int64_t>(shape))
    throw Error(npzSubject(reference, key), "is no such output of this model",
                "record it from the same model");
  return expected;
}

/// Makes the function return the outputs of all layers that the reference has.
/// A layer's output is what its last op computes; one that has no op passes its
/// input on.
std::vector<ComparedLayer> Comparison::returnLayers(ModuleOp module,
                                                    func::FuncOp function) {
  // In the order in which they are computed, since the first to go wrong
  // counts.
  llvm::MapVector<StringRef, Value> outputs;
  for (Operation &op : function.front().without_terminator())
    if (auto name = op.getLoc()->findInstanceOf<NameLoc>();
        name && op.getNumResults() == 1) {
      outputs.erase(name.getName().getValue());
      outputs[name.getName().getValue()] = op.getResult(0);
    }
  llvm::StringMap<StringRef> types;
  auto rows = module->getAttrOfType<ArrayAttr>("nn.layers");
  for (auto row : rows.getAsRange<nn::LayerAttr>())
    types[row.getName()] = row.getType();
  std::vector<ComparedLayer> result;
  SmallVector<Value> values;
  for (auto [layer, value] : outputs) {
    if (!npzContains(reference, getOutputName(layer)))
      continue;
    result.push_back({layer.str(), types.lookup(layer).str(),
                      readOutput(getOutputName(layer), value)});
    values.push_back(value);
  }
  if (result.empty())
    throw Error(options.reference, "has no outputs of this model's layers",
                "record it with scripts/record-reference");
  function.front().getTerminator()->setOperands(values);
  function.removeResAttrsAttr();
  function.setType(FunctionType::get(&context, function.getArgumentTypes(),
                                     ValueRange(values).getTypes()));
  return result;
}

/// The outputs that the network has in any case.
std::vector<ComparedLayer> Comparison::findOutputs(func::FuncOp function) {
  std::vector<ComparedLayer> result;
  Operation *end = function.front().getTerminator();
  for (auto [index, value] : llvm::enumerate(end->getOperands())) {
    auto name = function.getResultAttrOfType<StringAttr>(index, "nn.name");
    result.push_back({name.str(), "the whole network",
                      readOutput("network/" + std::to_string(index), value)});
  }
  return result;
}

/// Runs the only function of `module`, fused and unfused.
LogicalResult Comparison::compare(ModuleOp module,
                                  std::vector<ComparedLayer> &compared) {
  std::string error;
  std::unique_ptr<llvm::TargetMachine> machine =
      target::makeTargetMachine(options.cpu, error);
  if (!machine) {
    reportError(error);
    return failure();
  }
  pipelines::CompileOptions compile;
  compile.algorithm = options.algorithm;
  compile.vectorUnit = target::getVectorUnit(*machine);
  auto function = *module.getOps<func::FuncOp>().begin();
  for (bool isFused : {false, true}) {
    compile.fusions =
        *pipelines::FusionList::parse(isFused ? "all" : "none", error);
    std::unique_ptr<target::JitProgram> program = compileInProcess(
        module, function.getSymName(), batchSize, *machine, compile);
    if (!program)
      return failure();
    for (auto [tensor, array] : llvm::zip_equal(program->getInputs(), inputs))
      for (auto [index, number] :
           llvm::enumerate(view<float>(program->getBytes(tensor))))
        number = static_cast<float>(array.number(static_cast<int64_t>(index)));
    program->setStepValues(/*learningRate=*/0, /*iteration=*/0,
                           /*isDouble=*/false);
    if (failed(program->run()))
      return failure();
    for (auto [tensor, layer] :
         llvm::zip_equal(program->getOutputs(), compared))
      (isFused ? layer.fusedError : layer.unfusedError) =
          findError(view<float>(program->getBytes(tensor)), layer.expected);
  }
  return success();
}

LogicalResult Comparison::run() {
  OwningOpRef<ModuleOp> whole = readModel();
  if (!whole)
    return failure();
  // Layers are found before anything moves.
  OwningOpRef<ModuleOp> byLayer(whole->clone());
  PassManager building(&context), tidying(&context), training(&context);
  building.addPass(autodiff::createBuildProgramsPass());
  tidying.addPass(createCanonicalizerPass());
  tidying.addPass(createCSEPass());
  pipelines::buildTrainPipeline(training);
  if (failed(building.run(*byLayer)) || failed(training.run(*whole)))
    return failure();
  auto layered = byLayer->lookupSymbol<func::FuncOp>("predict");
  auto network = whole->lookupSymbol<func::FuncOp>("predict");
  readInputs(network);
  layers = returnLayers(*byLayer, layered);
  std::vector<ComparedLayer> ends = findOutputs(network);
  // Under its own name it would be compiled for single examples too.
  layered.setSymName("layers");
  network.setSymName("network");
  if (failed(tidying.run(*byLayer)) || failed(compare(*byLayer, layers)) ||
      failed(compare(*whole, ends)))
    return failure();
  std::move(ends.begin(), ends.end(), std::back_inserter(layers));
  return success();
}

CompareCommand::CompareCommand(CLI::App &app)
    : command(app.add_subcommand(
          "compare", "Compares each layer with what Keras computes")) {
  command->add_option("model", options.model, "MODEL.keras, .h5 or .json")
      ->required();
  command
      ->add_option("--reference", options.reference,
                   ".npz file that scripts/record-reference wrote")
      ->required();
  command->add_option("--weights", options.weights,
                      "FILE.weights.h5, in place of the model's own");
  command->add_option("--tolerance", options.tolerance,
                      "largest error, as a part of a layer's largest number "
                      "(1e-4)");
  addAlgorithm(*command, options.algorithm);
  command->add_option("--march", options.cpu,
                      "native, or a CPU that LLVM knows");
}

LogicalResult CompareCommand::run() const {
  DialectRegistry registry;
  pipelines::registerDialects(registry);
  MLIRContext context(registry);
  ScopedDiagnosticHandler diagnostics(&context, [&](Diagnostic &diagnostic) {
    printDiagnostic(diagnostic, {options.model, options.weights});
    return success();
  });
  Comparison comparison(options, context);
  return success(
      succeeded(comparison.run()) &&
      printComparison(comparison.getLayers(), options, llvm::outs()));
}
