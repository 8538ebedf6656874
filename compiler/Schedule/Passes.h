//===- Passes.h - Outlining and memory planning ---------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_PASSES_H
#define ANABRANCH_COMPILER_SCHEDULE_PASSES_H

#include "mlir/Pass/Pass.h"

namespace anabranch::schedule {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Schedule/Passes.h.inc"

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_PASSES_H
