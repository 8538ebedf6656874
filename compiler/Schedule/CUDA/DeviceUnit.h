//===- DeviceUnit.h - What the schedule knows of the GPU ------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CUDA_DEVICEUNIT_H
#define ANABRANCH_COMPILER_SCHEDULE_CUDA_DEVICEUNIT_H

namespace anabranch::schedule {

/// What differs between GPUs.
struct DeviceUnit {
  /// Whether groups of four warps multiply matrices in shared memory (wgmma).
  bool warpgroups = false;

  /// Sets a pass's options, which are DeviceUnit.td's.
  template <typename Options> void setOptions(Options &options) const {
    options.warpgroups = warpgroups;
  }
};

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CUDA_DEVICEUNIT_H
