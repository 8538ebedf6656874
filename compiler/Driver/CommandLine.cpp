//===- CommandLine.cpp - What the compiler is told ------------------------===//

#include "compiler/Driver/CommandLine.h"

#include "compiler/Target/OutputFile.h"
#include "dialects/Kernel/Kernel.h"

#include "llvm/Config/llvm-config.h"
#include <CLI/CLI.hpp>
#include <csignal>

using namespace anabranch;

void anabranch::addVersion(CLI::App &app) {
  app.set_version_flag("--version", "Anabranch " ANABRANCH_VERSION
                                    ", LLVM " LLVM_VERSION_STRING);
}

void anabranch::addAlgorithm(CLI::App &app, std::string &algorithm) {
  std::vector<std::string> names{"auto"};
  for (unsigned i = 0; i <= kernel::getMaxEnumValForConvolutionAlgorithm(); ++i)
    if (auto known = kernel::symbolizeConvolutionAlgorithm(i))
      names.push_back(kernel::stringifyConvolutionAlgorithm(*known).str());
  app.add_option("--algorithm", algorithm,
                 "of convolutions: auto, or the one to use where it can be")
      ->check(CLI::IsMember(names));
}

void anabranch::addOptions(CLI::App &app, CommandLine &options) {
  app.add_option("-o,--output", options.output, "the file to write")
      ->required();
  app.add_option("--fuse", options.fuse,
                 "all, none, or a comma-separated list of fusions");
  addAlgorithm(app, options.algorithm);
  app.add_option("--target", options.target,
                 "cpu, or cuda: what the executable computes on")
      ->check(CLI::IsMember({"cpu", "cuda"}));
  app.add_option("--chip", options.chip,
                 "the NVIDIA GPU for --target=cuda: sm_80 or later; or "
                 "emulator or emulator_90a, which need none and are slow");
  app.add_option(
         "--precision", options.precision,
         "f32, or for --target=cuda and CPUs with AMX bf16: what images "
         "between kernels are stored as, and what convolutions "
         "multiply")
      ->check(CLI::IsMember({"f32", "bf16"}));
  app.add_option("--march", options.cpu, "native, or a CPU that LLVM knows");
  app.add_option(
      "--optimizer", options.import.optimizer,
      "in place of the model's own, by Keras's name: adam, sgd, adamw, "
      "adamax, nadam, rmsprop, adagrad, adadelta or lion");
  app.add_option("--loss", options.import.loss,
                 "in place of the model's own, by Keras's name");
  app.add_flag("--report", options.report,
               "print what was fused, what it saves, and what was not");
  app.add_option("--emit", options.emit,
                 "what to write: nn, train, kernel, schedule, vector, llvm, "
                 "asm, obj or exe; for a GPU gpu, nvvm, ptx and cubin instead "
                 "of the four before exe");
}

static int parseAndRun(CLI::App &app, int argc, char **argv,
                       llvm::function_ref<llvm::LogicalResult()> run) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    if (error.get_exit_code() == 0) // --help
      return app.exit(error);
    // CLI11 would miss a command, and not say which one it does not know.
    std::vector<std::string> unknown = app.remaining();
    if (app.get_require_subcommand_min() > 0 && app.get_subcommands().empty() &&
        !unknown.empty())
      return reportError("command line: there is no command " +
                         unknown.front() + ": see --help");
    return reportError("command line: " + llvm::Twine(error.what()) +
                       ": see --help");
  }
  bool isDone = succeeded(run());
  llvm::outs().flush();
  if (std::error_code code = llvm::outs().error()) {
    llvm::outs().clear_error();
    return reportError(target::describeWriteError("standard output", code));
  }
  return isDone ? 0 : 1;
}

int anabranch::runCommandLine(
    CLI::App &app, int argc, char **argv,
    llvm::function_ref<llvm::LogicalResult()> function) {
  // A write beyond the limit for files then fails like one to a full disk, in
  // the linker too.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return parseAndRun(app, argc, argv, function);
  } catch (const std::exception &error) {
    return reportError(error.what());
  }
}
