//===- Graph.h - The layers of a model and how they are connected ---------===//

#ifndef ANABRANCH_COMPILER_IMPORT_GRAPH_H
#define ANABRANCH_COMPILER_IMPORT_GRAPH_H

#include "compiler/Import/ModelText.h"

namespace anabranch::import {

/// The output of one call of a layer.
struct TensorRef {
  unsigned layer, call;
};

/// One application of a layer ("node" in Keras's files). A shared layer has
/// several.
struct Call {
  llvm::SmallVector<TensorRef, 2> inputs;
  /// Numbers that an operation is called with, as in `2 * x`, and before which
  /// of the inputs each stands.
  llvm::SmallVector<std::pair<unsigned, double>, 1> numbers;
  /// The argument `training`, where a call of Keras 2 fixes it.
  std::optional<bool> training;
  /// What stands in the brackets of the operation `x[...]`.
  const Json *index = nullptr;
};

struct Layer {
  std::string name;
  /// Keras's class: "Conv2D".
  std::string className;
  /// Whether it is a function or operator (`x + y`, `keras.ops.relu(x)`),
  /// which Keras keeps among the layers but not among the weights.
  bool isOperation = false;
  const Json *config = nullptr;
  mlir::Location location;
  std::vector<Call> calls;
};

/// A model of either kind and either version of Keras.
struct Graph {
  std::string name;
  bool trainable = true;
  std::vector<Layer> layers;
  /// Indices of the input layers, in the order of the model's arguments.
  llvm::SmallVector<unsigned> inputs;
  TensorRef output = {0, 0};
  /// An input layer's config, where the file has none.
  std::unique_ptr<Json> impliedInput;
};

/// Reads the layers and connections of a Functional or Sequential model. The
/// graph refers to `model`'s JSON.
llvm::FailureOr<Graph> readGraph(Reporter &reporter, const ModelText &model);

/// The calls that the model's output needs, producers first and otherwise in
/// the file's order. Reports cycles and layers that lead nowhere.
llvm::FailureOr<std::vector<TensorRef>> sortCalls(Reporter &reporter,
                                                  const Graph &graph);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_GRAPH_H
