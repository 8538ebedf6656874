//===- Graph.h - The layers of a model and how they are connected ---------===//

#ifndef ANABRANCH_COMPILER_IMPORT_GRAPH_H
#define ANABRANCH_COMPILER_IMPORT_GRAPH_H

#include "compiler/Import/Files/ModelText.h"

namespace anabranch::import {

/// An output of one call of a layer. Only models inside the model, and some
/// operations, have more than one.
struct TensorRef {
  unsigned layer, call, output = 0;
};

/// One application of a layer ("node" in Keras's files). A shared layer has
/// several.
struct Call {
  llvm::SmallVector<TensorRef, 2> inputs;
  /// Numbers that an operation is called with, as in `2 * x`, and before which
  /// of the inputs each stands.
  llvm::SmallVector<std::pair<unsigned, double>, 1> numbers;
  /// The same for arrays: their elements, in lists.
  llvm::SmallVector<std::pair<unsigned, const Json *>, 1> arrays;
  /// The argument `training`, where a call of Keras 2 fixes it.
  std::optional<bool> training;
  /// Whether a layer of attention lets no step see those behind it.
  bool isCausal = false;
  /// What stands in the brackets of the operation `x[...]`.
  const Json *index = nullptr;
};

struct Graph;

struct Layer {
  Layer(std::string name, std::string className, const Json *config,
        mlir::Location location)
      : name(std::move(name)), className(std::move(className)), config(config),
        location(location) {}

  /// With the names of the models that it is in: "backbone/conv2d".
  std::string name;
  /// Keras's class: "Conv2D".
  std::string className;
  /// Whether it is a function or operator (`x + y`, `keras.ops.relu(x)`),
  /// which Keras keeps among the layers but not among the weights.
  bool isOperation = false;
  const Json *config;
  mlir::Location location;
  std::vector<Call> calls;
  /// Whether the models that it is in may train.
  bool trainable = true;
  /// Whether it is in a model inside the model.
  bool isInner = false;
  /// Where its variables stand in Keras's archives: "layers/conv2d_1".
  std::string weightsGroup;
  /// The model that this layer is, until `inlineModels` has run.
  std::unique_ptr<Graph> model;
};

/// A model of either kind and either version of Keras.
struct Graph {
  std::string name;
  bool isKeras2 = false; ///< whether that has written it
  std::vector<Layer> layers;
  /// Indices of the input layers, in the order of the model's arguments.
  llvm::SmallVector<unsigned> inputs;
  llvm::SmallVector<TensorRef, 1> outputs;
  /// What compile() and data call the outputs: the key where the model returns
  /// an object, else the layer's name.
  std::vector<std::string> outputNames;
  /// Configs of input layers that the file has none for.
  std::vector<std::unique_ptr<Json>> impliedInputs;
};

/// Reads the layers and connections of a Functional or Sequential model, and of
/// those inside it, whose layers take the places of theirs. The graph refers to
/// `model`'s JSON.
llvm::FailureOr<Graph> readGraph(Reporter &reporter, const ModelText &model);

/// Puts the layers of models inside the model into its own list. A model that
/// is called several times makes calls of its layers, which keep their
/// variables; its input layers take a tensor and pass it on.
llvm::FailureOr<Graph> inlineModels(Reporter &reporter, Graph model);

/// The calls that the model's outputs need, producers first and otherwise in
/// the file's order. Reports cycles and layers that lead nowhere; those of
/// inner models are all called, since Keras does so.
llvm::FailureOr<std::vector<TensorRef>> sortCalls(Reporter &reporter,
                                                  const Graph &graph);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_GRAPH_H
