//===- AnabranchRun.cpp - Runs functions of nn ops, for the tests ---------===//
//
// Compiles a file of nn functions as the driver does, runs one of them in this
// process, and prints its results. Arguments get their values from the attribute
// `nn.value`, a dense constant whose first dimension is the batch, or else from a fixed
// sequence of pseudo-random numbers.
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/JitProgram.h"
#include "compiler/Target/TargetMachine.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace anabranch;
using kernel::PlacedTensorAttr;

static llvm::cl::opt<std::string> file(llvm::cl::Positional,
                                       llvm::cl::desc("FILE.mlir"),
                                       llvm::cl::init("-"));
static llvm::cl::opt<std::string>
    entry("entry", llvm::cl::desc("the function to run"),
          llvm::cl::init("main"));
static llvm::cl::opt<std::string>
    fuse("fuse", llvm::cl::desc("fusions, as for anabranch compile"),
         llvm::cl::init("all"));
static llvm::cl::opt<std::string> cpu("march",
                                      llvm::cl::desc("the CPU to compile for"),
                                      llvm::cl::init("native"));
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

template <typename T>
static MutableArrayRef<T> view(MutableArrayRef<char> bytes) {
  return {reinterpret_cast<T *>(bytes.data()), bytes.size() / sizeof(T)};
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
  auto function = module->lookupSymbol<func::FuncOp>(entry);
  if (!function)
    return fail("there is no function '" + entry + "'");
  SmallVector<DenseElementsAttr> values;
  int64_t batchSize = batch;
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    values.push_back(
        function.getArgAttrOfType<DenseElementsAttr>(i, "nn.value"));
    auto type = cast<ShapedType>(function.getArgument(i).getType());
    if (values.back() && !type.hasStaticShape())
      batchSize = values.back().getType().getDimSize(0);
  }

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
  options.vectorUnit = target::getVectorUnit(*machine);
  PassManager manager(&context);
  pipelines::buildFusionPipeline(manager, options);
  pipelines::buildSchedulePipeline(manager, options);
  pipelines::buildCPUPipeline(manager, options);
  if (failed(applyPassManagerCLOptions(manager)) ||
      failed(manager.run(*module)))
    return failure();

  std::unique_ptr<target::JitProgram> program =
      target::JitProgram::create(*module, entry, batchSize, *machine);
  if (!program)
    return failure();
  uint64_t state = 1;
  for (auto [tensor, value] : llvm::zip_equal(program->getInputs(), values))
    setInput(*program, tensor, value, state);
  program->setStepValues(/*learningRate=*/0.1, /*iteration=*/0);
  program->run();
  for (PlacedTensorAttr tensor : program->getOutputs())
    printTensor(*program, tensor);
  return success();
}

int main(int argc, char **argv) {
  registerAsmPrinterCLOptions();
  registerMLIRContextCLOptions();
  registerPassManagerCLOptions();
  llvm::cl::ParseCommandLineOptions(argc, argv,
                                    "Runs a function of nn ops\n");
  return failed(run());
}
