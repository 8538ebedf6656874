//===- StripEpilogue.h - The epilogue of a tile, strip by strip -----------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_STRIPEPILOGUE_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_STRIPEPILOGUE_H

#include "compiler/CodeGen/CUDA/Results/ChannelOperands.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/CUDA/Results/OperandRing.h"
#include "compiler/CodeGen/CUDA/Results/ResultStrips.h"
#include "compiler/CodeGen/CUDA/Results/WarpSums.h"

namespace anabranch::codegen::cuda {

/// Where the results of a tile are.
struct ResultPlaces {
  /// The indices of a row of the tile, from a channel on, and whether there is
  /// such a row, null if it is known. Indices are always of some place in
  /// memory.
  struct Row {
    std::function<llvm::SmallVector<mlir::Value>(mlir::Value channel)> locate;
    mlir::Value exists;
  };
  std::function<Row(mlir::Value row)> getRow;
  /// The tile's first channel, and the one behind the last that there is.
  ChannelRange channels;
  bool isWhole; ///< whether there is one for each of the tile's columns
};

/// What becomes of the results of makeWarpgroupProduct, strip by strip, while
/// other warpgroups multiply. Sums per channel are added up in the block's
/// memory over all tiles.
class StripEpilogue {
public:
  /// The results' channels are a multiple of `lanes`.
  StripEpilogue(const KernelArguments &arguments,
                const schedule::ProductTiling &tiling, int64_t lanes,
                int64_t mostBytes);

  int64_t getBytes() const;
  /// Puts what it needs for the tile's channels, which are those of all tiles
  /// of the block, into its memory, from a byte offset on. Before a barrier.
  void begin(LoopBuilder &loops, const Thread &thread, int64_t byteOffset,
             const ChannelRange &channels);
  /// Starts to bring what the results of a tile need first, in the threads that
  /// are going to multiply it.
  void start(const ResultPlaces &places) const;
  /// Stores the results of a tile that was started.
  void store(mlir::ValueRange sums, const ResultPlaces &places) const;
  /// Adds up what the warps have of each sum, as a row of `rows`, each sum of
  /// so many channels. Behind a barrier, in all threads.
  void addUp(mlir::Value rows, mlir::Value row, const ChannelRange &channels,
             int64_t resultChannels) const;

private:
  /// Of a thread, strip by strip.
  using Rows = llvm::SmallVector<ResultPlaces::Row>;
  Rows getRows(const ResultPlaces &places) const;
  mlir::Value getChannel(const ResultPlaces &places, int64_t across) const;
  mlir::Value getLoadedChannel(const ResultPlaces &places,
                               int64_t across) const;
  void startItem(const Rows &rows, const ResultPlaces &places,
                 size_t item) const;
  void storeColumns(mlir::ValueRange sums, int64_t across,
                    const ResultPlaces &places, const Rows &rows) const;
  int64_t getOwnBytes() const;

  const KernelArguments &arguments;
  const schedule::ProductTiling &tiling;
  std::unique_ptr<ResultStrips> strips;
  WarpSums channelSums;
  ChannelOperands channelOperands;
  OperandRing operands;
  LoopBuilder *loops = nullptr; ///< once placed
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_STRIPEPILOGUE_H
