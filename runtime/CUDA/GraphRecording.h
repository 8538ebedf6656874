//===- GraphRecording.h - A graph of work that a stream is given ----------===//

#ifndef ANABRANCH_RUNTIME_CUDA_GRAPHRECORDING_H
#define ANABRANCH_RUNTIME_CUDA_GRAPHRECORDING_H

#include "runtime/CUDA/CudaDriver.h"
#include "runtime/CUDA/LaunchOrder.h"

#include <functional>
#include <vector>

namespace anabranch::runtime {

/// Records what is started on a stream as a graph, in which work only waits for
/// what it depends on: the rest may run beside it.
class GraphRecording {
public:
  GraphRecording(const CudaDriver &driver, CudaStream stream);

  /// Records a piece of work.
  ///
  /// \param accesses all of the memory that it touches
  /// \param start starts it: copies and launches, which run in order
  void add(const std::vector<MemoryAccess> &accesses,
           const std::function<void()> &start);

  /// Ends the recording.
  CudaGraph finish();

private:
  void follow(const std::vector<size_t> &pieces);

  const CudaDriver &driver;
  CudaStream stream;
  LaunchOrder order;
  /// By piece: what waits for it has to wait for these.
  std::vector<std::vector<CudaGraphNode>> ends;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_CUDA_GRAPHRECORDING_H
