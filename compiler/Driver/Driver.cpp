//===- Driver.cpp - Compiles one model ------------------------------------===//

#include "compiler/Driver/Driver.h"

#include "compiler/Emulator/Passes.h"
#include "compiler/Fusion/FusionReport.h"
#include "compiler/Target/DeviceReport.h"
#include "compiler/Target/Executable.h"
#include "compiler/Target/ObjectFile.h"
#include "compiler/Target/OutputFile.h"
#include "compiler/Target/TargetMachine.h"
#include "compiler/Target/TemporaryFile.h"

#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace anabranch;

/// The batch that the fusion report counts bytes for.
static constexpr int64_t reportedBatch = 64;

static constexpr const char *cpuStages[] = {
    "nn", "train", "kernel", "schedule", "vector", "llvm", "asm", "obj", "exe"};
static constexpr const char *deviceStages[] = {
    "nn", "train", "kernel", "schedule", "gpu", "nvvm", "ptx", "cubin", "exe"};

/// The names for --emit, in the order of the stages.
static ArrayRef<const char *> getStages(bool isDevice) {
  return isDevice ? ArrayRef(deviceStages) : ArrayRef(cpuStages);
}

OwningOpRef<ModuleOp> Driver::read(MLIRContext &context) {
  if (StringRef(options.model).ends_with(".mlir")) {
    for (auto [name, value] :
         {std::pair("--weights", &options.import.weights),
          std::pair("--optimizer", &options.import.optimizer),
          std::pair("--loss", &options.import.loss)})
      if (!value->empty()) {
        reportError(Twine(name) + ": is for Keras models: leave it out");
        return nullptr;
      }
    return parseSourceFile<ModuleOp>(options.model, &context);
  }
  return import::importKerasModel(options.model, options.import, context);
}

/// Writes the output whole or not at all; "-" is standard output.
LogicalResult Driver::write(
    llvm::function_ref<LogicalResult(llvm::raw_pwrite_stream &)> content) {
  if (options.output == "-") {
    SmallVector<char> buffer;
    llvm::raw_svector_ostream stream(buffer);
    if (failed(content(stream)))
      return failure();
    llvm::outs() << stream.str();
    return success();
  }
  std::string error;
  std::unique_ptr<target::OutputFile> file =
      target::OutputFile::create(options.output, error);
  if (!file)
    return fail(error);
  if (failed(content(file->getStream())))
    return failure();
  return file->commit(error) ? success() : fail(error);
}

/// Runs the pipelines up to the stage that is asked for.
LogicalResult Driver::lower(ModuleOp module,
                            const pipelines::CompileOptions &compile) {
  PassManager front(module.getContext()), back(module.getContext());
  if (stage >= Stage::Train)
    pipelines::buildTrainPipeline(front);
  if (stage >= Stage::Kernel)
    pipelines::buildFusionPipeline(front, compile);
  if (failed(front.run(module)))
    return failure();
  if (stage >= Stage::Train && !module.lookupSymbol("predict"))
    return fail(options.model +
                ": has no function @model: write the network as "
                "one");
  if (options.report)
    fusion::printReport(module, reportedBatch, llvm::outs());
  if (stage >= Stage::Schedule)
    pipelines::buildSchedulePipeline(back, compile);
  if (stage >= Stage::Loops)
    isDevice() ? pipelines::buildGPUPipeline(back, compile)
               : pipelines::buildVectorPipeline(back, compile);
  if (stage >= Stage::LLVM)
    isDevice() ? pipelines::buildNVVMPipeline(back)
               : pipelines::buildLLVMPipeline(back);
  return back.run(module);
}

LogicalResult Driver::emitExecutable(ModuleOp module, StringRef fusions,
                                     const llvm::TargetMachine &machine,
                                     const target::DeviceCode *device) {
  if (options.output == "-")
    return fail("standard output: cannot take an executable: name a file");
  std::string error;
  std::vector<target::TemporaryFile> objects =
      target::emitObjects(module, fusions, machine, device, error);
  if (objects.empty())
    return error.empty() ? failure() : fail(error);
  llvm::SmallString<128> libraries(options.libraries);
  if (libraries.empty()) {
    libraries = llvm::sys::path::parent_path(
        llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(
            program, reinterpret_cast<void *>(&target::linkExecutable))));
    llvm::sys::path::append(libraries, "lib");
  }
  if (!target::linkExecutable(objects, libraries, options.output, isEmulated(),
                              error))
    return fail(error);
  return success();
}

LogicalResult Driver::run() {
  if (failed(
          checkOutput(options.output, {{"the model", options.model},
                                       {"--weights", options.import.weights}})))
    return failure();
  DialectRegistry registry;
  pipelines::registerDialects(registry);
  MLIRContext context(registry);
  return run(context, [&] { return read(context); });
}

LogicalResult Driver::run(MLIRContext &context,
                          llvm::function_ref<OwningOpRef<ModuleOp>()> read) {
  ArrayRef<const char *> stages = getStages(isDevice());
  const auto *found = llvm::find(stages, StringRef(options.emit));
  if (found == stages.end())
    return fail("there is no stage '" + options.emit + "' for --target=" +
                options.target + ": use one of " + llvm::join(stages, ", "));
  stage = static_cast<Stage>(found - stages.begin());
  ScopedDiagnosticHandler diagnostics(&context, [&](Diagnostic &diagnostic) {
    printDiagnostic(diagnostic, {options.model, options.import.weights});
    return success();
  });
  std::string error;
  std::unique_ptr<llvm::TargetMachine> machine =
      target::makeTargetMachine(options.cpu, error);
  if (!machine)
    return fail(error);
  std::optional<pipelines::FusionList> fusions =
      pipelines::FusionList::parse(options.fuse, error);
  if (!fusions)
    return fail(error);
  pipelines::CompileOptions compile;
  compile.fusions = *fusions;
  if (isDevice())
    compile.target = pipelines::Target::CUDA;
  compile.vectorUnit = target::getVectorUnit(*machine);
  if (options.precision == "bf16") {
    if (!isDevice() && !compile.vectorUnit.hasAMX)
      return fail("--precision=bf16 is slower than f32 on a CPU without AMX: "
                  "leave it out, or use --target=cuda");
    compile.precision = pipelines::Precision::BF16;
  }
  if (options.algorithm == "amx" && !compile.vectorUnit.hasAMX)
    return fail("--algorithm=amx needs a CPU with AMX: use another");
  compile.algorithm = options.algorithm;
  compile.deviceUnit = target::getDeviceUnit(options.chip);

  OwningOpRef<ModuleOp> module = read();
  if (!module || failed(lower(*module, compile)))
    return failure();
  if (stage <= Stage::Loops || (isDevice() && stage == Stage::LLVM))
    return write([&](llvm::raw_pwrite_stream &stream) {
      module->print(stream);
      stream << "\n";
      return success();
    });
  target::DeviceCode device;
  if (isDevice() && failed(emitDevice(*module, device)))
    return failure();
  if (isDevice() && stage != Stage::Executable)
    return write([&](llvm::raw_pwrite_stream &stream) {
      stream << (stage == Stage::Assembly ? device.ptx : device.cubin);
      return success();
    });
  return emitModule(*module, fusions->str(), *machine,
                    isDevice() ? &device : nullptr);
}

/// The GPU's part of the module, which it loses. An executable carries a cubin
/// where there is an assembler, and PTX, which the driver assembles, where
/// there is none or for later GPUs.
LogicalResult Driver::emitDevice(ModuleOp module, target::DeviceCode &code) {
  gpu::GPUModuleOp device = *module.getOps<gpu::GPUModuleOp>().begin();
  code.chip = options.chip;
  code.multipliesBF16 = options.precision == "bf16";
  code.largestBatch =
      device->getAttrOfType<IntegerAttr>("kernel.largest_batch").getInt();
  if (isEmulated()) {
    module->removeAttr(gpu::GPUDialect::getContainerModuleAttrName());
    PassManager manager(module.getContext());
    manager.addPass(emulator::createEmulateDevicePass());
    return manager.run(module);
  }
  std::string error;
  std::unique_ptr<llvm::TargetMachine> machine =
      target::makeDeviceMachine(options.chip, error);
  if (!machine)
    return fail(error);
  std::optional<std::string> ptx = target::emitPTX(device, *machine);
  if (!ptx)
    return failure();
  std::vector<target::DeviceKernel> kernels = target::getKernels(device);
  device.erase();
  module->removeAttr(gpu::GPUDialect::getContainerModuleAttrName());
  std::string assembler = target::findAssembler();
  if (stage == Stage::Object && assembler.empty())
    return fail("a cubin needs ptxas: install CUDA, and set CUDA_HOME");
  bool isPortable = !StringRef(options.chip).ends_with("a");
  bool hasCubin = stage != Stage::Assembly && !assembler.empty();
  if (!hasCubin || isPortable)
    code.ptx = *ptx;
  if (!hasCubin)
    return success();
  std::string messages;
  std::optional<std::string> cubin =
      target::assemble(assembler, *ptx, options.chip, messages, error);
  if (!cubin)
    return fail(error);
  if (options.report)
    target::printReport(kernels, messages, options.chip, llvm::outs());
  code.cubin = *cubin;
  return success();
}

LogicalResult Driver::emitModule(ModuleOp module, StringRef fusions,
                                 llvm::TargetMachine &machine,
                                 const target::DeviceCode *device) {
  if (stage == Stage::Executable)
    return emitExecutable(module, fusions, machine, device);
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> code =
      target::translateToLLVMIR(module, fusions, context, machine, device);
  if (!code)
    return failure();
  return write([&](llvm::raw_pwrite_stream &stream) {
    if (stage == Stage::LLVM) {
      code->print(stream, nullptr);
      return success();
    }
    return target::emitCode(*code, machine,
                            stage == Stage::Assembly
                                ? llvm::CodeGenFileType::AssemblyFile
                                : llvm::CodeGenFileType::ObjectFile,
                            stream);
  });
}
