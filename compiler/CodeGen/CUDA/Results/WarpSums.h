//===- WarpSums.h - Sums per channel that warps keep ----------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_WARPSUMS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_WARPSUMS_H

#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/KernelArguments.h"

namespace anabranch::codegen::cuda {

/// The sums of an epilogue over all tiles of a block: each warp has its own of
/// all columns, in the block's memory.
class WarpSums {
public:
  /// In `warps` warps, of whose lanes so many have the channels of a row.
  WarpSums(const KernelArguments &arguments, int64_t columns, int64_t warps,
           int64_t lanesPerRow)
      : arguments(arguments), columns(columns), warps(warps),
        lanesPerRow(lanesPerRow) {}

  int64_t getBytes() const;
  /// Puts zeros into the block's memory, from a byte offset on, before a
  /// barrier.
  void begin(LoopBuilder &loops, const Thread &thread, int64_t byteOffset);
  /// Adds what a warp's lanes have of each sum, a lane for the columns from
  /// `first` on.
  void add(mlir::ValueRange values, mlir::Value first) const;
  /// Adds up what the warps have of each sum, as a row of `rows`, each sum of
  /// so many channels. Behind a barrier, in all of the block's threads.
  void addUp(mlir::Value rows, mlir::Value row, const ChannelRange &channels,
             int64_t threads, int64_t resultChannels) const;

private:
  int64_t countSums() const { return arguments.sums; }
  mlir::Value addPairs(llvm::SmallVector<llvm::SmallVector<mlir::Value>> &sums,
                       int64_t apart) const;

  const KernelArguments &arguments;
  int64_t columns, warps, lanesPerRow;
  // Once placed:
  LoopBuilder *loops = nullptr;
  const Thread *thread = nullptr;
  mlir::Value totals; ///< warps x sums x columns
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_WARPSUMS_H
