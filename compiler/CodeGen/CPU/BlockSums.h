//===- BlockSums.h - Per-channel sums of blocks ---------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_BLOCKSUMS_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_BLOCKSUMS_H

#include "compiler/CodeGen/KernelArguments.h"

namespace anabranch::codegen::cpu {

/// A kernel's per-channel sums before they are complete: in `blockSums`, a row
/// for each block of work. A kernel without sums has none, and all of this does
/// nothing.
class BlockSums {
public:
  /// \param blocks their number
  /// \param channels of a row, at least the result's
  BlockSums(LoopBuilder &loops, const KernelArguments &arguments,
            mlir::Value blocks, int64_t channels)
      : loops(loops), arguments(arguments), blocks(blocks), channels(channels) {
  }

  /// Starts a block's sums of `count` channels at zero.
  void zero(mlir::Value block, mlir::Value firstChannel, int64_t count,
            int64_t lanes);

  /// Sets a block's sums of some channels, or adds to them. `values` are as
  /// `KernelArguments::storeEpilogue` returns them.
  void set(mlir::Value block, mlir::ValueRange values, mlir::Value channel,
           Lanes lanes);
  void add(mlir::Value block, mlir::ValueRange values, mlir::Value channel,
           Lanes lanes);

  /// Runs the epilogue for the lanes at `indices`, of which the channel is the
  /// last, and adds what is to be summed.
  void storeEpilogue(mlir::Value block, mlir::Value result,
                     mlir::ValueRange indices, Lanes lanes);

  /// The same for results at places of the same channels, of which the sums
  /// are added at once: one after the other they would wait for memory.
  void storeEpilogues(
      mlir::Value block, mlir::ValueRange results,
      llvm::function_ref<llvm::SmallVector<mlir::Value>(int64_t)> getIndices,
      Lanes lanes);

  /// Adds up all blocks' sums, in order and in double precision, and stores
  /// what becomes of them.
  void combine(int64_t lanes);

private:
  /// As one number per block, sum and channel.
  mlir::Value view();

  LoopBuilder &loops;
  const KernelArguments &arguments;
  mlir::Value blocks;
  int64_t channels;
};

/// Calls the body in parallel for every example and each of its `parts`, and
/// combines the sums, of which each example has a row. An example's parts
/// follow each other on one thread, unless there are few examples (the batch is
/// a constant) and no sums: then each is work of its own.
void forEachPart(
    LoopBuilder &loops, const KernelArguments &arguments, mlir::Value extent,
    int64_t parts, int64_t lanes,
    llvm::function_ref<void(mlir::Value, mlir::Value, BlockSums &)> body);

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_BLOCKSUMS_H
