//===- AnabranchRun.cpp - Runs functions of nn ops, for the tests ---------===//
//
// Compiles a file of nn functions as the driver does, runs them in this
// process, and prints their results or checks their gradients. Arguments get
// their values from the attribute `nn.value`, a dense constant whose first
// dimension is the batch, or else from a fixed sequence of pseudo-random
// numbers. A kernel that writes beyond its buffers is an error.
//
//===----------------------------------------------------------------------===//

#include "compiler/Target/DeviceCode.h"
#include "compiler/Target/TargetMachine.h"
#include "compiler/Tools/CheckResults.h"

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

static void printTensor(target::JitProgram &program, PlacedTensorAttr tensor) {
  llvm::outs() << tensor.getType() << ":";
  visitNumbers(program, tensor, [](auto numbers) {
    for (auto number : numbers)
      llvm::outs() << llvm::format(" %.6g", static_cast<double>(number));
  });
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
  constexpr int64_t gap = 4096;
  options.gap = gap;

  bool found = false;
  for (auto function : llvm::to_vector(module->getOps<func::FuncOp>())) {
    if (!entry.empty() && function.getSymName() != entry)
      continue;
    found = true;
    FunctionEntry arguments(function, batch);
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
    if (failed(program->run()))
      return failure();
    if (!reference.empty()) {
      if (failed(checkReference(*module, *program, arguments, reference,
                                tolerance, *machine, options)))
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
