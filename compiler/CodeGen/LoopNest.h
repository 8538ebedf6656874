//===- LoopNest.h - Loops over several dimensions -------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_LOOPNEST_H
#define ANABRANCH_COMPILER_CODEGEN_LOOPNEST_H

#include "compiler/CodeGen/LoopBuilder.h"

namespace anabranch::codegen {

/// A dimension's part that a loop runs over: [begin, end).
struct IndexRange {
  int64_t begin, end;
};

using NestBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    llvm::ArrayRef<mlir::Value>, mlir::ValueRange)>;

/// Loops over all ranges, the last innermost, and carries values through. The
/// body gets an index for each range.
llvm::SmallVector<mlir::Value> forEachIndex(LoopBuilder &loops,
                                            llvm::ArrayRef<IndexRange> ranges,
                                            mlir::ValueRange carried,
                                            NestBody body);

/// The same without values.
void forEachIndex(LoopBuilder &loops, llvm::ArrayRef<IndexRange> ranges,
                  llvm::function_ref<void(llvm::ArrayRef<mlir::Value>)> body);

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_LOOPNEST_H
