//===- WinogradTiling.h - Blocks of tiles of a Winograd convolution -------===//
//
// A block of result tiles goes through three steps without leaving the cache:
// its source is transformed to `points` squared numbers per tile and channel,
// each of which is a row of a matrix product with the transformed filter, and
// the products are transformed to the tile's results.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_WINOGRADTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_WINOGRADTILING_H

#include "compiler/Schedule/ConvolutionTiling.h"
#include "compiler/Schedule/WinogradMatrices.h"

namespace anabranch::schedule {

/// Whether Winograd's algorithm computes such a convolution: square filters of
/// 3 or 5 taps without strides, dilations and groups, on images.
bool isWinogradShape(const kernel::ConvolutionShape &shape);

/// How a convolution, or its input's gradient, is cut into tiles and blocks.
struct WinogradTiling {
  WinogradMatrices matrices;
  int64_t lanes;
  int64_t sourceChannels, resultChannels;
  int64_t resultHeight, resultWidth;
  /// Where the first result starts to read; negative in the padding.
  int64_t firstRow, firstColumn;
  int64_t images;   ///< per block
  int64_t tileRows; ///< rows of tiles per block, a divisor of an image's
  /// Whether a block's transformed source goes through workspace memory, so
  /// that each block of result channels is work of its own: many channels have
  /// a filter so large that it should be read for as many tiles as possible.
  bool splitsChannels;
  /// A tile of the matrix products in registers: `columns` Winograd tiles.
  RegisterTile product;

  int64_t getPoints() const {
    return matrices.getPoints() * matrices.getPoints();
  }
  int64_t getImageTileRows() const;
  int64_t getTileColumns() const;
  /// Tiles of one image that belong to a block.
  int64_t getImageTiles() const { return tileRows * getTileColumns(); }
  int64_t getTiles() const { return images * getImageTiles(); }
  int64_t getRowBlocks() const { return getImageTileRows() / tileRows; }
  int64_t getBlockChannels() const { return product.vectors * lanes; }
  int64_t getChannelBlocks() const {
    return (resultChannels + getBlockChannels() - 1) / getBlockChannels();
  }
  /// Source rows and columns that the tiles of one image in a block read.
  int64_t getSourceRows() const {
    return (tileRows - 1) * matrices.results + matrices.getPoints();
  }
  int64_t getSourceColumns() const {
    return (getTileColumns() - 1) * matrices.results + matrices.getPoints();
  }
  /// Elements from one point to the next of a buffer with `width` numbers for
  /// each of `tiles` tiles: for most widths an odd number of cache lines, so
  /// that the same place of all points does not fall into one set of the cache.
  int64_t getPointStride(int64_t tiles, int64_t width) const {
    return tiles * width + lanes;
  }
  /// Elements of the transformed source, and of its product with a block of the
  /// filter, for some tiles.
  int64_t getSourceSize(int64_t tiles) const {
    return getPoints() * getPointStride(tiles, sourceChannels);
  }
  int64_t getResultSize(int64_t tiles) const {
    return getPoints() * getPointStride(tiles, getBlockChannels());
  }
  /// Elements of the transformed filter: [channel block][point][source
  /// channel][lane].
  int64_t getFilterSize() const {
    return getChannelBlocks() * getPoints() * sourceChannels *
           getBlockChannels();
  }
};

/// Chooses the blocks by what they move between the caches. Tiles of `results`
/// x `results`; `shape` is a Winograd shape.
WinogradTiling tileWinograd(const kernel::ConvolutionShape &shape,
                            bool inputGrad, int64_t results,
                            int64_t elementBytes, const VectorUnit &unit);

/// How the gradient of a filter, Gt [sum over tiles of (B' x B) * (A dy A')] G,
/// is cut up: pieces of the batch times blocks of channels. A unit of work goes
/// over its images a few tiles at a time and adds their products, per point, to
/// a matrix of input channels x output channels that stays in the cache.
struct WinogradGradTiling {
  WinogradMatrices matrices;
  int64_t lanes;
  int64_t pieces;      ///< parts of the batch with sums of their own
  int64_t inputBlock;  ///< input channels of a unit, a divisor of all
  int64_t outputBlock; ///< output channels of a unit, the last block may have
                       ///< fewer
  int64_t inputBlocks, outputBlocks;
  int64_t tileRows, tileColumns; ///< of an image
  int64_t blockRows;    ///< rows of tiles at a time, a divisor of tileRows
  int64_t images;       ///< at a time
  RegisterTile product; ///< `columns` input channels in registers

  int64_t getPoints() const {
    return matrices.getPoints() * matrices.getPoints();
  }
  int64_t getTiles() const { return images * blockRows * tileColumns; }
  /// Elements from one point to the next of a buffer of so many numbers.
  int64_t getPointStride(int64_t size) const;
};

WinogradGradTiling tileWinogradGrad(const kernel::ConvolutionShape &shape,
                                    int64_t results, int64_t elementBytes,
                                    const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_WINOGRADTILING_H
