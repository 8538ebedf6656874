//===- Save.h - The command save ------------------------------------------===//

#ifndef ANABRANCH_COMPILER_TOOLS_SAVE_H
#define ANABRANCH_COMPILER_TOOLS_SAVE_H

#include "llvm/Support/LogicalResult.h"

#include <CLI/CLI.hpp>

namespace anabranch {

/// `anabranch save`: a model trained here as an archive for Keras.
class SaveCommand {
public:
  explicit SaveCommand(CLI::App &app);

  bool isChosen() const { return command->parsed(); }
  /// Fails after a diagnostic.
  ///
  /// \throws std::exception as `saveKerasArchive`
  llvm::LogicalResult run() const;

private:
  CLI::App *command;
  std::string model, weights, output;
};

} // namespace anabranch

#endif // ANABRANCH_COMPILER_TOOLS_SAVE_H
