//===- DeviceAddress.h - Addresses for instructions of the GPU ------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_DEVICE_DEVICEADDRESS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_DEVICE_DEVICEADDRESS_H

#include "compiler/CodeGen/LoopBuilder.h"

namespace anabranch::codegen::cuda {

/// An index or a constant as the 32 bits that the GPU's own operations take.
mlir::Value toWord(LoopBuilder &loops, mlir::Value index);
mlir::Value makeWord(LoopBuilder &loops, int64_t value);

/// The address of an element of shared memory, `elementBytes` behind each
/// other.
mlir::Value getSharedAddress(LoopBuilder &loops, mlir::Value memory,
                             mlir::Value element, int64_t elementBytes);

/// The address of an element of a memref in shared memory.
mlir::Value getSharedAddress(LoopBuilder &loops, mlir::Value memory,
                             mlir::ValueRange indices);

/// The address of an element of a dense memref in global memory. An index has
/// 32 bits, fewer than such an address.
mlir::Value getGlobalAddress(LoopBuilder &loops, mlir::Value memory,
                             mlir::ValueRange indices);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_DEVICE_DEVICEADDRESS_H
