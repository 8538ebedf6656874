//===- HaloTile.h - Pixels that a block of threads keeps for all taps -----===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_HALOTILE_H
#define ANABRANCH_COMPILER_SCHEDULE_HALOTILE_H

#include "compiler/Schedule/ConvolutionTiling.h"

#include <optional>

namespace anabranch::schedule {

/// The output's or input's pixels that a block of warpgroups handles at a time:
/// squares of 8 x 8 that make up a rectangle, or one in each of some images.
/// The source's pixels that they read with any tap are kept in shared memory,
/// where eight neighbours of a row are a core matrix for every tap.
struct HaloTile {
  int64_t images, height, width; ///< of the block's results
  int64_t tilesDown, tilesAcross;
  int64_t resultHeight, resultWidth;
  int64_t firstY, firstX; ///< what the first result reads first, maybe outside
  int64_t sourceHeight, sourceWidth; ///< of an image's tile, with the halo
  int64_t channels;                  ///< kept at a time

  static constexpr int64_t side = 8;

  /// Rows of the product for a block.
  int64_t getRows() const { return images * height * width; }
  /// The same for each image, those beside the image included.
  int64_t getRowsPerImage() const {
    return tilesDown * tilesAcross * height * width;
  }
  bool isExact() const {
    return images == 1 && resultHeight % height == 0 &&
           resultWidth % width == 0;
  }
  /// Pixels that are kept.
  int64_t getLines() const { return images * sourceHeight * sourceWidth; }
};

/// The tile of so many squares, a power of two, for results of such a size that
/// read the source with such taps, one pixel further for each result. Nothing
/// where a block would keep too much, or have too many pixels beside the image,
/// or if channels would be left empty.
std::optional<HaloTile> chooseHaloTile(int64_t resultHeight,
                                       int64_t resultWidth,
                                       const TapRange &rowTaps,
                                       const TapRange &columnTaps,
                                       int64_t sourceChannels, int64_t squares);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_HALOTILE_H
