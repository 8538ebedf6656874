//===- ElementLaunch.h - Results computed one by one ----------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_ELEMENTLAUNCH_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_ELEMENTLAUNCH_H

#include "compiler/CodeGen/CUDA/DeviceLaunch.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/Schedule/ElementTiling.h"

namespace anabranch::codegen::cuda {

/// Computes the anchor's result for the lanes at `indices`; null if the anchor
/// has none.
using ElementCode =
    llvm::function_ref<mlir::Value(mlir::ValueRange indices, Lanes lanes)>;

/// Launches what an anchor consists of whose results do not depend on each
/// other: a thread computes some, and runs the epilogue. Per-channel sums
/// take a second launch.
void launchElements(LoopBuilder &loops, const KernelArguments &arguments,
                    mlir::Value extent, ElementCode compute);

/// The channels that a block has, the first and the one behind the last.
struct ChannelRange {
  mlir::Value begin, end;
};

/// The channels of a launch whose blocks share rows by `blockY`.
ChannelRange getChannels(LoopBuilder &loops, const Thread &thread,
                         const schedule::ElementTiling &tiling);

/// Calls `body(row, channel)` for what a thread has of rows of channels;
/// `carried` goes from row to row.
llvm::SmallVector<mlir::Value> forEachRow(
    LoopBuilder &loops, const Thread &thread,
    const schedule::ElementTiling &tiling, const ChannelRange &channels,
    mlir::Value rows, mlir::ValueRange carried,
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value, mlir::Value,
                                                      mlir::ValueRange)>
        body);

/// The indices before the channel of a row of a domain.
llvm::SmallVector<mlir::Value>
getRowIndices(LoopBuilder &loops, mlir::ShapedType domain, mlir::Value row);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_ELEMENTLAUNCH_H
