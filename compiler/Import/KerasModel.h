//===- KerasModel.h - From a Keras model file to the nn dialect -----------===//

#ifndef ANABRANCH_COMPILER_IMPORT_KERASMODEL_H
#define ANABRANCH_COMPILER_IMPORT_KERASMODEL_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <string>

namespace anabranch::import {

struct ImportOptions {
  /// Keras's names, used where the model was saved without being compiled;
  /// empty for none.
  std::string optimizer, loss;
};

/// Reads a `.keras` archive, or a `.json` file as `model.to_json()` makes it,
/// of Keras 2 or 3. The module holds the network as `@model`, its parameters
/// (with the archive's weights), and the optimizer, loss and metrics as
/// attributes. On failure emits one diagnostic, which names the file and the
/// layer, and returns null.
mlir::OwningOpRef<mlir::ModuleOp> importKerasModel(llvm::StringRef path,
                                                   const ImportOptions &options,
                                                   mlir::MLIRContext &context);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_KERASMODEL_H
