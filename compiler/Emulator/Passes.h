//===- Passes.h - The GPU's code for the CPU ------------------------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_PASSES_H
#define ANABRANCH_COMPILER_EMULATOR_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace anabranch::emulator {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Emulator/Passes.h.inc"

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_PASSES_H
