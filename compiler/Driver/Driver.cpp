//===- Driver.cpp - Compiles one model ------------------------------------===//

#include "compiler/Driver/Driver.h"

#include "compiler/Fusion/FusionReport.h"
#include "compiler/Target/Executable.h"
#include "compiler/Target/ObjectFile.h"
#include "compiler/Target/OutputFile.h"
#include "compiler/Target/TargetMachine.h"

#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace anabranch;

/// The batch that the fusion report counts bytes for.
static constexpr int64_t reportedBatch = 64;

/// The stage of this name for --emit, if there is one.
static std::optional<Stage> findStage(StringRef name) {
  return llvm::StringSwitch<std::optional<Stage>>(name)
      .Case("nn", Stage::NN)
      .Case("train", Stage::Train)
      .Case("kernel", Stage::Kernel)
      .Case("schedule", Stage::Schedule)
      .Case("vector", Stage::Vector)
      .Case("llvm", Stage::LLVM)
      .Case("asm", Stage::Assembly)
      .Case("obj", Stage::Object)
      .Case("exe", Stage::Executable)
      .Default(std::nullopt);
}

/// Prints "error: FILE: layer "NAME": MESSAGE".
void Driver::printDiagnostic(Diagnostic &diagnostic) {
  std::string message = diagnostic.str();
  if (!StringRef(message).starts_with(options.model)) {
    if (auto name = diagnostic.getLocation()->findInstanceOf<NameLoc>())
      message = "layer \"" + name.getName().str() + "\": " + message;
    message = options.model + ": " + message;
  }
  switch (diagnostic.getSeverity()) {
  case DiagnosticSeverity::Error:
    reportError(message);
    break;
  case DiagnosticSeverity::Warning:
    llvm::errs() << "warning: " << message << "\n";
    break;
  default:
    break; // Notes show IR, which is nothing to the user.
  }
}

OwningOpRef<ModuleOp> Driver::read(MLIRContext &context) {
  if (StringRef(options.model).ends_with(".mlir"))
    return parseSourceFile<ModuleOp>(options.model, &context);
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
  if (stage >= Stage::Vector)
    pipelines::buildVectorPipeline(back, compile);
  if (stage >= Stage::LLVM)
    pipelines::buildLLVMPipeline(back);
  return back.run(module);
}

LogicalResult Driver::emitExecutable(llvm::Module &module,
                                     llvm::TargetMachine &machine) {
  if (options.output == "-")
    return fail("standard output: cannot take an executable: name a file");
  llvm::SmallString<128> object;
  int file;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("anabranch", "o", file, object))
    return fail(target::describeWriteError(object, code));
  llvm::FileRemover remove(object);
  {
    llvm::raw_fd_ostream stream(file, /*shouldClose=*/true);
    if (failed(target::emitCode(module, machine,
                                llvm::CodeGenFileType::ObjectFile, stream)))
      return fail("this CPU's code cannot be written as an object");
    stream.close();
    if (std::error_code code = stream.error()) {
      stream.clear_error();
      return fail(target::describeWriteError(object, code));
    }
  }
  llvm::SmallString<128> libraries(options.libraries);
  if (libraries.empty()) {
    libraries = llvm::sys::path::parent_path(
        llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(
            program, reinterpret_cast<void *>(&target::linkExecutable))));
    llvm::sys::path::append(libraries, "lib");
  }
  std::string error;
  if (!target::linkExecutable(object, libraries, options.output, error))
    return fail(error);
  return success();
}

LogicalResult Driver::run() {
  DialectRegistry registry;
  pipelines::registerDialects(registry);
  MLIRContext context(registry);
  return run(context, [&] { return read(context); });
}

LogicalResult Driver::run(MLIRContext &context,
                          llvm::function_ref<OwningOpRef<ModuleOp>()> read) {
  std::optional<Stage> found = findStage(options.emit);
  if (!found)
    return fail(
        "there is no stage '" + options.emit +
        "': use nn, train, kernel, schedule, vector, llvm, asm, obj or exe");
  stage = *found;
  // Messages name the file and the layer themselves; MLIR's own get the layer
  // from the location.
  ScopedDiagnosticHandler diagnostics(&context, [&](Diagnostic &diagnostic) {
    printDiagnostic(diagnostic);
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
  compile.algorithm = options.algorithm;
  compile.vectorUnit = target::getVectorUnit(*machine);

  OwningOpRef<ModuleOp> module = read();
  if (!module || failed(lower(*module, compile)))
    return failure();
  if (stage <= Stage::Vector)
    return write([&](llvm::raw_pwrite_stream &stream) {
      module->print(stream);
      stream << "\n";
      return success();
    });
  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::Module> code =
      target::translateToLLVMIR(*module, fusions->str(), llvmContext, *machine);
  if (!code)
    return failure();
  switch (stage) {
  case Stage::LLVM:
    return write([&](llvm::raw_pwrite_stream &stream) {
      code->print(stream, nullptr);
      return success();
    });
  case Stage::Executable:
    return emitExecutable(*code, *machine);
  default:
    return write([&](llvm::raw_pwrite_stream &stream) {
      return target::emitCode(*code, *machine,
                              stage == Stage::Assembly
                                  ? llvm::CodeGenFileType::AssemblyFile
                                  : llvm::CodeGenFileType::ObjectFile,
                              stream);
    });
  }
}
