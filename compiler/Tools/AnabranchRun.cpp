//===- AnabranchRun.cpp - Runs functions of nn ops, for the tests ---------===//
//
// Compiles a file of nn functions as the driver does, runs them in this
// process, and prints their results or checks their gradients. Arguments get
// their values from the attribute `nn.value`, a dense constant whose first
// dimension is the batch, or else from a fixed sequence of pseudo-random
// numbers.
//
//===----------------------------------------------------------------------===//

#include "compiler/Autodiff/Passes.h"
#include "compiler/Target/DeviceCode.h"
#include "compiler/Target/TargetMachine.h"
#include "compiler/Tools/InProcess.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/SourceMgr.h"

#include <cmath>

using namespace mlir;
using namespace anabranch;
using kernel::PlacedTensorAttr;

static llvm::cl::opt<std::string> file(llvm::cl::Positional,
                                       llvm::cl::desc("FILE.mlir"),
                                       llvm::cl::init("-"));
static llvm::cl::opt<std::string>
    entry("entry", llvm::cl::desc("the function to run (default: all)"));
static llvm::cl::opt<bool> checkGradientsOption(
    "check-gradients",
    llvm::cl::desc("compare the functions' gradients with finite differences"));
static llvm::cl::opt<std::string>
    fuse("fuse", llvm::cl::desc("fusions, as for anabranch compile"),
         llvm::cl::init("all"));
static llvm::cl::opt<std::string>
    algorithm("algorithm", llvm::cl::desc("as for anabranch compile"),
              llvm::cl::init("auto"));
static llvm::cl::opt<std::string> reference(
    "reference",
    llvm::cl::desc(
        "a function, perhaps of another precision, whose results by "
        "the CPU's direct convolutions the others' must be close to"));
static llvm::cl::opt<double>
    tolerance("tolerance",
              llvm::cl::desc("largest error, as a part of the largest result"),
              llvm::cl::init(1e-6));
static llvm::cl::opt<std::string> cpu("march",
                                      llvm::cl::desc("the CPU to compile for"),
                                      llvm::cl::init("native"));
static llvm::cl::opt<pipelines::Target> targetOption(
    "target", llvm::cl::desc("what to compile for"),
    llvm::cl::values(clEnumValN(pipelines::Target::CPU, "cpu", "this CPU"),
                     clEnumValN(pipelines::Target::CUDA, "cuda",
                                "a GPU, which is emulated")),
    llvm::cl::init(pipelines::Target::CPU));
static llvm::cl::opt<std::string>
    chip("chip",
         llvm::cl::desc("the GPU whose code is emulated: sm_80 or sm_90a"),
         llvm::cl::init("sm_80"));
static llvm::cl::opt<pipelines::Precision>
    precision("precision", llvm::cl::desc("as for anabranch compile"),
              llvm::cl::values(clEnumValN(pipelines::Precision::F32, "f32",
                                          "single precision"),
                               clEnumValN(pipelines::Precision::BF16, "bf16",
                                          "images and products")),
              llvm::cl::init(pipelines::Precision::F32));
static llvm::cl::opt<int64_t>
    batch("batch", llvm::cl::desc("examples, if no argument's value says"),
          llvm::cl::init(2));

/// Numbers in [-1, 1) that are the same everywhere (Steele et al., SplitMix64).
static double drawNumber(uint64_t &state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1;
}

static void setInput(target::JitProgram &program, PlacedTensorAttr tensor,
                     DenseElementsAttr value, uint64_t &state) {
  MutableArrayRef<char> bytes = program.getBytes(tensor);
  Type element = tensor.getType().getElementType();
  auto fill = [&](auto zero) {
    using T = decltype(zero);
    MutableArrayRef<T> numbers = view<T>(bytes);
    if (value) {
      for (auto [number, constant] :
           llvm::zip_equal(numbers, value.getValues<T>()))
        number = constant;
      return;
    }
    for (T &number : numbers)
      number = static_cast<T>(drawNumber(state));
  };
  if (element.isF32())
    fill(0.0F);
  else if (element.isF64())
    fill(0.0);
  else
    fill(int32_t(0));
}

static void printTensor(target::JitProgram &program, PlacedTensorAttr tensor) {
  MutableArrayRef<char> bytes = program.getBytes(tensor);
  Type element = tensor.getType().getElementType();
  llvm::outs() << tensor.getType() << ":";
  auto print = [&](auto zero) {
    for (auto number : view<decltype(zero)>(bytes))
      llvm::outs() << llvm::format(" %.6g", static_cast<double>(number));
  };
  if (element.isF32())
    print(0.0F);
  else if (element.isF64())
    print(0.0);
  else
    print(int32_t(0));
  llvm::outs() << "\n";
}

namespace {
/// The function to run and its arguments' values.
struct Entry {
  func::FuncOp function;
  SmallVector<DenseElementsAttr> values;
  int64_t batchSize;
  /// Whether it computes in double precision, the step's numbers included.
  bool isDouble;
};
} // namespace

static Entry getEntry(func::FuncOp function) {
  Entry result{function, {}, batch, false};
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    result.values.push_back(
        function.getArgAttrOfType<DenseElementsAttr>(i, "nn.value"));
    auto type = cast<ShapedType>(function.getArgument(i).getType());
    result.isDouble |= type.getElementType().isF64();
    if (result.values.back() && !type.hasStaticShape())
      result.batchSize = result.values.back().getType().getDimSize(0);
  }
  return result;
}

static void setInputs(target::JitProgram &program, const Entry &entry) {
  uint64_t state = 1;
  for (auto [index, tensor] : llvm::enumerate(program.getInputs()))
    setInput(program, tensor,
             index < entry.values.size() ? entry.values[index]
                                         : DenseElementsAttr(),
             state);
  program.setStepValues(/*learningRate=*/0.1, /*iteration=*/0, entry.isDouble);
}

/// Sum of the results times the seeds, which are the gradient function's last
/// inputs.
static double getSeededSum(target::JitProgram &forward,
                           target::JitProgram &backward) {
  double sum = 0;
  auto seeds = backward.getInputs().take_back(forward.getOutputs().size());
  for (auto [output, seed] : llvm::zip_equal(forward.getOutputs(), seeds))
    for (auto [value, weight] :
         llvm::zip_equal(view<double>(forward.getBytes(output)),
                         view<double>(backward.getBytes(seed))))
      sum += value * weight;
  return sum;
}

/// The larger error, of which NaN is the largest.
static double getWorse(double error, double difference) {
  bool isLess = std::abs(difference) <= error || std::isnan(error);
  return isLess ? error : std::abs(difference);
}

/// Compares gradients with central differences: in double precision their error
/// is h^2 from the third derivative and 1e-16 / h from rounding, both about
/// 1e-10 for h = 1e-5, far below the tolerance.
static LogicalResult checkGradients(ModuleOp module, const Entry &entry,
                                    llvm::TargetMachine &machine,
                                    const pipelines::CompileOptions &options) {
  constexpr double step = 1e-5, tolerance = 1e-6;
  func::FuncOp function = entry.function;
  std::string name = function.getSymName().str();
  std::unique_ptr<target::JitProgram> forward =
      compileInProcess(module, name, entry.batchSize, machine, options);
  PassManager manager(module.getContext());
  autodiff::DifferentiateFunctionPassOptions differentiate;
  differentiate.function = name;
  manager.addPass(autodiff::createDifferentiateFunctionPass(differentiate));
  if (!forward || failed(manager.run(module)))
    return failure();
  auto gradients = module.lookupSymbol<func::FuncOp>(name + "_gradients");
  std::unique_ptr<target::JitProgram> backward = compileInProcess(
      module, gradients.getSymName(), entry.batchSize, machine, options);
  if (!backward)
    return failure();
  setInputs(*backward, entry);
  // The seeds may be overwritten while it runs, as any input.
  backward->run();
  auto outputs = backward->getOutputs();
  SmallVector<std::vector<double>> computed;
  for (PlacedTensorAttr output : outputs) {
    auto values = view<double>(backward->getBytes(output));
    computed.emplace_back(values.begin(), values.end());
  }
  setInputs(*backward, entry);

  bool correct = true;
  for (auto [index, values] : llvm::enumerate(computed)) {
    int64_t argument =
        gradients.getResultAttrOfType<IntegerAttr>(index, "nn.argument")
            .getInt();
    double largest = 0, worst = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      auto evaluate = [&](double change) {
        setInputs(*forward, entry);
        view<double>(forward->getBytes(forward->getInputs()[argument]))[i] +=
            change;
        forward->run();
        return getSeededSum(*forward, *backward);
      };
      double expected = (evaluate(step) - evaluate(-step)) / (2 * step);
      largest = std::max(largest, std::abs(expected));
      worst = getWorse(worst, expected - values[i]);
    }
    bool matches = worst <= tolerance * std::max(largest, 1.0);
    correct &= matches;
    llvm::outs() << "argument " << argument << ": "
                 << (matches ? "gradient matches" : "GRADIENT DIFFERS")
                 << " in " << values.size() << " elements";
    if (!matches)
      llvm::outs() << llvm::format(" by up to %g of %g", worst, largest);
    llvm::outs() << "\n";
  }
  return success(correct && !computed.empty());
}

static std::vector<double> getNumbers(target::JitProgram &program) {
  std::vector<double> numbers;
  for (PlacedTensorAttr tensor : program.getOutputs()) {
    MutableArrayRef<char> bytes = program.getBytes(tensor);
    auto append = [&](auto values) {
      numbers.insert(numbers.end(), values.begin(), values.end());
    };
    if (tensor.getType().getElementType().isF32())
      append(view<float>(bytes));
    else
      append(view<double>(bytes));
  }
  return numbers;
}

/// Compares a function's results with those of `reference`, which gets the same
/// pseudo-random inputs.
static LogicalResult checkReference(ModuleOp module,
                                    target::JitProgram &program,
                                    const Entry &entry,
                                    llvm::TargetMachine &machine,
                                    const pipelines::CompileOptions &options) {
  auto function = module.lookupSymbol<func::FuncOp>(reference);
  if (!function)
    return module.emitError("there is no function '") << reference << "'";
  pipelines::CompileOptions direct = options;
  direct.algorithm = "direct";
  direct.target = pipelines::Target::CPU;
  direct.precision = pipelines::Precision::F32;
  Entry other = getEntry(function);
  std::unique_ptr<target::JitProgram> expected =
      compileInProcess(module, reference, entry.batchSize, machine, direct);
  if (!expected)
    return failure();
  setInputs(*expected, other);
  expected->run();
  double largest = 0, error = 0;
  for (auto [value, correct] :
       llvm::zip_equal(getNumbers(program), getNumbers(*expected))) {
    largest = std::max(largest, std::abs(correct));
    error = getWorse(error, value - correct);
  }
  bool isClose = error <= tolerance * largest;
  llvm::outs() << (isClose ? "close to" : "NOT CLOSE TO") << " @" << reference
               << llvm::format(": error %.1e of the largest result\n",
                               error / largest);
  return success(isClose);
}

static LogicalResult run() {
  std::string error;
  DialectRegistry registry;
  pipelines::registerDialects(registry);
  MLIRContext context(registry);
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler diagnostics(sources, &context);
  auto fail = [&](const Twine &message) {
    llvm::errs() << "error: " << message << "\n";
    return failure();
  };
  auto input = openInputFile(file, &error);
  if (!input)
    return fail(error);
  sources.AddNewSourceBuffer(std::move(input), llvm::SMLoc());
  auto module = parseSourceFile<ModuleOp>(sources, &context);
  if (!module)
    return failure();
  std::unique_ptr<llvm::TargetMachine> machine =
      target::makeTargetMachine(cpu, error);
  if (!machine)
    return fail(error);
  pipelines::CompileOptions options;
  std::optional<pipelines::FusionList> fusions =
      pipelines::FusionList::parse(fuse, error);
  if (!fusions)
    return fail(error);
  options.fusions = *fusions;
  options.target = targetOption;
  options.precision = precision;
  options.algorithm = algorithm;
  options.vectorUnit = target::getVectorUnit(*machine);
  options.deviceUnit = target::getDeviceUnit(chip);

  bool found = false;
  for (auto function : llvm::to_vector(module->getOps<func::FuncOp>())) {
    if (!entry.empty() && function.getSymName() != entry)
      continue;
    found = true;
    Entry arguments = getEntry(function);
    llvm::outs() << "@" << function.getSymName() << "\n";
    if (checkGradientsOption) {
      if (failed(checkGradients(*module, arguments, *machine, options)))
        return failure();
      continue;
    }
    std::unique_ptr<target::JitProgram> program = compileInProcess(
        *module, function.getSymName(), arguments.batchSize, *machine, options);
    if (!program)
      return failure();
    setInputs(*program, arguments);
    program->run();
    if (!reference.empty()) {
      if (failed(
              checkReference(*module, *program, arguments, *machine, options)))
        return failure();
      continue;
    }
    for (PlacedTensorAttr tensor : program->getOutputs())
      printTensor(*program, tensor);
  }
  return found ? success()
               : fail("there is no function '" + entry + "' to run");
}

int main(int argc, char **argv) {
  registerAsmPrinterCLOptions();
  registerMLIRContextCLOptions();
  registerPassManagerCLOptions();
  llvm::cl::ParseCommandLineOptions(argc, argv, "Runs functions of nn ops\n");
  return failed(run());
}
