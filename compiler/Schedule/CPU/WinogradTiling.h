//===- WinogradTiling.h - Blocks of tiles of a Winograd convolution -------===//
//
// A block of result tiles goes through three steps without leaving the cache:
// its source is transformed to a number for each point of a tile and channel,
// each of which is a row of a matrix product with the transformed filter, and
// the products are transformed to the tile's results.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_WINOGRADTILING_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_WINOGRADTILING_H

#include "compiler/Schedule/CPU/RegisterTile.h"
#include "compiler/Schedule/CPU/WinogradMatrices.h"

namespace anabranch::schedule {

/// Whether Winograd's algorithm computes such a convolution: filters of several
/// taps in a row or a column, strides of 1 or 2 or dilations, no groups, and
/// tiles of no more points than what transforms them can hold.
bool isWinogradShape(const kernel::ConvolutionShape &shape);

/// How a convolution, or its input's gradient, is cut into tiles and blocks.
struct WinogradTiling {
  WinogradTile tile;
  int64_t lanes;
  int64_t sourceChannels, resultChannels;
  int64_t resultHeight, resultWidth;
  /// Where the first result starts to read; negative in the padding.
  int64_t firstRow, firstColumn;
  int64_t images; ///< per block
  /// Rows of tiles per block, a divisor of an image's and a multiple of the
  /// dilation, as are those that are transformed at a time.
  int64_t tileRows;
  /// Whether a block's transformed source goes through workspace memory, so
  /// that each block of result channels is work of its own: many channels have
  /// a filter so large that it should be read for as many tiles as possible.
  bool splitsChannels;
  /// Rows of tiles whose source is transformed at a time, a divisor of a
  /// block's.
  int64_t transformRows;
  /// A tile of the matrix products in registers: `columns` Winograd tiles.
  RegisterTile product;
  /// Source channels multiplied at a time, the last of which may be fewer:
  /// their part of the filter stays in the first-level cache while the block's
  /// tiles pass by.
  int64_t productChannels;

  int64_t getPoints() const { return tile.getPoints(); }
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
  /// Source rows and columns that tiles transformed at a time read.
  int64_t getSourceRows() const {
    return tile.height.getSourcePlaces().getSpan(transformRows,
                                                 tile.height.getSourcePixels());
  }
  int64_t getSourceColumns() const {
    return tile.width.getSourcePlaces().getSpan(getTileColumns(),
                                                tile.width.getSourcePixels());
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
  /// Elements that the last product reads behind a block's transformed source,
  /// if the tiles do not fill its registers.
  int64_t getSourceSlack() const { return product.columns * sourceChannels; }
  /// Elements of the transformed filter: [channel block][point][source
  /// channel][lane].
  int64_t getFilterSize() const {
    return getChannelBlocks() * getPoints() * sourceChannels *
           getBlockChannels();
  }
};

/// Chooses the blocks by the time of their products, by what they move between
/// the caches, and by how equal they are. Tiles have `results` a dimension (of
/// each phase, where the input's gradient has strides); `shape` is a Winograd
/// shape.
WinogradTiling tileWinograd(const kernel::ConvolutionShape &shape,
                            bool inputGrad, int64_t results,
                            int64_t elementBytes, const VectorUnit &unit);

/// How the gradient of a filter, Gt [sum over tiles of (B' x B) * (A dy A')] G,
/// is cut up. A chunk of images at a time: their tiles are transformed, each
/// once, and then a unit of work adds the products of a block of input and a
/// block of output channels, for a group of points, to sums in workspace
/// memory. Chunks are as large as outer caches allow, for every chunk loads and
/// stores all sums.
struct WinogradGradTiling {
  WinogradTile tile;
  int64_t lanes;
  int64_t inputChannels, outputChannels;
  int64_t inputBlock;   ///< input channels of a unit; the last block computes
                        ///< as many, though it may have fewer
  int64_t outputBlock;  ///< output channels of a unit, the last block may have
                        ///< fewer
  int64_t pointGroups;  ///< a divisor of the points
  int64_t productTiles; ///< tiles multiplied at a time, from the first-level
                        ///< cache
  int64_t tileRows, tileColumns; ///< of an image
  /// Rows of tiles transformed at a time, a divisor and a multiple of the
  /// dilation.
  int64_t blockRows;
  int64_t images;       ///< of a chunk
  RegisterTile product; ///< `columns` input channels in registers

  int64_t getPoints() const { return tile.getPoints(); }
  int64_t getImageTiles() const { return tileRows * tileColumns; }
  int64_t getTiles() const { return images * getImageTiles(); }
  int64_t getInputBlocks() const {
    return (inputChannels + inputBlock - 1) / inputBlock;
  }
  int64_t getOutputBlocks() const {
    return (outputChannels + outputBlock - 1) / outputBlock;
  }
  /// Elements from one point to the next of a chunk's transform, [channel
  /// block][point][tile][channel]: an odd number of cache lines, see
  /// WinogradTiling::getPointStride.
  int64_t getPointStride(int64_t width) const {
    return ((getTiles() * width / lanes) | 1) * lanes;
  }
  int64_t getInputSize() const {
    return getInputBlocks() * getPoints() * getPointStride(alignedInputBlock());
  }
  int64_t getGradSize() const {
    return getOutputBlocks() * getPoints() * getPointStride(outputBlock);
  }
  /// A block of input channels as it lies in memory, in whole vectors.
  int64_t alignedInputBlock() const {
    return (inputBlock + lanes - 1) / lanes * lanes;
  }
  /// The sums: [input block][output block][point][input channel][lane].
  int64_t getSumSize() const {
    return getPoints() * getInputBlocks() * inputBlock * getOutputBlocks() *
           outputBlock;
  }
};

WinogradGradTiling tileWinogradGrad(const kernel::ConvolutionShape &shape,
                                    int64_t results, int64_t elementBytes,
                                    const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_WINOGRADTILING_H
