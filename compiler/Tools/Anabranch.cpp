//===- Anabranch.cpp - The compiler's command line ------------------------===//

#include "compiler/Fusion/FusionReport.h"
#include "compiler/Import/Keras.h"
#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/Executable.h"
#include "compiler/Target/ObjectFile.h"
#include "compiler/Target/TargetMachine.h"

#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ToolOutputFile.h"

#include <CLI/CLI.hpp>

using namespace mlir;
using namespace anabranch;

/// The batch that the fusion report counts bytes for.
static constexpr int64_t reportedBatch = 64;

namespace {
/// Where compilation stops, in order.
enum class Stage { NN, Train, Kernel, LLVM, Assembly, Object, Executable };

struct CommandLine {
  std::string model, output;
  std::string fuse = "all", algorithm = "auto", cpu = "native";
  Stage stage = Stage::Executable;
  bool report = false;
  import::ImportOptions import;
};

/// Compiles one model.
class Driver {
public:
  Driver(const CommandLine &options, StringRef program)
      : options(options), program(program) {}

  LogicalResult run();

private:
  LogicalResult fail(const Twine &message) {
    llvm::errs() << "error: " << message << "\n";
    return failure();
  }
  void printDiagnostic(Diagnostic &diagnostic);
  OwningOpRef<ModuleOp> read(MLIRContext &context);
  LogicalResult lower(ModuleOp module,
                      const pipelines::CompileOptions &compile);
  LogicalResult
  write(llvm::function_ref<LogicalResult(llvm::raw_pwrite_stream &)> content);
  LogicalResult emitExecutable(llvm::Module &module,
                               llvm::TargetMachine &machine);

  const CommandLine &options;
  StringRef program;
};
} // namespace

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
    llvm::errs() << "error: " << message << "\n";
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
  llvm::SmallString<128> unfinished(options.output);
  int file;
  // A device or a pipe is written to; anything else is replaced when complete.
  llvm::sys::fs::file_status status;
  bool isSpecial = !llvm::sys::fs::status(options.output, status) &&
                   llvm::sys::fs::is_other(status);
  std::error_code code =
      isSpecial ? llvm::sys::fs::openFileForWrite(options.output, file)
                : llvm::sys::fs::createUniqueFile(options.output + ".%%%%%%",
                                                  file, unfinished);
  auto cannotWrite = [&](std::error_code code) {
    return fail(options.output + ": cannot be written: " + code.message());
  };
  if (code)
    return cannotWrite(code);
  llvm::FileRemover remove(unfinished, /*deleteIt=*/!isSpecial);
  llvm::raw_fd_ostream stream(file, /*shouldClose=*/true);
  if (failed(content(stream)))
    return failure();
  stream.close();
  if (stream.has_error()) {
    code = stream.error();
    stream.clear_error();
    return cannotWrite(code);
  }
  if (!isSpecial && (code = llvm::sys::fs::rename(unfinished, options.output)))
    return cannotWrite(code);
  remove.releaseFile();
  return success();
}

/// Runs the pipelines up to the stage that is asked for.
LogicalResult Driver::lower(ModuleOp module,
                            const pipelines::CompileOptions &compile) {
  PassManager front(module.getContext()), back(module.getContext());
  if (options.stage >= Stage::Train)
    pipelines::buildTrainPipeline(front);
  if (options.stage >= Stage::Kernel)
    pipelines::buildFusionPipeline(front, compile);
  if (failed(front.run(module)))
    return failure();
  if (options.report)
    fusion::printReport(module, reportedBatch, llvm::outs());
  if (options.stage < Stage::LLVM)
    return success();
  pipelines::buildSchedulePipeline(back, compile);
  pipelines::buildCPUPipeline(back, compile);
  return back.run(module);
}

LogicalResult Driver::emitExecutable(llvm::Module &module,
                                     llvm::TargetMachine &machine) {
  llvm::SmallString<128> object;
  int file;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("anabranch", "o", file, object))
    return fail(object + ": cannot be written: " + code.message());
  llvm::FileRemover remove(object);
  {
    llvm::raw_fd_ostream stream(file, /*shouldClose=*/true);
    if (failed(target::emitCode(module, machine,
                                llvm::CodeGenFileType::ObjectFile, stream)))
      return fail("this CPU's code cannot be written as an object");
    stream.close();
    if (stream.has_error()) {
      std::string message = stream.error().message();
      stream.clear_error();
      return fail(object + ": cannot be written: " + message);
    }
  }
  std::string error,
      executable = llvm::sys::fs::getMainExecutable(
          program.data(), reinterpret_cast<void *>(&target::linkExecutable));
  llvm::SmallString<128> libraries(
      llvm::sys::path::parent_path(llvm::sys::path::parent_path(executable)));
  llvm::sys::path::append(libraries, "lib");
  if (!target::linkExecutable(object, libraries, options.output, error))
    return fail(error);
  return success();
}

LogicalResult Driver::run() {
  DialectRegistry registry;
  pipelines::registerDialects(registry);
  MLIRContext context(registry);
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

  OwningOpRef<ModuleOp> module = read(context);
  if (!module || failed(lower(*module, compile)))
    return failure();
  if (options.stage <= Stage::Kernel)
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
  switch (options.stage) {
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
                              options.stage == Stage::Assembly
                                  ? llvm::CodeGenFileType::AssemblyFile
                                  : llvm::CodeGenFileType::ObjectFile,
                              stream);
    });
  }
}

int main(int argc, char **argv) {
  CLI::App app("Anabranch: compiles Keras models to native executables");
  app.require_subcommand(1);
  CommandLine options;
  CLI::App *compile =
      app.add_subcommand("compile", "Compiles a model to an executable");
  compile->add_option("model", options.model, "MODEL.keras, .json or .mlir")
      ->required();
  compile->add_option("-o,--output", options.output, "the file to write")
      ->required();
  compile->add_option("--fuse", options.fuse,
                      "all, none, or a comma-separated list of fusions");
  compile
      ->add_option("--algorithm", options.algorithm,
                   "of convolutions: auto, or the one to use where it can be")
      ->check(CLI::IsMember({"auto", "direct", "winograd2", "winograd4"}));
  compile->add_option("--march", options.cpu,
                      "native, or a CPU that LLVM knows");
  compile->add_option("--optimizer", options.import.optimizer,
                      "for a model without one: adam or sgd");
  compile->add_option("--loss", options.import.loss,
                      "for a model without one, by Keras's name");
  compile->add_flag("--report", options.report,
                    "print what was fused, what it saves, and what was not");
  const std::map<std::string, Stage> stages{
      {"nn", Stage::NN},         {"train", Stage::Train},
      {"kernel", Stage::Kernel}, {"llvm", Stage::LLVM},
      {"asm", Stage::Assembly},  {"obj", Stage::Object},
      {"exe", Stage::Executable}};
  compile->add_option("--emit", options.stage, "what to write")
      ->transform(CLI::CheckedTransformer(stages));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 1;
  }
  return failed(Driver(options, argv[0]).run());
}
