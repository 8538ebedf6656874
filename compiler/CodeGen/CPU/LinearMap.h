//===- LinearMap.h - Small constant matrices times vectors ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_LINEARMAP_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_LINEARMAP_H

#include "compiler/CodeGen/VectorCode.h"
#include "compiler/Schedule/CPU/WinogradMatrices.h"

namespace anabranch::codegen::cpu {

/// A square of values, row by row.
using ValueSquare = llvm::SmallVector<llvm::SmallVector<mlir::Value, 8>, 8>;

/// Builds M X M', for X of as many rows and columns as M has inputs, without
/// multiplying by 0 and 1. Rows or columns of opposite points, which differ in
/// every second sign, share their sums. `load(i, j)` is asked for the elements
/// column by column.
ValueSquare
applyToSquare(LoopBuilder &loops, const schedule::Transform &transform,
              llvm::function_ref<mlir::Value(int64_t, int64_t)> load,
              Lanes lanes);

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_LINEARMAP_H
