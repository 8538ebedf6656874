//===- DeviceLaunch.h - One launch on the GPU under construction ----------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_DEVICE_DEVICELAUNCH_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_DEVICE_DEVICELAUNCH_H

#include "compiler/CodeGen/VectorCode.h"

namespace anabranch::codegen::cuda {

/// Threads that run in step.
constexpr int64_t warpSize = 32, warpgroupSize = 128;

/// The sizes of a launch. `blocks` is computed from the extent.
struct LaunchShape {
  mlir::Value blocks;
  int64_t blocksY = 1;
  int64_t threads;
  int64_t sharedBytes = 0;
  /// Blocks of a multiprocessor that the threads' registers have to suffice
  /// for. With none given the assembler may spill for the sake of more.
  std::optional<int32_t> leastBlocks = std::nullopt;
  /// Whether it writes other parts of results and workspaces than the other
  /// launches of the kernel for which this holds.
  bool isPart = false;
};

/// Where a thread is.
struct Thread {
  mlir::Value block, blockY; ///< of the grid
  mlir::Value number;        ///< within the block
  mlir::Value shared;        ///< the block's memory, as bytes
};

/// Builds a gpu.launch whose threads all run `body`.
void launch(LoopBuilder &loops, const LaunchShape &shape,
            llvm::function_ref<void(const Thread &)> body);

/// A vector of so many lanes, or a scalar.
inline Lanes getLanes(int64_t lanes) {
  return lanes == 1 ? Lanes{0, 0} : Lanes{lanes, lanes};
}

/// Bytes of shared memory behind which its banks begin anew. Copies of a warp
/// to where they do not take two to five times as long.
constexpr int64_t bankBytes = 128;

/// Waits for all threads of the block.
void barrier(LoopBuilder &loops);

/// Waits for all threads of the warp.
void barrierOfWarp(LoopBuilder &loops);
/// Waits for all threads of the warpgroup, which is the block's `group`th.
void barrierOfGroup(LoopBuilder &loops, mlir::Value group);
/// The f32 that the lane so many (a power of two) lanes apart brings, in its
/// pair of the warp's lanes. All lanes call it together.
mlir::Value exchangeLanes(LoopBuilder &loops, mlir::Value value, int64_t apart);

/// Makes what this thread has stored in the block's memory visible to what
/// reads that by another path than threads: wgmma and bulk copies.
void fenceProxy(LoopBuilder &loops);

/// Elements of `type` in the block's memory, from a byte offset on.
mlir::Value viewShared(LoopBuilder &loops, const Thread &thread,
                       mlir::Value byteOffset, llvm::ArrayRef<int64_t> shape,
                       mlir::Type type);
inline mlir::Value viewShared(LoopBuilder &loops, const Thread &thread,
                              int64_t byteOffset, llvm::ArrayRef<int64_t> shape,
                              mlir::Type type) {
  return viewShared(loops, thread, loops.index(byteOffset), shape, type);
}

/// What `body` returns where `condition` holds, and else `otherwise`.
llvm::SmallVector<mlir::Value>
select(LoopBuilder &loops, mlir::Value condition, mlir::ValueRange otherwise,
       llvm::function_ref<llvm::SmallVector<mlir::Value>()> body);

/// What one of two bodies returns.
mlir::Value choose(LoopBuilder &loops, mlir::Value condition,
                   llvm::function_ref<mlir::Value()> body,
                   llvm::function_ref<mlir::Value()> otherwise);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_DEVICE_DEVICELAUNCH_H
