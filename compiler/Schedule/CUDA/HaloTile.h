//===- HaloTile.h - Pixels that a block of threads keeps for all taps -----===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CUDA_HALOTILE_H
#define ANABRANCH_COMPILER_SCHEDULE_CUDA_HALOTILE_H

#include "compiler/Schedule/DimensionPlan.h"

#include <optional>

namespace anabranch::schedule {

/// What an instruction of warpgroups multiplies at a time: results whose core
/// matrices lie at equal distances for every tap.
struct HaloPatch {
  int64_t height, width; ///< pixels of an image
  /// Images whose pixels are kept interleaved: a line for each, and then those
  /// of the next pixel. Of one image, eight neighbours of a row are a core
  /// matrix, and of several one pixel of eight of them.
  int64_t interleaved;

  int64_t getResults() const { return height * width * interleaved; }

  static constexpr int64_t coreLines = 8;
};

/// The output's or input's pixels that a block of warpgroups handles at a time:
/// patches that make up a rectangle, or are one in each of some images. The
/// source's pixels that they read with any tap are kept in shared memory.
struct HaloTile {
  HaloPatch patch;
  int64_t images, height, width; ///< of the block's results
  int64_t tilesDown, tilesAcross;
  int64_t resultHeight, resultWidth;
  int64_t firstY, firstX; ///< what the first result reads first, maybe outside
  /// The source's pixels from a result to the next, and as many planes: what
  /// neighbouring results read with a tap are neighbours in its plane.
  int64_t stepY, stepX;
  int64_t planeHeight, planeWidth; ///< of an image's tile, with the halo
  int64_t channels;                ///< kept at a time

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
  int64_t getLines() const {
    return images * stepY * stepX * planeHeight * planeWidth;
  }
  /// Lines from a core matrix of a patch to the next.
  int64_t getCoreStride() const {
    return patch.interleaved == 1 ? planeWidth : HaloPatch::coreLines;
  }
  /// The line of a row of the product that is the first of a core matrix,
  /// without a tap's shift.
  int64_t getLine(int64_t row) const;
};

/// What the pixels are for an instruction: 64 rows, 128 columns, or the depth,
/// of which it takes two core matrices.
enum class HaloUse { Rows, Columns, Depth };

/// A dimension of results, with what they read.
struct HaloDimension {
  int64_t results;
  int64_t step; ///< the source's pixels from a result to the next
  TapRange taps;
};

/// What the epilogue of a block of two warpgroups takes of its shared memory at
/// least (see StripEpilogue), whose results have so many columns and sums of
/// each; and what lies between it and slices.
int64_t getEpilogueBytes(HaloUse use, int64_t columns, int64_t sums);

/// The tile of so many results, a power of two. Nothing where a block would
/// keep more than it has room for in so many bytes of shared memory, or have
/// too many pixels beside the image, or if channels would be left empty.
std::optional<HaloTile> chooseHaloTile(const HaloDimension &height,
                                       const HaloDimension &width,
                                       int64_t sourceChannels, int64_t results,
                                       HaloUse use, int64_t sharedBytes);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CUDA_HALOTILE_H
