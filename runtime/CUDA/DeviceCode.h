//===- DeviceCode.h - The code that a GPU runs ----------------------------===//

#ifndef ANABRANCH_RUNTIME_CUDA_DEVICECODE_H
#define ANABRANCH_RUNTIME_CUDA_DEVICECODE_H

#include "runtime/CUDA/CudaDriver.h"
#include "runtime/Model.h"

#include <map>

namespace anabranch::runtime {

/// The driver's library for this code; null if it is part of the program, as
/// tests' are.
const char *driverPath(const AnabranchDevice &code);

/// What to load on a GPU of a compute capability (80: 8.0), for
/// cuModuleLoadData. Null if the code is for others.
///
/// A cubin for "sm_80" runs on capabilities 8.0 to 8.9, and PTX for it on all
/// later ones too; either for "sm_90a", which has what only that chip can, on
/// 9.0 alone (CUDA C++ Programming Guide, "Binary Compatibility" and "PTX
/// Compatibility").
const void *chooseImage(const AnabranchDevice &code, int capability);

/// An executable's kernels on a GPU.
class DeviceCode {
public:
  /// Loads them into the driver's current context.
  ///
  /// \param device the GPU's number
  /// \throws Error if they are for another kind of GPU
  DeviceCode(const CudaDriver &driver, const AnabranchDevice &code, int device);
  ~DeviceCode();
  DeviceCode(const DeviceCode &) = delete;
  DeviceCode &operator=(const DeviceCode &) = delete;

  /// A kernel whose blocks get so many bytes of shared memory.
  ///
  /// \param name always at the same address for the same kernel
  CudaFunction findFunction(const char *name, int64_t sharedBytes);

private:
  const CudaDriver &driver;
  CudaModule module = nullptr;
  std::map<const char *, CudaFunction> functions; ///< by their names' address
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_CUDA_DEVICECODE_H
