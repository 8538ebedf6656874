//===- DriverEmulator.h - The GPU's driver on the CPU ---------------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_DRIVEREMULATOR_H
#define ANABRANCH_COMPILER_EMULATOR_DRIVEREMULATOR_H

#include "runtime/CUDA/CudaDriver.h"

#include <cstddef>

namespace anabranch::emulator {

/// What the driver's functions return.
constexpr int success = 0, invalidValue = 1, outOfMemory = 2, notFound = 500,
              notWhileCapturing = 900;

/// What launches of a function may ask of a block's memory, in bytes.
unsigned getGrantedBytes(runtime::CudaFunction function);

/// Whether the driver has allocated all of this memory of the host.
bool isPageLocked(const void *memory, size_t bytes);

/// Does all work that is under way.
void runAllStreams();

/// The memory of the host that the GPU's is.
inline char *toPointer(runtime::CudaAddress address) {
  return reinterpret_cast<char *>( // NOLINT(performance-no-int-to-ptr)
      address);
}

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_DRIVEREMULATOR_H
