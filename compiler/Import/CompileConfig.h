//===- CompileConfig.h - What a model is compiled with --------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_COMPILECONFIG_H
#define ANABRANCH_COMPILER_IMPORT_COMPILECONFIG_H

#include "compiler/Import/JsonReader.h"
#include "compiler/Import/KerasModel.h"
#include "dialects/NN/NN.h"

namespace anabranch::import {

/// Sets the module's optimizer, loss and metrics from the model's
/// "compile_config", or from the options where there is none. `output` is what
/// the model predicts: a cross-entropy of probabilities needs a softmax there.
llvm::LogicalResult readCompileConfig(Reporter &reporter, const Json &model,
                                      const ImportOptions &options,
                                      mlir::Value output,
                                      mlir::ModuleOp module);

/// A thing that Keras writes as its name, or as an object with a class name and
/// a config.
struct NamedConfig {
  std::string name;
  const Json *config;
};

/// Reads such a thing; with errors if it is neither.
NamedConfig readNamed(JsonObject &owner, const Json &value);

/// Sets the module's optimizer, and its schedule, weight decay and gradient
/// clipping if it has them.
llvm::LogicalResult readOptimizer(JsonObject &owner, const Json &value,
                                  mlir::ModuleOp module);

/// A learning-rate schedule, and the learning rate that it starts with; null
/// with an error.
nn::ScheduleAttrInterface readSchedule(JsonObject &owner, const Json &value,
                                       double &initialRate);

/// A loss that can be computed from the model's output; null with an error.
nn::LossAttr readLoss(JsonObject &owner, const Json &value, mlir::Value output);

/// Whether the loss compares classes and not numbers.
bool isCrossEntropy(nn::LossAttr loss);

/// The metrics, of which those that are not supported or do not fit are left
/// out with a warning.
llvm::SmallVector<nn::MetricAttr> readMetrics(JsonObject &owner,
                                              const Json &value,
                                              nn::LossAttr loss,
                                              mlir::Value output);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_COMPILECONFIG_H
