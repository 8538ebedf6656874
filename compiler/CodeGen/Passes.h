//===- Passes.h - What all targets' code goes through ---------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_PASSES_H
#define ANABRANCH_COMPILER_CODEGEN_PASSES_H

#include "mlir/Pass/Pass.h"

namespace anabranch::codegen {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/CodeGen/Passes.h.inc"

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_PASSES_H
