//===- Passes.h - From a model to its programs, and their gradients -------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_PASSES_H
#define ANABRANCH_COMPILER_AUTODIFF_PASSES_H

#include "dialects/NN/NN.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace anabranch::autodiff {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Autodiff/Passes.h.inc"

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_PASSES_H
