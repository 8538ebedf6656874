//===- HaloPixels.h - The pixels of a block that keeps a halo -------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_HALOPIXELS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_HALOPIXELS_H

#include "compiler/CodeGen/CUDA/Operands/ProductOperand.h"
#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/Schedule/CUDA/HaloTile.h"

namespace anabranch::codegen::cuda {

/// Numbers the results' and the source's pixels of schedule::HaloTile.
class HaloPixels {
public:
  HaloPixels(LoopBuilder &loops, const schedule::HaloTile &tile)
      : loops(loops), tile(tile) {}

  /// The result's pixel of a row of the product. It may lie beside the image,
  /// or in one behind the last.
  Pixel getResult(mlir::Value row);
  /// Whether it does not.
  mlir::Value isResult(const Pixel &pixel, mlir::Value images);

  /// The source's pixel of a line that a block keeps, perhaps outside too.
  Pixel getSource(mlir::Value block, mlir::Value line);

  /// The lines that patches and taps begin at, where so many turns read what
  /// is kept.
  Halo getHalo(const schedule::TapRange &rowTaps,
               const schedule::TapRange &columnTaps, int64_t turns);

private:
  /// The first result of a block.
  Pixel getOrigin(mlir::Value block);
  /// The first result of a patch, from the block's first, whose image counts
  /// those that are interleaved as one.
  Pixel getPatch(mlir::Value number);

  LoopBuilder &loops;
  const schedule::HaloTile &tile;
};

/// The pixels that an operand keeps with a halo.
struct KeptPixels {
  int64_t height, width; ///< of an image
  /// The pixel of a line of a slice, always one in memory, and whether it is
  /// the line's; else zeros are.
  std::function<std::pair<Pixel, mlir::Value>(mlir::Value line,
                                              mlir::Value slice)>
      find;
  std::function<mlir::Value(mlir::Value slice, mlir::Value position,
                            mlir::Value depth)>
      getChannel;
};

/// Says where an operand with a halo finds what it multiplies, and if its
/// pixels follow from their number, how they can be remembered by it.
void locateKept(LoopBuilder &loops, ProductOperand &operand,
                const KeptPixels &kept);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_HALOPIXELS_H
