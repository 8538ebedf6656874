//===- CompileConfig.h - Optimizer, loss and metrics ----------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_COMPILECONFIG_H
#define ANABRANCH_COMPILER_IMPORT_COMPILECONFIG_H

#include "compiler/Import/JsonReader.h"
#include "compiler/Import/Keras.h"

namespace anabranch::import {

/// Sets the module's optimizer, loss and metrics from the model's
/// "compile_config", or from the options where there is none. `output` is what
/// the model predicts: a cross-entropy of probabilities needs a softmax there.
llvm::LogicalResult readCompileConfig(Reporter &reporter, const Json &model,
                                      const ImportOptions &options,
                                      mlir::Value output,
                                      mlir::ModuleOp module);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_COMPILECONFIG_H
