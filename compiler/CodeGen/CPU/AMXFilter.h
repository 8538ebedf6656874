//===- AMXFilter.h - A convolution's filter as tiles ----------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_AMXFILTER_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_AMXFILTER_H

#include "compiler/CodeGen/CPU/AMXProduct.h"
#include "compiler/Schedule/CPU/AMXTiling.h"

namespace anabranch::codegen::cpu {

/// A filter as right operands of products: [channel block][phase][chunk of
/// source channels][tap][part][tile of the block], with zeros for channels that
/// there are not.
class AMXFilter {
public:
  /// `memory` is a 1-D memref of bf16.
  AMXFilter(const kernel::ConvolutionShape &shape,
            const schedule::ConvolutionTiling &tiling, int64_t parts,
            mlir::Value memory)
      : taps(shape.filterHeight * shape.filterWidth), tiling(tiling),
        parts(parts), memory(memory) {}

  /// Builds the parallel loop that packs all blocks.
  void pack(LoopBuilder &loops, kernel::PackFilterOp op);

  /// The tiles of a channel block's first step.
  AMXOperand getTiles(LoopBuilder &loops, mlir::Value block) const;
  /// Elements from these to those of a phase's chunk and tap.
  mlir::Value getStep(LoopBuilder &loops, const schedule::Phase &phase,
                      mlir::Value chunk, mlir::Value tap) const;

private:
  /// Elements from one part, step or channel block to the next.
  static int64_t getPartSize() {
    return schedule::amxTiles * schedule::amxTileSize;
  }
  int64_t getStepSize() const { return parts * getPartSize(); }
  int64_t getBlockSize() const {
    return taps * tiling.getChunks() * getStepSize();
  }

  /// Where a tile's numbers are in the filter.
  struct Tile {
    mlir::Value row, column;              ///< of the tap
    mlir::Value firstSource, firstResult; ///< channels
    int64_t sources, results;             ///< that there are
  };
  /// Packs the tiles of all taps and chunks for `results` channels.
  void packTiles(LoopBuilder &loops, kernel::PackFilterOp op, mlir::Value tile,
                 int64_t results);
  /// A tile's row is two source channels of all results, which the filter has
  /// as two vectors.
  void packRows(LoopBuilder &loops, kernel::PackFilterOp op, const Tile &tile,
                mlir::Value place);
  /// The same where the filter has the source channels of one result as a
  /// vector.
  void packColumns(LoopBuilder &loops, kernel::PackFilterOp op,
                   const Tile &tile, mlir::Value place);
  /// The parts of a vector of the filter's last dimension, of which `valid`
  /// numbers exist.
  llvm::SmallVector<mlir::Value> load(LoopBuilder &loops,
                                      kernel::PackFilterOp op, const Tile &tile,
                                      mlir::Value input, mlir::Value output,
                                      int64_t valid);
  /// Stores a row of a tile's part.
  void storeRow(LoopBuilder &loops, mlir::Value value, mlir::Value place,
                size_t part, size_t row);

  int64_t taps;
  const schedule::ConvolutionTiling &tiling;
  int64_t parts;
  mlir::Value memory;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_AMXFILTER_H
