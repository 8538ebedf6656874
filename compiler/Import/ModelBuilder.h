//===- ModelBuilder.h - From layers to the nn dialect ---------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_MODELBUILDER_H
#define ANABRANCH_COMPILER_IMPORT_MODELBUILDER_H

#include "compiler/Import/Graph.h"
#include "compiler/Import/KerasModel.h"
#include "compiler/Import/Layers.h"
#include "compiler/Import/Training/CompileConfig.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace anabranch::import {

class Hdf5Weights;

/// Builds the module of one graph, whether that was read from a file or is
/// being described: the network as `@model`, its parameters, and the rows of
/// its summary. Everything that fails has been reported.
class ModelBuilder {
public:
  /// \param graph may get more layers and calls meanwhile
  ModelBuilder(Reporter &reporter, const Graph &graph,
               mlir::MLIRContext &context);

  /// Builds a whole graph.
  ///
  /// \param weights the parameters' values; null if they are not trained
  llvm::LogicalResult build(const Hdf5Weights *weights);

  /// Adds an argument for an input layer.
  llvm::LogicalResult addInput(unsigned layer);
  /// Adds the ops of a call, whose inputs have been added.
  llvm::LogicalResult addCall(TensorRef call);
  /// The first output of a call that has been added.
  mlir::Value getValue(TensorRef call) { return outputsOf(call).front(); }

  mlir::OwningOpRef<mlir::ModuleOp> takeModule() { return std::move(module); }
  llvm::ArrayRef<ModelOutput> getOutputs() const { return outputs; }
  /// Where the parameters' values were found.
  std::vector<SavedVariable> takePlaces() { return std::move(places); }

private:
  llvm::LogicalResult finishFunction();
  llvm::LogicalResult passInput(const Layer &layer, TensorRef call);
  mlir::RankedTensorType readInputType(const Layer &layer);
  llvm::LogicalResult declareParameters(const Hdf5Weights *weights);
  mlir::Attribute makeSummaryRow(unsigned index);
  llvm::SmallVector<mlir::Value, 1> &outputsOf(TensorRef call) {
    return values[call.layer][call.call];
  }
  mlir::Value findValue(TensorRef tensor, const Layer *user);
  llvm::LogicalResult addConstants(const Layer &layer, const Call &call,
                                   const LayerBuilder &layerBuilder,
                                   llvm::SmallVectorImpl<mlir::Value> &inputs);
  void makeRoom(unsigned layer);
  llvm::LogicalResult checkPolicy(JsonObject &arguments);

  Reporter &reporter;
  const Graph &graph;
  mlir::ImplicitLocOpBuilder builder;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
  /// By layer and call: its outputs, none until it has been added.
  std::vector<llvm::SmallVector<llvm::SmallVector<mlir::Value, 1>, 1>> values;
  std::vector<llvm::SmallVector<Variable>> variables; ///< by layer
  llvm::SmallVector<ModelOutput> outputs;
  std::vector<SavedVariable> places;
  std::string mixedPolicy; ///< a layer's policy of mixed precision, or empty
};

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_MODELBUILDER_H
