//===- Save.cpp - The command save ----------------------------------------===//

#include "compiler/Tools/Save.h"

#include "compiler/Driver/Diagnostics.h"
#include "compiler/Export/KerasArchive.h"
#include "compiler/Pipelines/Pipelines.h"

using namespace mlir;
using namespace anabranch;

SaveCommand::SaveCommand(CLI::App &app)
    : command(app.add_subcommand(
          "save", "Writes a trained model as an archive for Keras")) {
  command->add_option("model", model, "MODEL.keras that was compiled")
      ->required();
  command
      ->add_option("--weights", weights,
                   "safetensors file that train --checkpoint wrote")
      ->required();
  command->add_option("-o,--output", output, "the .keras file to write")
      ->required();
}

llvm::LogicalResult SaveCommand::run() const {
  // The model itself may be replaced: it is read before.
  if (failed(checkOutput(output, {{"--weights", weights}})))
    return failure();
  DialectRegistry registry;
  pipelines::registerDialects(registry);
  MLIRContext context(registry);
  ScopedDiagnosticHandler diagnostics(&context, [&](Diagnostic &diagnostic) {
    printDiagnostic(diagnostic, model);
    return success();
  });
  return exporting::saveKerasArchive(model, weights, output, context);
}
