//===- ChannelSums.h - Sums over a whole launch ---------------------------===//
//
// Blocks cannot wait for each other, and adding in whatever order they end in
// would give other bits each time. So each block writes a row of sums to the
// workspace, and a second launch adds the rows up in a fixed order.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_CHANNELSUMS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_CHANNELSUMS_H

#include "compiler/CodeGen/CUDA/ElementLaunch.h"

namespace anabranch::codegen::cuda {

/// Raw memory seen as rows of `columns` numbers.
mlir::Value viewRows(LoopBuilder &loops, mlir::Value bytes, mlir::Value rows,
                     int64_t columns, mlir::Type element);

/// Bytes of the block's memory that `addRowLanes` uses for so many sums.
int64_t getRowLaneBytes(const schedule::ElementTiling &tiling, size_t sums,
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

/// Adds up `parts` of the block's memory, a power of two of lanes x places, for
/// the places from one on: each thread has stored what its lane has of them.
/// Half of the lanes add what the other half has, and then half of these; what
/// is left is the first lane's. All threads call it.
void addUpLanes(LoopBuilder &loops, mlir::Value parts, mlir::Value lane,
                mlir::Value place, Lanes lanes);

/// What becomes of the sums of neighbouring columns from one on.
using RowSumCode = llvm::function_ref<void(mlir::Value totals,
                                           mlir::Value column, Lanes lanes)>;

/// A launch that adds up rows, in double precision.
/// \param mostLanes how many columns `store` may get together: a power of two
///        that divides `columns`
void addUpRows(LoopBuilder &loops, mlir::Value rows, mlir::Value count,
               int64_t columns, int64_t mostLanes, RowSumCode store);

/// The launch that turns a kernel's rows of block sums into its results; none
/// if it has no sums.
void addUpChannelSums(LoopBuilder &loops, const KernelArguments &arguments,
                      mlir::Value rows, mlir::Value count);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_CHANNELSUMS_H
