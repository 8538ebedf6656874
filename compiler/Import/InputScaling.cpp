//===- InputScaling.cpp - Who scales a model's inputs ---------------------===//

#include "compiler/Import/InputScaling.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace anabranch::import;

static bool scales(const Layer &layer, const Call &call) {
  static const llvm::StringSet<> layers = {"Rescaling", "Normalization"};
  static const llvm::StringSet<> operations = {"Add", "Subtract", "Multiply",
                                               "Divide", "TrueDivide"};
  return layer.isOperation
             ? !call.numbers.empty() && operations.contains(layer.className)
             : layers.contains(layer.className);
}

/// Whether its results lie in the range of its input.
static bool keepsRange(const Layer &layer) {
  static const llvm::StringSet<> layers = {
      "InputLayer", "RandomFlip",    "RandomCrop",   "RandomTranslation",
      "RandomZoom", "ZeroPadding2D", "Cropping2D",   "Permute",
      "Reshape",    "Flatten",       "UpSampling2D", "RandomContrast"};
  static const llvm::StringSet<> operations = {
      "Reshape", "Transpose", "ExpandDims", "Squeeze", "GetItem", "Pad"};
  return (layer.isOperation ? operations : layers).contains(layer.className);
}

SmallVector<bool> anabranch::import::findScaledInputs(const Graph &graph) {
  std::vector<SmallVector<std::pair<unsigned, const Call *>>> readers(
      graph.layers.size());
  for (auto [index, layer] : llvm::enumerate(graph.layers))
    for (const Call &call : layer.calls)
      for (TensorRef input : call.inputs)
        readers[input.layer].emplace_back(index, &call);
  return llvm::map_to_vector(graph.inputs, [&](unsigned input) {
    std::vector<bool> isSeen(graph.layers.size());
    SmallVector<unsigned> pending = {input};
    while (!pending.empty()) {
      unsigned index = pending.pop_back_val();
      for (auto [reader, call] : readers[index]) {
        if (scales(graph.layers[reader], *call))
          return true;
        if (keepsRange(graph.layers[reader]) && !isSeen[reader])
          pending.push_back(reader);
        isSeen[reader] = true;
      }
    }
    return false;
  });
}
