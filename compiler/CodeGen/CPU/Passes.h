//===- Passes.h - Kernels to CPU code -------------------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_PASSES_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace anabranch::codegen::cpu {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/CodeGen/CPU/Passes.h.inc"

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_PASSES_H
