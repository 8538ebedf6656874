//===- ObjectFile.cpp - LLVM dialect to optimized code --------------------===//

#include "compiler/Target/ObjectFile.h"

#include "compiler/Target/ModelTable.h"
#include "compiler/Target/OutputFile.h"
#include "compiler/Target/PartitionModule.h"

#include "mlir/IR/Threading.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"

using namespace anabranch;

void target::optimize(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager sccs;
  llvm::ModuleAnalysisManager modules;
  llvm::PipelineTuningOptions tuning;
  // The inner loops fill the registers: unrolled, they would spill.
  tuning.LoopUnrolling = false;
  llvm::PassBuilder builder(&machine, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, sccs, modules);
  llvm::ModulePassManager pipeline;
  pipeline.addPass(llvm::createModuleToFunctionPassAdaptor(
      builder.buildFunctionSimplificationPipeline(
          llvm::OptimizationLevel::O2, llvm::ThinOrFullLTOPhase::None)));
  pipeline.addPass(llvm::GlobalDCEPass());
  pipeline.run(module, modules);
}

static void registerTranslations(mlir::MLIRContext &context) {
  mlir::registerBuiltinDialectTranslation(context);
  mlir::registerLLVMDialectTranslation(context);
}

static void setTarget(llvm::Module &module,
                      const llvm::TargetMachine &machine) {
  module.setDataLayout(machine.createDataLayout());
  module.setTargetTriple(machine.getTargetTriple());
}

/// The module without its tables, for `machine`; null after a diagnostic.
static std::unique_ptr<llvm::Module>
translateFunctions(mlir::ModuleOp module, llvm::LLVMContext &context,
                   const llvm::TargetMachine &machine) {
  std::unique_ptr<llvm::Module> result =
      mlir::translateModuleToLLVMIR(module, context, "model");
  if (!result)
    return nullptr;
  setTarget(*result, machine);
  for (llvm::Function &function : *result) {
    // Spilled vectors would lie across cache lines where the caller's stack
    // happens to be aligned to 16 bytes only: some kernels took three times as
    // long, in some runs and not in others.
    function.addFnAttr("stackrealign");
    // Some CPUs prefer narrower vectors than they have; the tiling chose
    // already.
    function.addFnAttr("prefer-vector-width", "512");
    function.addFnAttr("min-legal-vector-width", "512");
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
  }
  return result;
}

std::unique_ptr<llvm::Module> target::translateToLLVMIR(
    mlir::ModuleOp module, llvm::StringRef fusions, llvm::LLVMContext &context,
    llvm::TargetMachine &machine, const DeviceCode *device) {
  registerTranslations(*module.getContext());
  ModelTable table(module);
  std::unique_ptr<llvm::Module> result =
      translateFunctions(module, context, machine);
  if (!result)
    return nullptr;
  table.emit(*result, fusions, device);
  optimize(*result, machine);
  return result;
}

llvm::LogicalResult target::emitCode(llvm::Module &module,
                                     llvm::TargetMachine &machine,
                                     llvm::CodeGenFileType type,
                                     llvm::raw_pwrite_stream &stream) {
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, type))
    return llvm::failure();
  passes.run(module);
  return llvm::success();
}

/// Writes an object to `file`; returns what went wrong, if anything did.
static std::string writeObject(llvm::Module &module,
                               llvm::TargetMachine &machine,
                               const target::TemporaryFile &file) {
  std::error_code code = file.getError();
  if (!code) {
    llvm::raw_fd_ostream stream(file.getPath(), code);
    if (!code &&
        failed(target::emitCode(module, machine,
                                llvm::CodeGenFileType::ObjectFile, stream)))
      return "this CPU's code cannot be written as an object";
    stream.close();
    code = code ? code : stream.error();
    stream.clear_error();
  }
  return code ? target::describeWriteError(file.getPath(), code) : "";
}

/// Machines keep what they learn of functions, so each thread needs its own.
static std::unique_ptr<llvm::TargetMachine>
cloneMachine(const llvm::TargetMachine &machine) {
  return std::unique_ptr<llvm::TargetMachine>(
      machine.getTarget().createTargetMachine(
          machine.getTargetTriple(), machine.getTargetCPU(),
          machine.getTargetFeatureString(), machine.Options,
          machine.getRelocationModel(), machine.getCodeModel(),
          machine.getOptLevel()));
}

std::vector<target::TemporaryFile>
target::emitObjects(mlir::ModuleOp module, llvm::StringRef fusions,
                    const llvm::TargetMachine &machine,
                    const DeviceCode *device, std::string &error) {
  // Enough for the threads of most computers; each costs some milliseconds.
  constexpr size_t mostParts = 16;
  registerTranslations(*module.getContext());
  ModelTable table(module);
  std::vector<mlir::OwningOpRef<mlir::ModuleOp>> parts =
      partitionModule(module, mostParts);
  std::vector<TemporaryFile> objects;
  objects.reserve(1 + parts.size());
  for (size_t i = 0; i < 1 + parts.size(); ++i)
    objects.emplace_back("o");

  std::vector<std::string> errors(objects.size());
  auto emitObject = [&](size_t index) {
    std::unique_ptr<llvm::TargetMachine> own = cloneMachine(machine);
    llvm::LLVMContext context;
    std::unique_ptr<llvm::Module> code;
    // The tables come first: with weights they take longest.
    if (index == 0) {
      code = std::make_unique<llvm::Module>("tables", context);
      setTarget(*code, *own);
      table.emit(*code, fusions, device);
    } else {
      code = translateFunctions(*parts[index - 1], context, *own);
      if (!code)
        return mlir::failure();
      optimize(*code, *own);
    }
    errors[index] = writeObject(*code, *own, objects[index]);
    return mlir::success(errors[index].empty());
  };
  if (failed(mlir::failableParallelForEachN(module.getContext(), 0,
                                            objects.size(), emitObject))) {
    for (const std::string &text : llvm::reverse(errors))
      if (!text.empty())
        error = text;
    objects.clear();
  }
  return objects;
}
