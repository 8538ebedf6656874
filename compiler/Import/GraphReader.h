//===- GraphReader.h - Reading one model's config -------------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_GRAPHREADER_H
#define ANABRANCH_COMPILER_IMPORT_GRAPHREADER_H

#include "compiler/Import/Graph.h"

#include "llvm/ADT/StringMap.h"

namespace anabranch::import {

/// Reads one model's `config`.
class GraphReader {
public:
  GraphReader(Reporter &reporter, const ModelText &model)
      : reporter(reporter), model(model.value), text(&model),
        owner("the model"), location(reporter.getFileLocation()) {
    graph.isKeras2 = model.isKeras2;
  }
  /// Of the model that `layer` is.
  GraphReader(Reporter &reporter, const Json &model, const Layer &layer,
              bool isKeras2)
      : reporter(reporter), model(model), owner("layer " + quote(layer.name)),
        location(layer.location), prefix(layer.name + "/"),
        trainable(layer.trainable) {
    graph.isKeras2 = isKeras2;
  }

  llvm::FailureOr<Graph> read();

private:
  /// The number that a layer's first call has in references: Keras counts a
  /// model's own making as its first.
  struct FirstCall {
    unsigned inCalls = 0, inEndpoints = 0;
  };

  mlir::Location locate(unsigned index, llvm::StringRef name) const;
  llvm::LogicalResult readLayer(const Json &entry, bool isSequential);
  FirstCall findFirstCall(const Layer &layer) const;
  llvm::LogicalResult chainLayers(JsonObject &config);
  llvm::LogicalResult connectLayers(JsonObject &config);
  llvm::LogicalResult readCall(const Json &node, unsigned layer);
  llvm::LogicalResult readKeras2Call(const Json &node, unsigned layer,
                                     Call &call);
  llvm::LogicalResult readArgument(JsonObject &owner, const Json &argument,
                                   Call &call);
  llvm::LogicalResult readCallOptions(JsonObject &owner, const Json &kwargs,
                                      Call &call);
  llvm::LogicalResult readReference(JsonObject &owner, const Json &reference,
                                    TensorRef &tensor, bool isEndpoint = false);
  llvm::LogicalResult readOutputs(JsonObject &owner, const Json &value);
  llvm::LogicalResult checkCalls();
  llvm::LogicalResult readEndpoints(JsonObject &owner, const Json &value,
                                    llvm::SmallVectorImpl<TensorRef> &tensors);

  Reporter &reporter;
  const Json &model;
  const ModelText *text = nullptr; ///< of the outermost model
  std::string owner;
  mlir::Location location;
  std::string prefix; ///< of layers' names
  bool trainable = true;
  Graph graph;
  llvm::StringMap<unsigned> layerIndices; ///< by name without prefix
  std::vector<FirstCall> firstCalls;      ///< by layer
};

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_GRAPHREADER_H
