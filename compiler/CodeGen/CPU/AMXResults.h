//===- AMXResults.h - What becomes of a matrix unit's sums ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_AMXRESULTS_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_AMXRESULTS_H

#include "compiler/CodeGen/CPU/ConvolutionResults.h"
#include "compiler/Schedule/CPU/AMXTiling.h"

namespace anabranch::codegen::cpu {

/// Tiles of lines that are summed at a time, and how many results these have.
constexpr int64_t amxGroupTiles = schedule::amxTiles;
constexpr int64_t amxGroupSize = amxGroupTiles * schedule::amxTile;
/// Elements from the sums of one result to the next's, and of a whole group.
constexpr int64_t amxSumRow = schedule::amxTiles * schedule::amxTile;
constexpr int64_t amxGroupSums = amxGroupSize * amxSumRow;

/// A block of the batch, and a thread's scratch memory.
struct AMXBlock : ResultBlock {
  mlir::Value source, sums;
};

/// A block of result channels, of which `valid` exist.
struct AMXChannels {
  mlir::Value number;
  int64_t valid;
  int64_t getTiles() const {
    return static_cast<int64_t>(llvm::divideCeil(valid, schedule::amxTile));
  }
  Lanes getLanes() const { return {getTiles() * schedule::amxTile, valid}; }
};

/// Tiles of a phase's results from number `tile` on, and where their sums are.
struct AMXGroup {
  const schedule::Phase &phase;
  mlir::Value tile, place;
};

/// A group and channels that are complete, if there are such.
struct AMXFinished {
  AMXGroup group;
  AMXChannels channels;
  mlir::Value exists;
};

/// The last step of a convolution by a matrix unit: the epilogue, which reads
/// the sums of a group from scratch memory, and a block's per-channel sums.
class AMXResults {
public:
  AMXResults(const KernelArguments &arguments,
             const schedule::AMXConvolutionTiling &tiling, LoopBuilder &loops)
      : arguments(arguments), tiling(tiling), blocks(tiling.blocks),
        loops(loops) {}

  /// A tile's copy of the source, column and first line.
  struct TilePlace {
    mlir::Value copy, column, line;
  };
  TilePlace getTilePlace(const schedule::Phase &phase, mlir::Value tile);

  /// Starts a block's per-channel sums of the channels from `begin` to before
  /// `end` at zero.
  void zeroSums(const AMXBlock &block, mlir::Value begin, mlir::Value end);
  /// What `finish` adds to, before anything is added.
  llvm::SmallVector<mlir::Value> getZeros(const AMXChannels &channels);
  void addSums(const AMXBlock &block, const AMXChannels &channels,
               mlir::ValueRange sums);
  /// Adds up all blocks' sums.
  void combineSums(mlir::Value count) { getSums(count).combine(blocks.lanes); }

  /// Runs the epilogue on a group's results from number `begin` to before `end`
  /// and adds to `sums`; returns their new values.
  mlir::ValueRange finish(const AMXBlock &block, const AMXFinished &finished,
                          mlir::Value begin, mlir::Value end,
                          mlir::ValueRange sums);
  /// The same for all of a group's results and the block's sums.
  void finishAll(const AMXBlock &block, const AMXFinished &finished);

  /// Fetches what the epilogue of `count` results from one on will read and
  /// write. Those that there are not do no harm.
  void prefetch(const AMXBlock &block, const AMXChannels &channels,
                const AMXGroup &group, mlir::Value first, int64_t count);

private:
  /// Where a result of a group is, and whether it exists, if that is not known.
  struct ResultPlace {
    llvm::SmallVector<mlir::Value> indices;
    mlir::Value exists;
  };
  ResultPlace getResultPlace(const AMXBlock &block, const AMXChannels &channels,
                             const AMXGroup &group, mlir::Value q);
  llvm::SmallVector<mlir::Value> finishResult(const AMXBlock &block,
                                              const AMXFinished &finished,
                                              mlir::Value q,
                                              mlir::ValueRange carried);
  mlir::Value getChannel(const AMXChannels &channels) {
    return loops.mul(channels.number, blocks.getBlockChannels());
  }
  BlockSums getSums(mlir::Value count) {
    return {loops, arguments, count, blocks.getPaddedChannels()};
  }

  const KernelArguments &arguments;
  const schedule::AMXConvolutionTiling &tiling;
  const schedule::ConvolutionTiling &blocks;
  LoopBuilder &loops;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_AMXRESULTS_H
