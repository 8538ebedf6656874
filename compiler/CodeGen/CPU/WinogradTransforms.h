//===- WinogradTransforms.h - Tiles to points and back --------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_WINOGRADTRANSFORMS_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_WINOGRADTRANSFORMS_H

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/CodeGen/CPU/LinearMap.h"
#include "compiler/Schedule/CPU/WinogradTiling.h"

namespace anabranch::codegen::cpu {

/// The first pixel of a tile, or `pixelSize` elements for each pixel before it.
mlir::Value getFirstPixel(LoopBuilder &loops, schedule::TilePlaces places,
                          mlir::Value tile, int64_t pixelSize = 1);

/// A dimension of tiles that are transformed.
struct TileDimension {
  schedule::Transform transform;
  schedule::TilePlaces places;

  /// Pixels that so many tiles have.
  int64_t getPixels(int64_t tiles) const {
    return places.getSpan(tiles, transform.getInputs());
  }
};

/// Tiles of pixels in one buffer, and M X N' of them, channel by channel, in
/// another that has each point's numbers `pointStride` apart.
struct TileTransform {
  const TileDimension &height, &width;
  mlir::Value pixels;
  int64_t rowSize, pixelSize; ///< elements from a pixel to the next ones
  mlir::Value points, pointStride;
  int64_t lanes;
  bool fillsVectors; ///< whether there is room for the last vector's lanes
};

/// Transforms `channels` channels of the tile whose first pixel is at element
/// `corner`, to elements from `start` on.
void transformTile(LoopBuilder &loops, const TileTransform &transform,
                   mlir::Value corner, mlir::Value start, int64_t channels);

/// Calls `body(row, column, corner)` for so many rows and columns of tiles.
void forEachTile(
    LoopBuilder &loops, const TileTransform &transform, int64_t rows,
    int64_t columns,
    llvm::function_ref<void(mlir::Value, mlir::Value, mlir::Value)> body);

/// Where a block of tiles lies in the result.
struct WinogradBlock {
  mlir::Value number, image, imageCount, firstTileRow;
};

/// The last step of a convolution by Winograd's algorithm: A' m A, the
/// epilogue, and a block's per-channel sums.
class WinogradResults {
public:
  WinogradResults(const KernelArguments &arguments,
                  const schedule::WinogradTiling &tiling, LoopBuilder &loops)
      : arguments(arguments), tiling(tiling), loops(loops),
        element(arguments.element), lanes(tiling.lanes),
        blockChannels(tiling.getBlockChannels()) {}

  /// The kernel's per-channel sums, of which each of `blocks` blocks has a row.
  BlockSums getSums(mlir::Value blocks) const {
    return {loops, arguments, blocks, tiling.resultChannels};
  }

  /// Elements of the products from one point to the next.
  int64_t getPointStride() const {
    return tiling.getPointStride(tiling.getTiles(), blockChannels);
  }

  /// Number of an image's tile within its block.
  mlir::Value getTile(mlir::Value n, mlir::Value row, mlir::Value column);

  /// Fetches ahead what `transform` will read and write of `tiles` tiles, a
  /// part of it for each point: a few lines at a time, between the products
  /// that memory then has time to work during. (More at once wait for each
  /// other, and so do the products behind them.)
  void prefetch(const WinogradBlock &place, mlir::Value channelBlock,
                mlir::Value point, mlir::Value firstTile, int64_t tiles);

  /// Transforms the products, [point][tile][lane], of the first `valid` lanes
  /// of a block of channels. `blocks` is the number of blocks of tiles.
  void transform(const WinogradBlock &place, mlir::Value products,
                 mlir::Value channelBlock, int64_t valid, mlir::Value blocks);

private:
  /// One vector of channels of a block.
  struct VectorPlace {
    mlir::Value products, lane, channel;
    Lanes lanes;
  };

  llvm::SmallVector<mlir::Value> transformTile(const WinogradBlock &place,
                                               const VectorPlace &vector,
                                               mlir::Value n, mlir::Value row,
                                               mlir::Value column,
                                               mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value> finishPixel(mlir::ValueRange indices,
                                             int64_t i, int64_t j,
                                             mlir::Value value, Lanes vector,
                                             llvm::ArrayRef<mlir::Value> sums);

  const KernelArguments &arguments;
  const schedule::WinogradTiling &tiling;
  LoopBuilder &loops;
  mlir::Type element;
  int64_t lanes, blockChannels;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_WINOGRADTRANSFORMS_H
