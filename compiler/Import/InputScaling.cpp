//===- InputScaling.cpp - Who scales a model's inputs ---------------------===//

#include "compiler/Import/InputScaling.h"

#include "compiler/Import/Layers.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace anabranch::import;

static RangeEffect getRangeEffect(const Layer &layer) {
  // A nested model's input hands on what it gets.
  if (layer.className == "InputLayer")
    return RangeEffect::Keeps;
  const LayerBuilder *builder = findLayerBuilder(layer);
  return builder ? builder->range : RangeEffect::Changes;
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
        const Layer &layer = graph.layers[reader];
        RangeEffect effect = getRangeEffect(layer);
        bool hasConstant = !call->numbers.empty() || !call->arrays.empty();
        if (effect == RangeEffect::Scales &&
            (!layer.isOperation || hasConstant))
          return true;
        if (effect == RangeEffect::Keeps && !isSeen[reader])
          pending.push_back(reader);
        isSeen[reader] = true;
      }
    }
    return false;
  });
}
