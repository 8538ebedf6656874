//===- BlockSums.h - Per-channel sums of blocks ---------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_BLOCKSUMS_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_BLOCKSUMS_H

#include "compiler/CodeGen/KernelArguments.h"

namespace anabranch::codegen::cpu {

/// Views the kernel's `blockSums` as one number per block, sum and channel.
mlir::Value viewBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                          mlir::Value blocks, int64_t channels);

/// Starts a block's sums at zero, and adds to them what `storeEpilogue`
/// returned.
void zeroBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                   mlir::Value blocks, mlir::Value block, int64_t channels,
                   int64_t lanes);
void addBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                  mlir::Value blocks, mlir::Value block, int64_t channels,
                  mlir::ValueRange values, mlir::Value channel, Lanes lanes);

/// Adds up all blocks' sums, in order and in double precision, and stores what
/// becomes of them.
void combineBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                      mlir::Value blocks, int64_t channels, int64_t lanes);

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_BLOCKSUMS_H
