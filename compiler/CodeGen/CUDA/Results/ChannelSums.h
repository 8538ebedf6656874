//===- ChannelSums.h - Sums over a whole launch ---------------------------===//
//
// Blocks cannot wait for each other, and adding in whatever order they end in
// would give other bits each time. So each block writes a row of sums to the
// workspace, and a second launch adds the rows up in a fixed order.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_CHANNELSUMS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_CHANNELSUMS_H

#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"

namespace anabranch::codegen::cuda {

/// Bytes of the block's memory that `addRowLanes` uses for so many sums.
int64_t getRowLaneBytes(const schedule::ElementTiling &tiling, int64_t sums,
                        mlir::Type element);

/// Adds up the first `sums` of `parts`, parts x sums x columns in the block's
/// memory, with so many threads, and behind a barrier. The result of sum i and
/// channel c goes to `rows`[`row`, `firstColumn` + i * `sumChannels` + c].
void storePartSums(LoopBuilder &loops, const Thread &thread, int64_t threads,
                   mlir::Value parts, int64_t sums,
                   const ChannelRange &channels, int64_t sumChannels,
                   mlir::Value rows, mlir::Value row, int64_t firstColumn = 0);

/// Adds up what the row lanes of a block have for the same channels: `values`,
/// each of `tiling.lanes`. All threads call it. The result of sum i and
/// channel c goes to `rows`[`row`, `firstColumn` + i * channels + c]; with
/// `taps`, those of the last sum stand in place of it.
void addRowLanes(LoopBuilder &loops, const Thread &thread,
                 const schedule::ElementTiling &tiling,
                 const ChannelRange &channels, mlir::ValueRange values,
                 mlir::Value rows, mlir::Value row, int64_t firstColumn = 0,
                 std::optional<kernel::TapsAttr> taps = std::nullopt);

/// The launch that turns a kernel's rows of block sums into its results, by its
/// finalizer if it has one; none if it has no sums.
void addUpChannelSums(LoopBuilder &loops, const KernelArguments &arguments,
                      mlir::Value rows, mlir::Value count);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_CHANNELSUMS_H
