//===- KerasOrder.cpp - The order in which Keras lists layers -------------===//

#include "compiler/Functional/KerasOrder.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::functional;
using import::Graph;
using import::TensorRef;

namespace {
/// Layers by their distance from the output, the furthest first, and where that
/// is equal as a walk from the output finds them. Source:
/// keras.src.ops.function.map_graph.
class KerasOrder {
public:
  explicit KerasOrder(const Graph &graph);

  /// The layers' indices in the graph.
  std::vector<unsigned> get() const;

private:
  struct Node {
    bool isVisited = false;
    unsigned depth = 0;
  };
  Node &nodeOf(TensorRef call) { return nodes[call.layer][call.call]; }
  ArrayRef<TensorRef> inputsOf(TensorRef call) const {
    return graph.layers[call.layer].calls[call.call].inputs;
  }
  void visit(TensorRef call);
  void walk(TensorRef output);
  void measureDepths();

  static constexpr int unseen = -2;
  const Graph &graph;
  std::vector<std::vector<Node>> nodes; ///< by layer and call
  std::vector<TensorRef> producersFirst;
  /// By layer: when the walk found it, and its largest depth.
  std::vector<int> places;
  std::vector<unsigned> depths;
  int visitedLayers = 0;
};
} // namespace

KerasOrder::KerasOrder(const Graph &graph)
    : graph(graph), places(graph.layers.size(), unseen),
      depths(graph.layers.size()) {
  for (const import::Layer &layer : graph.layers)
    nodes.emplace_back(layer.calls.size());
  for (TensorRef output : graph.outputs)
    walk(output);
  measureDepths();
  for (unsigned input : graph.inputs)
    if (places[input] == unseen)
      places[input] = -1; // Not needed, but an argument all the same.
}

void KerasOrder::visit(TensorRef call) {
  nodeOf(call).isVisited = true;
  if (places[call.layer] == unseen)
    places[call.layer] = visitedLayers++;
}

void KerasOrder::walk(TensorRef output) {
  // Calls being visited, and how many of its inputs each has seen visited.
  std::vector<std::pair<TensorRef, size_t>> path{{output, 0}};
  visit(output);
  while (!path.empty()) {
    auto &[call, seen] = path.back();
    if (seen == inputsOf(call).size()) {
      producersFirst.push_back(call);
      path.pop_back();
      continue;
    }
    TensorRef input = inputsOf(call)[seen++];
    if (!nodeOf(input).isVisited) {
      visit(input);
      path.emplace_back(input, 0);
    }
  }
}

void KerasOrder::measureDepths() {
  for (TensorRef call : llvm::reverse(producersFirst)) {
    unsigned depth = std::max(nodeOf(call).depth, depths[call.layer]);
    depths[call.layer] = depth;
    for (TensorRef input : inputsOf(call))
      nodeOf(input).depth = std::max(nodeOf(input).depth, depth + 1);
  }
}

std::vector<unsigned> KerasOrder::get() const {
  std::vector<unsigned> order;
  for (unsigned layer = 0; layer < graph.layers.size(); ++layer)
    if (places[layer] != unseen)
      order.push_back(layer);
  llvm::sort(order, [&](unsigned a, unsigned b) {
    return std::make_pair(-int64_t(depths[a]), places[a]) <
           std::make_pair(-int64_t(depths[b]), places[b]);
  });
  return order;
}

/// A layer that is no model.
static import::Layer copy(const import::Layer &layer) {
  import::Layer result(layer.name, layer.className, layer.config,
                       layer.location);
  result.isOperation = layer.isOperation;
  result.calls = layer.calls;
  return result;
}

Graph functional::sortAsKeras(const Graph &graph) {
  std::vector<unsigned> order = KerasOrder(graph).get();
  std::vector<unsigned> newIndices(graph.layers.size());
  for (auto [index, layer] : llvm::enumerate(order))
    newIndices[layer] = static_cast<unsigned>(index);
  auto renumber = [&](TensorRef tensor) -> TensorRef {
    return {newIndices[tensor.layer], tensor.call};
  };
  Graph sorted;
  sorted.name = graph.name;
  for (unsigned index : order) {
    sorted.layers.push_back(copy(graph.layers[index]));
    for (import::Call &call : sorted.layers.back().calls)
      for (TensorRef &input : call.inputs)
        input = renumber(input);
  }
  for (unsigned input : graph.inputs)
    sorted.inputs.push_back(newIndices[input]);
  for (TensorRef output : graph.outputs)
    sorted.outputs.push_back(renumber(output));
  sorted.outputNames = graph.outputNames;
  return sorted;
}
