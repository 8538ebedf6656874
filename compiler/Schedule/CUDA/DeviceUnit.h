//===- DeviceUnit.h - What the schedule knows of the GPU ------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CUDA_DEVICEUNIT_H
#define ANABRANCH_COMPILER_SCHEDULE_CUDA_DEVICEUNIT_H

#include <cstdint>

namespace anabranch::schedule {

/// What differs between GPUs.
struct DeviceUnit {
  /// Whether groups of four warps multiply matrices in shared memory (wgmma).
  bool warpgroups = false;
  /// What a block may have of a multiprocessor's shared memory, in bytes. Any
  /// GPU from sm_80 on grants as much as sm_86 (CUDA C++ Programming Guide,
  /// "Technical Specifications per Compute Capability").
  int64_t sharedBytes = 99 * 1024;

  /// Sets a pass's options, which are DeviceUnit.td's.
  template <typename Options> void setOptions(Options &options) const {
    options.warpgroups = warpgroups;
    options.sharedBytes = sharedBytes;
  }
};

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CUDA_DEVICEUNIT_H
