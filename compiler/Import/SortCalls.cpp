//===- SortCalls.cpp - The order in which layers are called ---------------===//

#include "compiler/Import/Graph.h"

#include <queue>

using namespace mlir;
using namespace anabranch::import;

namespace {
/// Sorts calls; each has a number, ascending in the file's order.
class CallSorter {
public:
  CallSorter(Reporter &reporter, const Graph &graph)
      : reporter(reporter), graph(graph) {}

  FailureOr<std::vector<TensorRef>> sort();

private:
  LogicalResult findNeeded();
  LogicalResult reportCycle();
  LogicalResult error(unsigned layer, const Twine &message) {
    return reporter.error(graph.layers[layer].location,
                          "layer " + quote(graph.layers[layer].name) + ": " +
                              message);
  }
  unsigned number(TensorRef tensor) const {
    return firstNumber[tensor.layer] + tensor.call;
  }
  ArrayRef<TensorRef> inputs(unsigned number) const {
    TensorRef call = calls[number];
    return graph.layers[call.layer].calls[call.call].inputs;
  }

  Reporter &reporter;
  const Graph &graph;
  std::vector<TensorRef> calls;
  std::vector<unsigned> firstNumber;
  std::vector<bool> isNeeded;
  /// Inputs of a call that are not yet computed.
  std::vector<unsigned> waiting;
};
} // namespace

LogicalResult CallSorter::findNeeded() {
  for (auto [index, layer] : llvm::enumerate(graph.layers)) {
    firstNumber.push_back(calls.size());
    for (unsigned call = 0; call < layer.calls.size(); ++call)
      calls.push_back({unsigned(index), call});
  }
  isNeeded.resize(calls.size());
  std::vector<unsigned> pending;
  auto need = [&](unsigned call) {
    if (isNeeded[call])
      return;
    isNeeded[call] = true;
    pending.push_back(call);
  };
  for (TensorRef output : graph.outputs)
    need(number(output));
  for (unsigned call = 0; call < calls.size(); ++call)
    if (graph.layers[calls[call].layer].isInner)
      need(call);
  while (!pending.empty()) {
    unsigned current = pending.back();
    pending.pop_back();
    for (TensorRef input : inputs(current))
      need(number(input));
  }
  for (auto [index, layer] : llvm::enumerate(graph.layers)) {
    bool used = false;
    for (unsigned call = 0; call < layer.calls.size(); ++call)
      used |= isNeeded[firstNumber[index] + call];
    bool isListed = llvm::is_contained(graph.inputs, index);
    if (!used && !isListed)
      return error(index, "does not lead to the model's output: remove it");
    bool isInput = layer.className == "InputLayer" &&
                   (layer.calls.empty() || layer.calls.front().inputs.empty());
    if (used && !isListed && isInput)
      return error(index, "is an input that \"input_layers\" does not list");
  }
  return success();
}

/// Among the calls still waiting, follows inputs until one comes up again.
LogicalResult CallSorter::reportCycle() {
  std::vector<bool> visited(calls.size());
  unsigned current = 0;
  while (!isNeeded[current] || waiting[current] == 0)
    ++current;
  while (!visited[current]) {
    visited[current] = true;
    for (TensorRef input : inputs(current)) {
      if (waiting[number(input)] > 0) {
        current = number(input);
        break;
      }
    }
  }
  return error(calls[current].layer,
               "depends on its own output: the model must have no cycles");
}

FailureOr<std::vector<TensorRef>> CallSorter::sort() {
  if (failed(findNeeded()))
    return failure();
  std::vector<std::vector<unsigned>> users(calls.size());
  waiting.resize(calls.size());
  std::priority_queue<unsigned, std::vector<unsigned>, std::greater<>> ready;
  size_t neededCount = 0;
  for (unsigned current = 0; current < calls.size(); ++current) {
    if (!isNeeded[current])
      continue;
    ++neededCount;
    waiting[current] = inputs(current).size();
    if (waiting[current] == 0)
      ready.push(current);
    for (TensorRef input : inputs(current))
      users[number(input)].push_back(current);
  }
  std::vector<TensorRef> order;
  while (!ready.empty()) {
    unsigned current = ready.top();
    ready.pop();
    order.push_back(calls[current]);
    for (unsigned user : users[current])
      if (--waiting[user] == 0)
        ready.push(user);
  }
  if (order.size() != neededCount)
    return reportCycle();
  return order;
}

FailureOr<std::vector<TensorRef>>
anabranch::import::sortCalls(Reporter &reporter, const Graph &graph) {
  return CallSorter(reporter, graph).sort();
}
