//===- Reduction.h - What reductions do with each element -----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_REDUCTION_H
#define ANABRANCH_COMPILER_CODEGEN_REDUCTION_H

#include "compiler/CodeGen/KernelArguments.h"

namespace anabranch::codegen {

/// The value that a reduction's epilogue yields for one element, or a vector of
/// them.
mlir::Value getReduced(LoopBuilder &loops, const KernelArguments &arguments,
                       mlir::ValueRange indices, Lanes lanes);

/// What a reduction of nothing has: a value, and for argmax an index.
llvm::SmallVector<mlir::Value> startReduction(LoopBuilder &loops,
                                              kernel::ReductionKind kind,
                                              mlir::Type element);

/// Takes one more element, or what a part of the reduction has. A sum may be of
/// a wider type. Of equals argmax has the first, in whatever order they come;
/// `index` is only read for it.
llvm::SmallVector<mlir::Value> combineReduction(LoopBuilder &loops,
                                                kernel::ReductionKind kind,
                                                mlir::ValueRange carried,
                                                mlir::Value element,
                                                mlir::Value index);

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_REDUCTION_H
