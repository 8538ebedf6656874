//===- BulkCopy.h - Copies to shared memory that need no threads ----------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_BULKCOPY_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_BULKCOPY_H

#include "compiler/CodeGen/CUDA/Operands/SharedSlices.h"

namespace anabranch::codegen::cuda {

/// Starts to copy a packed slice to a slot (PTX ISA, "cp.async.bulk"): the
/// thread arrives at a barrier object, whose phase ends with the copy.
void copySlice(LoopBuilder &loops, const SharedSlices &slices,
               mlir::Value slice, mlir::Value slot, mlir::Value barrier);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_BULKCOPY_H
