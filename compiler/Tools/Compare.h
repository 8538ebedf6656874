//===- Compare.h - The command compare ------------------------------------===//

#ifndef ANABRANCH_COMPILER_TOOLS_COMPARE_H
#define ANABRANCH_COMPILER_TOOLS_COMPARE_H

#include "llvm/Support/LogicalResult.h"

#include <CLI/CLI.hpp>

namespace anabranch {

/// What `anabranch compare` is told.
struct CompareOptions {
  std::string model, weights, reference;
  std::string algorithm = "auto", cpu = "native";
  double tolerance = 1e-4;
};

/// `anabranch compare`: layers' outputs beside those that Keras recorded.
class CompareCommand {
public:
  explicit CompareCommand(CLI::App &app);

  bool isChosen() const { return command->parsed(); }
  /// Fails after a diagnostic, which may be that a layer leaves the tolerance.
  ///
  /// \throws runtime::Error if the reference cannot be read or is not this
  /// model's
  llvm::LogicalResult run() const;

private:
  CLI::App *command;
  CompareOptions options;
};

} // namespace anabranch

#endif // ANABRANCH_COMPILER_TOOLS_COMPARE_H
