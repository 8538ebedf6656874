//===- BlockSums.h - Per-channel sums of blocks ---------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_BLOCKSUMS_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_BLOCKSUMS_H

#include "compiler/CodeGen/KernelArguments.h"

namespace anabranch::codegen::cpu {

/// Views the kernel's `blockSums` as one number per block, sum and channel.
mlir::Value viewBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                          mlir::Value blocks, int64_t channels);

/// Starts a block's sums of `count` channels at zero, and adds to sums what
/// `storeEpilogue` returned.
void zeroBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                   mlir::Value blocks, mlir::Value block, int64_t channels,
                   mlir::Value firstChannel, int64_t count, int64_t lanes);
void addBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                  mlir::Value blocks, mlir::Value block, int64_t channels,
                  mlir::ValueRange values, mlir::Value channel, Lanes lanes);

/// Calls the body in parallel for every example and each of its `parts`, and
/// combines the sums, of which each example has a row. An example's parts
/// follow each other on one thread, unless there are few examples (the batch is
/// a constant) and no sums: then each is work of its own.
void forEachPart(LoopBuilder &loops, const KernelArguments &arguments,
                 mlir::Value extent, int64_t parts, int64_t lanes,
                 llvm::function_ref<void(mlir::Value, mlir::Value)> body);

/// Adds up all blocks' sums, in order and in double precision, and stores what
/// becomes of them.
void combineBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                      mlir::Value blocks, int64_t channels, int64_t lanes);

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_BLOCKSUMS_H
