//===- CommandLine.h - What the compiler is told --------------------------===//

#ifndef ANABRANCH_COMPILER_DRIVER_COMMANDLINE_H
#define ANABRANCH_COMPILER_DRIVER_COMMANDLINE_H

#include "compiler/Driver/Diagnostics.h"
#include "compiler/Import/KerasModel.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/LogicalResult.h"

#include <string>

namespace CLI {
class App;
} // namespace CLI

namespace anabranch {

/// The options of every program that compiles a model.
struct CommandLine {
  std::string model, output;
  std::string fuse = "all", algorithm = "auto", cpu = "native";
  std::string target = "cpu", chip = "sm_90a", precision = "f32";
  std::string emit = "exe"; ///< the stage to write
  bool report = false;
  import::ImportOptions import;
  /// The folder of the runtime's library; empty for the one beside the
  /// program's own folder.
  std::string libraries;
};

/// Makes `app` tell its version.
void addVersion(CLI::App &app);

/// Makes `app` read which algorithm convolutions have.
void addAlgorithm(CLI::App &app, std::string &algorithm);

/// Makes `app` read what is the same for all models into `options`.
void addOptions(CLI::App &app, CommandLine &options);

/// A program's `main`: parses the command line, runs, and reports what either
/// throws. Returns the exit code.
int runCommandLine(CLI::App &app, int argc, char **argv,
                   llvm::function_ref<llvm::LogicalResult()> run);

} // namespace anabranch

#endif // ANABRANCH_COMPILER_DRIVER_COMMANDLINE_H
