//===- WarpEpilogue.h - The epilogue of warps' results --------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_WARPEPILOGUE_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_WARPEPILOGUE_H

#include "compiler/CodeGen/CUDA/Products/WarpgroupProduct.h"
#include "compiler/CodeGen/CUDA/Results/ChannelOperands.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/CUDA/Results/OperandRing.h"
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

/// What becomes of the results of WarpgroupProduct: each warp passes strips of
/// its own through its own part of the block's memory, so that threads have
/// neighbouring channels, and waits for no other. Sums per channel are added up
/// there over all tiles.
class WarpEpilogue {
public:
  /// The results' channels are a multiple of `lanes`.
  WarpEpilogue(const KernelArguments &arguments,
               const schedule::ProductTiling &tiling, int64_t lanes,
               int64_t mostBytes);

  int64_t getBytes() const;
  /// Puts what it needs for the tile's channels, which are those of all tiles
  /// of the block, into its memory, from a byte offset on. Before a barrier.
  void begin(LoopBuilder &loops, const Thread &thread, int64_t byteOffset,
             const ChannelRange &channels);
  /// Starts to bring what the results of a tile need first, in the threads that
  /// are going to multiply it.
  void start(const WarpgroupProduct &product, const ResultPlaces &places) const;
  /// Stores the results of a tile that was started.
  void store(const WarpgroupProduct &product, mlir::ValueRange sums,
             const ResultPlaces &places) const;
  /// Adds up what the warps have of each sum, as a row of `rows`, each sum of
  /// so many channels. Behind a barrier, in all threads.
  void addUp(mlir::Value rows, mlir::Value row, const ChannelRange &channels,
             int64_t resultChannels) const;

private:
  /// Of a thread, strip by strip.
  using Rows = llvm::SmallVector<ResultPlaces::Row>;
  Rows getRows(const WarpgroupProduct &product,
               const ResultPlaces &places) const;
  /// A thread's row among those that a warp has together, and its first column.
  mlir::Value getLaneRow() const;
  mlir::Value getLanePlace() const;
  mlir::Value getChannel(const ResultPlaces &places, int64_t column) const;
  mlir::Value getLoadedChannel(const ResultPlaces &places,
                               int64_t column) const;
  void startItem(const Rows &rows, const ResultPlaces &places,
                 size_t item) const;
  llvm::SmallVector<mlir::Value> exchange(const WarpgroupProduct &product,
                                          mlir::ValueRange sums, int64_t strip,
                                          int64_t column) const;
  /// Where a column's word of a strip's row lies in the row.
  mlir::Value getWord(mlir::Value row, mlir::Value column) const;
  void storeColumns(const WarpgroupProduct &product, mlir::ValueRange sums,
                    int64_t column, const ResultPlaces &places,
                    const Rows &rows) const;

  int64_t getStagingBytes() const;
  int64_t getOwnBytes() const;
  int64_t getLanesPerRow() const { return width / lanes; }
  int64_t getRowsTogether() const { return warpSize / getLanesPerRow(); }

  static constexpr int64_t stripRows = 8;

  const KernelArguments &arguments;
  const schedule::ProductTiling &tiling;
  int64_t width; ///< columns of a strip that pass through memory at a time
  int64_t lanes; ///< that a thread has of a row then
  int64_t warps;
  WarpSums channelSums;
  ChannelOperands channelOperands;
  OperandRing operands;
  // Once placed:
  LoopBuilder *loops = nullptr;
  mlir::Value lane;    ///< of the warp
  mlir::Value staging; ///< the warp's rows of a strip
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_WARPEPILOGUE_H
