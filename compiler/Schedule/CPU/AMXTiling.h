//===- AMXTiling.h - Blocks of convolutions by AMX ------------------------===//
//
// AMX multiplies 16 x 32 by 32 x 16 numbers of bf16 and adds the products to
// 16 x 16 sums of f32. Two by two tiles of sums use all eight tile registers
// (four hold sums, two each an operand's) and need a tile's load for each
// product: as many bytes a cycle as the second-level cache delivers at best. So
// one of the operands stays in the first-level cache.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_AMXTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_AMXTILING_H

#include "compiler/Schedule/CPU/ConvolutionTiling.h"
#include "compiler/Schedule/CPU/ImageLines.h"

namespace anabranch::schedule {

/// A tile of sums has so many rows and columns, and an operand's tile so many
/// columns or rows that are summed over.
constexpr int64_t amxTile = 16, amxDepth = 32;
/// Elements of an operand's tile, and of a tile of sums.
constexpr int64_t amxTileSize = amxTile * amxDepth;
constexpr int64_t amxSumSize = amxTile * amxTile;
/// Tiles of sums in each direction.
constexpr int64_t amxTiles = 2;

/// Parts of bf16 that an operand's numbers are cut into: bf16 is one, and f32
/// is two, rounded to bf16 and what that leaves, which together have 16 bits.
int64_t getAMXParts(kernel::KernelOpInterface op);
/// Products of parts that make up a product: all but that of the last ones,
/// which is as small as what the parts leave out.
constexpr int64_t getAMXProducts(int64_t parts) { return parts * 2 - 1; }

/// Whether AMX can compute a convolution and its gradients.
bool isAMXShape(const kernel::ConvolutionShape &shape);

/// How AMX computes a convolution or its input's gradient. A unit of work is a
/// block of images (or of rows) x a part of the channel blocks; it takes a
/// panel of channel blocks at a time, and for these one group of tiles of
/// results after the other.
struct AMXConvolutionTiling {
  /// The blocks; those of channels are of two tiles, and a chunk of the packed
  /// filter is of a tile's depth.
  ConvolutionTiling blocks;
  ImageLines source;   ///< of some images of a block
  int64_t panelBlocks; ///< channel blocks whose filter stays in the cache

  /// Copies of `source` that make up a block.
  int64_t getSources() const {
    return static_cast<int64_t>(llvm::divideCeil(blocks.images, source.images));
  }
  /// Lines of a phase's results, and tiles that these make up.
  int64_t getLines(const Phase &phase) const {
    return phase.rows * source.images;
  }
  int64_t getLineTiles(const Phase &phase) const {
    return static_cast<int64_t>(llvm::divideCeil(getLines(phase), amxTile));
  }
  /// A block's tiles: [copy of the source][column][tile of lines].
  int64_t getTiles(const Phase &phase) const {
    return getSources() * phase.columns * getLineTiles(phase);
  }
};

AMXConvolutionTiling tileAMXConvolution(const kernel::ConvolutionShape &shape,
                                        bool inputGrad, int64_t parts,
                                        const VectorUnit &unit);
/// Cycles that an image takes.
double getCost(const AMXConvolutionTiling &tiling);

/// How AMX computes a filter's gradient: for each tap, output channels x input
/// channels, summed over pixels. A unit of work sums a piece of the batch for a
/// block of input channels.
struct AMXKernelGradTiling {
  ImageLines input, grad; ///< of a block, with slices of a tile's columns
  int64_t inputChannels;
  int64_t taps;
  int64_t pieces;      ///< parts of the batch with sums of their own
  int64_t inputBlock;  ///< input channels of a unit: a divisor of all, or all
  int64_t passColumns; ///< columns that are summed over at a time
  double cost;         ///< cycles that an image takes

  int64_t getInputBlocks() const {
    return static_cast<int64_t>(llvm::divideCeil(inputChannels, inputBlock));
  }
  /// Tiles of lines that are summed over for a column.
  int64_t getLineTiles() const {
    return static_cast<int64_t>(
        llvm::divideCeil(grad.getResultLines(), amxDepth));
  }
  /// Tiles of a block's sums.
  int64_t getInputTiles() const { return input.getSlices(); }
  int64_t getOutputTiles() const { return grad.getSlices(); }
  /// Output tiles whose sums are in tile registers at a time, in groups.
  int64_t getOutputGroups() const {
    return static_cast<int64_t>(llvm::divideCeil(getOutputTiles(), amxTiles));
  }
  /// Sums of a unit of work, in the order that they are added to:
  /// [output group][input tile][tap][tile of the group][16 x 16].
  int64_t getUnitSums() const {
    return getOutputGroups() * getInputTiles() * taps * amxTiles * amxSumSize;
  }
  int64_t getSums() const { return pieces * getInputBlocks() * getUnitSums(); }
};

AMXKernelGradTiling tileAMXKernelGrad(const kernel::ConvolutionShape &shape,
                                      int64_t parts, const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_AMXTILING_H
