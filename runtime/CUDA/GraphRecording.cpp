//===- GraphRecording.cpp - A graph of work that a stream is given --------===//

#include "runtime/CUDA/GraphRecording.h"

#include <set>

namespace anabranch::runtime {

GraphRecording::GraphRecording(const CudaDriver &driver, CudaStream stream)
    : driver(driver), stream(stream) {
  driver.check(driver.beginCapture(stream, cudaCaptureThreadLocal),
               "record a graph");
}

void GraphRecording::add(const std::vector<MemoryAccess> &accesses,
                         const std::function<void()> &start) {
  follow(order.add(accesses));
  start();
  int status = 0;
  uint64_t id = 0;
  CudaGraph graph = nullptr;
  const CudaGraphNode *nodes = nullptr;
  size_t count = 0;
  driver.check(driver.getCapture(stream, &status, &id, &graph, &nodes, &count),
               "record a graph");
  ends.emplace_back(nodes, nodes + count);
}

/// Lets what is started next wait for these pieces.
void GraphRecording::follow(const std::vector<size_t> &pieces) {
  if (ends.empty())
    return;
  // What waits for nothing waits for the first piece: it is a small one, and
  // the graph has one beginning.
  std::set<CudaGraphNode> nodes;
  for (size_t piece : pieces.empty() ? std::vector<size_t>{0} : pieces)
    nodes.insert(ends[piece].begin(), ends[piece].end());
  std::vector<CudaGraphNode> list(nodes.begin(), nodes.end());
  driver.check(driver.setCaptureDependencies(stream, list.data(), list.size(),
                                             cudaSetDependencies),
               "record a graph");
}

CudaGraph GraphRecording::finish() {
  CudaGraph graph = nullptr;
  follow(order.last());
  driver.check(driver.endCapture(stream, &graph), "record a graph");
  return graph;
}

} // namespace anabranch::runtime
