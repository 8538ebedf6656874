//===- CompileConfig.h - What a model is compiled with --------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_TRAINING_COMPILECONFIG_H
#define ANABRANCH_COMPILER_IMPORT_TRAINING_COMPILECONFIG_H

#include "compiler/Import/Files/JsonReader.h"
#include "compiler/Import/KerasModel.h"
#include "dialects/NN/NN.h"

namespace anabranch::import {

/// What the model predicts, and what compile() calls it.
struct ModelOutput {
  std::string name;
  mlir::Value value;
};

/// Sets the module's optimizer, losses and metrics from the model's
/// "compile_config", or from the options where these say more.
llvm::LogicalResult readCompileConfig(Reporter &reporter, const Json &model,
                                      const ImportOptions &options,
                                      llvm::ArrayRef<ModelOutput> outputs,
                                      mlir::ModuleOp module);

/// What compile() was given for each output of several: a list has an entry for
/// each, and an object some by name; null where there is none, or empty with an
/// error. All else is for every output.
llvm::SmallVector<const Json *>
splitByOutput(JsonObject &owner, llvm::StringRef key, const Json &value,
              llvm::ArrayRef<ModelOutput> outputs);

/// Sets the module's optimizer, and its schedule, weight decay and gradient
/// clipping if it has them.
llvm::LogicalResult readOptimizer(JsonObject &owner, const Json &value,
                                  mlir::ModuleOp module);

/// A learning-rate schedule, and the learning rate that it starts with; null
/// with an error.
nn::ScheduleAttrInterface readSchedule(JsonObject &owner, const Json &value,
                                       double &initialRate);

/// A loss that can be computed from the output; null with an error. A
/// cross-entropy of probabilities needs a softmax there.
nn::LossAttr readLoss(JsonObject &owner, const Json &value, mlir::Value output,
                      double weight);

/// Where metrics are measured.
struct MeasuredOutput {
  nn::LossAttr loss;
  mlir::RankedTensorType type;
  unsigned index;
  std::string prefix; ///< of the metrics' names
};

/// Appends a figure, with an error that asks for another name of `source` if
/// the history or what evaluate prints has that already.
void addFigure(JsonObject &owner, nn::MetricAttr metric,
               const llvm::Twine &source,
               llvm::SmallVectorImpl<nn::MetricAttr> &metrics);

/// Appends the metrics of one output, of which those that are not supported or
/// do not fit are left out with a warning.
void readMetrics(JsonObject &owner, const Json &value,
                 const MeasuredOutput &output,
                 llvm::SmallVectorImpl<nn::MetricAttr> &metrics);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_TRAINING_COMPILECONFIG_H
