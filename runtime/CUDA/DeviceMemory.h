//===- DeviceMemory.h - What is allocated for a GPU -----------------------===//

#ifndef ANABRANCH_RUNTIME_CUDA_DEVICEMEMORY_H
#define ANABRANCH_RUNTIME_CUDA_DEVICEMEMORY_H

#include "runtime/CUDA/CudaDriver.h"

#include <cstdint>
#include <vector>

namespace anabranch::runtime {

/// Memory of a GPU, and the host's that is copied from and to; freed with this,
/// in the context that is current then.
class DeviceMemory {
public:
  explicit DeviceMemory(const CudaDriver &driver) : driver(driver) {}
  ~DeviceMemory();
  DeviceMemory(const DeviceMemory &) = delete;
  DeviceMemory &operator=(const DeviceMemory &) = delete;

  /// Memory of the GPU; 0 if it has not that much besides `spared` bytes.
  CudaAddress allocate(int64_t bytes, int64_t spared = 0);

  /// Memory of the GPU that a program cannot do without.
  ///
  /// \throws Error if it has not that much
  CudaAddress allocateArena(int64_t bytes);

  /// Page-locked memory of the host: copies from and to other memory may make
  /// the host wait, and cannot be recorded.
  ///
  /// \throws Error if there is not enough memory
  char *allocateHost(int64_t bytes);

private:
  int64_t getFreeBytes() const;

  const CudaDriver &driver;
  std::vector<CudaAddress> allocations;
  std::vector<char *> hostAllocations;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_CUDA_DEVICEMEMORY_H
