//===- DeviceMemory.cpp - What is allocated for a GPU ---------------------===//

#include "runtime/CUDA/DeviceMemory.h"
#include "runtime/Error.h"

#include <string>

namespace anabranch::runtime {

DeviceMemory::~DeviceMemory() {
  // Whatever fails here has nobody left to tell.
  for (CudaAddress address : allocations)
    driver.free(address);
  for (char *memory : hostAllocations)
    driver.freeHost(memory);
}

int64_t DeviceMemory::getFreeBytes() const {
  size_t free = 0, total = 0;
  driver.check(driver.getMemory(&free, &total), "ask for the GPU's memory");
  return int64_t(free);
}

CudaAddress DeviceMemory::allocate(int64_t bytes, int64_t spared) {
  CudaAddress address = 0;
  if (getFreeBytes() < bytes + spared ||
      driver.allocate(&address, size_t(bytes)) != 0)
    return 0;
  allocations.push_back(address);
  return address;
}

CudaAddress DeviceMemory::allocateArena(int64_t bytes) {
  CudaAddress arena = allocate(bytes);
  if (!arena)
    throw Error("GPU",
                "cannot allocate " + std::to_string(bytes >> 20) +
                    " MiB of the " + std::to_string(getFreeBytes() >> 20) +
                    " MiB that are free",
                "choose a smaller --batch-size");
  return arena;
}

char *DeviceMemory::allocateHost(int64_t bytes) {
  void *memory = nullptr;
  if (driver.allocateHost(&memory, size_t(bytes)) != 0)
    throw Error("GPU",
                "cannot lock " + std::to_string(bytes >> 20) +
                    " MiB of the host's memory",
                "choose a smaller --batch-size");
  hostAllocations.push_back(static_cast<char *>(memory));
  return hostAllocations.back();
}

} // namespace anabranch::runtime
