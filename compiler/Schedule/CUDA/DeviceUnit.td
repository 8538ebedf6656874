//===- DeviceUnit.td - Options that tell a pass of the GPU ----------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_DEVICEUNIT
#define ANABRANCH_COMPILER_SCHEDULE_DEVICEUNIT

include "mlir/Pass/PassBase.td"

defvar SharedBytesOption =
  Option<"sharedBytes", "shared-bytes", "int64_t", "99 << 10", "shared memory that the GPU grants a block">;

/// The options of the passes that have to see the same schedule::DeviceUnit.
defvar DeviceUnitOptions = [
  Option<"warpgroups", "warpgroups", "bool", "false", "the GPU multiplies by warpgroups (sm_90a)">,
  SharedBytesOption
];

#endif // ANABRANCH_COMPILER_SCHEDULE_DEVICEUNIT
