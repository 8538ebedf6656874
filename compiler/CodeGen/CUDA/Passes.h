//===- Passes.h - Kernels to CUDA code ------------------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PASSES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Pass/Pass.h"

namespace anabranch::codegen::cuda {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/CodeGen/CUDA/Passes.h.inc"

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PASSES_H
