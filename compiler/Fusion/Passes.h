//===- Passes.h - nn to kernel, and the fusions ---------------------------===//

#ifndef ANABRANCH_COMPILER_FUSION_PASSES_H
#define ANABRANCH_COMPILER_FUSION_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace anabranch::fusion {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Fusion/Passes.h.inc"

} // namespace anabranch::fusion

#endif // ANABRANCH_COMPILER_FUSION_PASSES_H
