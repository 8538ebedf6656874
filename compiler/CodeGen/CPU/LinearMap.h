//===- LinearMap.h - Small constant matrices times vectors ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_LINEARMAP_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_LINEARMAP_H

#include "compiler/CodeGen/VectorCode.h"
#include "compiler/Schedule/CPU/WinogradMatrices.h"

namespace anabranch::codegen::cpu {

/// Rows of values.
using ValueMatrix = llvm::SmallVector<llvm::SmallVector<mlir::Value, 8>, 8>;

/// Builds M X N', for X of as many rows as M has inputs and as many columns as
/// N has, without multiplying by 0 and 1. Rows or columns of opposite points,
/// which differ in every second sign, share their sums. `load(i, j)` is asked
/// for the elements column by column.
ValueMatrix applyToTile(LoopBuilder &loops, const schedule::Transform &height,
                        const schedule::Transform &width,
                        llvm::function_ref<mlir::Value(int64_t, int64_t)> load,
                        Lanes lanes);

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_LINEARMAP_H
