//===- Passes.h - Kernels that read a data set on the GPU -----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_DATASET_PASSES_H
#define ANABRANCH_COMPILER_CODEGEN_DATASET_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Pass/Pass.h"

namespace anabranch::codegen::dataset {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/CodeGen/Dataset/Passes.h.inc"

} // namespace anabranch::codegen::dataset

#endif // ANABRANCH_COMPILER_CODEGEN_DATASET_PASSES_H
