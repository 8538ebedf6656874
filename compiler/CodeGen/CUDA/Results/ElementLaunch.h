//===- ElementLaunch.h - Results computed one by one ----------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_ELEMENTLAUNCH_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_ELEMENTLAUNCH_H

#include "compiler/CodeGen/CUDA/Device/DeviceLaunch.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/Schedule/CUDA/ElementTiling.h"

namespace anabranch::codegen::cuda {

/// What an anchor computes for the lanes at `indices`, in two phases.
struct ElementCode {
  using Fetch = std::function<llvm::SmallVector<mlir::Value>(
      mlir::ValueRange indices, Lanes lanes)>;
  using Compute = std::function<mlir::Value(
      mlir::ValueRange indices, Lanes lanes, mlir::ValueRange fetched)>;
  /// Loads what `compute` needs. None if it loads as it goes, in loops of its
  /// own, which gain nothing from several rows at once.
  Fetch fetch;
  /// Null if the anchor has no result of its own.
  Compute compute;
};

/// Launches what an anchor consists of whose results do not depend on each
/// other: a thread computes some, and runs the epilogue. Per-channel sums
/// take a second launch.
void launchElements(LoopBuilder &loops, const KernelArguments &arguments,
                    mlir::Value extent, const ElementCode &code);

/// The channels that a block has, the first and the one behind the last.
struct ChannelRange {
  mlir::Value begin, end;
};

/// The channels of a launch whose blocks share rows by `blockY`.
ChannelRange getChannels(LoopBuilder &loops, const Thread &thread,
                         const schedule::ElementTiling &tiling);

/// The first channel that a thread has of each row. May lie behind the last.
mlir::Value getChannel(LoopBuilder &loops, const Thread &thread,
                       const schedule::ElementTiling &tiling,
                       const ChannelRange &channels);

/// The same, or the last that can be loaded from.
mlir::Value getLoadedChannel(LoopBuilder &loops, const Thread &thread,
                             const schedule::ElementTiling &tiling,
                             const ChannelRange &channels);

/// Loads what a row needs, from memory for any row that there is.
using RowFetch = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::Value row, mlir::Value channel)>;
/// Computes a row from what was fetched, and returns the next `carried`.
using RowBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::Value row, mlir::Value channel, mlir::ValueRange fetched,
    mlir::ValueRange carried)>;

/// Calls `fetch` and `body` for what a thread has of rows of channels;
/// `carried` goes from row to row. A thread issues in order, and a store might
/// change what the next row loads; so that rows do not wait for memory one
/// after the other, several are fetched before the first is computed. Where
/// `fetch` is null, nothing is fetched, and the body has one row at a time.
llvm::SmallVector<mlir::Value>
forEachRow(LoopBuilder &loops, const Thread &thread,
           const schedule::ElementTiling &tiling, const ChannelRange &channels,
           mlir::Value rows, mlir::ValueRange carried, RowFetch fetch,
           RowBody body);

/// The indices before the channel of a row of a domain.
llvm::SmallVector<mlir::Value>
getRowIndices(LoopBuilder &loops, mlir::ShapedType domain, mlir::Value row);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_ELEMENTLAUNCH_H
