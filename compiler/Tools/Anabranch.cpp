//===- Anabranch.cpp - The compiler's command line ------------------------===//

#include "compiler/Driver/Driver.h"
#include "compiler/Tools/Compare.h"
#include "compiler/Tools/Save.h"

#include <CLI/CLI.hpp>

using namespace anabranch;

// CLI11 throws on options that it does not take, before `runCommandLine`
// catches.
int main(int argc, char **argv) try {
  CLI::App app("Anabranch: compiles Keras models to native executables");
  addVersion(app);
  app.require_subcommand(1);
  CommandLine options;
  CLI::App *compile =
      app.add_subcommand("compile", "Compiles a model to an executable");
  compile
      ->add_option("model", options.model, "MODEL.keras, .h5, .json or .mlir")
      ->required();
  compile->add_option("--weights", options.import.weights,
                      "FILE.weights.h5, in place of the model's own");
  addOptions(*compile, options);
  SaveCommand save(app);
  CompareCommand compare(app);
  return runCommandLine(app, argc, argv, [&] {
    if (save.isChosen())
      return save.run();
    if (compare.isChosen())
      return compare.run();
    return Driver(options, argv[0]).run();
  });
} catch (const std::exception &error) {
  return reportError(error.what());
}
