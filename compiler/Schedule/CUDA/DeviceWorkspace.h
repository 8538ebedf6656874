//===- DeviceWorkspace.h - Memory that launches pass to each other --------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CUDA_DEVICEWORKSPACE_H
#define ANABRANCH_COMPILER_SCHEDULE_CUDA_DEVICEWORKSPACE_H

#include "compiler/Schedule/CUDA/DeviceUnit.h"
#include "compiler/Schedule/Workspace.h"

namespace anabranch::schedule {

/// The workspace of an outlined kernel on the GPU: the sums of pieces of the
/// batch, and last, if the epilogue has reductions, each block's sums.
Workspace getDeviceWorkspace(kernel::KernelOpInterface op,
                             const DeviceUnit &device);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CUDA_DEVICEWORKSPACE_H
