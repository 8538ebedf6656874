//===- KerasModel.h - From a Keras model file to the nn dialect -----------===//

#ifndef ANABRANCH_COMPILER_IMPORT_KERASMODEL_H
#define ANABRANCH_COMPILER_IMPORT_KERASMODEL_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <string>
#include <vector>

namespace anabranch::import {

struct ImportOptions {
  /// Keras's names, in place of what the model was compiled with; empty for
  /// that.
  std::string optimizer, loss;
  /// A file that `save_weights()` has written, to be read in place of the
  /// model's own weights; empty for none.
  std::string weights;
};

/// Where a parameter stands in the file of the model's weights.
struct SavedVariable {
  std::string parameter; ///< "conv2d/kernel"
  std::string path;      ///< "layers/conv2d/vars/0"
};

/// Reads a `.keras` archive, a legacy `.h5` file, or a `.json` file as
/// `model.to_json()` makes it, of Keras 2 or 3. The module holds the network as
/// `@model`, its parameters (with their weights if there are any), and the
/// optimizer, loss and metrics as attributes. On failure emits one diagnostic,
/// which names the file and the layer, and returns null.
///
/// \param places if not null, where the parameters' values were found
mlir::OwningOpRef<mlir::ModuleOp>
importKerasModel(llvm::StringRef path, const ImportOptions &options,
                 mlir::MLIRContext &context,
                 std::vector<SavedVariable> *places = nullptr);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_KERASMODEL_H
