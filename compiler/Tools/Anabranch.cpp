//===- Anabranch.cpp - The compiler's command line ------------------------===//

#include "compiler/Target/OutputFile.h"
#include "compiler/Tools/Driver.h"

#include <CLI/CLI.hpp>
#include <csignal>

using namespace mlir;
using namespace anabranch;

static int run(int argc, char **argv) {
  // A write beyond the limit for files then fails like one to a full disk, in
  // the linker too.
  std::signal(SIGXFSZ, SIG_IGN);
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
                      "for a model without one, by Keras's name: adam, sgd, "
                      "adamw, rmsprop, nadam, adagrad or lion");
  compile->add_option("--loss", options.import.loss,
                      "for a model without one, by Keras's name");
  compile->add_flag("--report", options.report,
                    "print what was fused, what it saves, and what was not");
  std::string stage = "exe";
  compile->add_option("--emit", stage,
                      "what to write: nn, train, kernel, schedule, vector, "
                      "llvm, asm, obj or exe");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    if (error.get_exit_code() == 0) // --help
      return app.exit(error);
    return reportError("command line: " + Twine(error.what()) + ": see --help");
  }
  std::optional<Stage> found = findStage(stage);
  if (!found)
    return reportError(
        "there is no stage '" + stage +
        "': use nn, train, kernel, schedule, vector, llvm, asm, obj or exe");
  options.stage = *found;

  bool isDone = succeeded(Driver(options, argv[0]).run());
  llvm::outs().flush();
  if (std::error_code code = llvm::outs().error()) {
    llvm::outs().clear_error();
    return reportError(target::describeWriteError("standard output", code));
  }
  return isDone ? 0 : 1;
}

int main(int argc, char **argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception &error) {
    return reportError(error.what());
  }
}
