//===- ImageLines.h - Images as tiles of a matrix unit read them ----------===//
//
// A matrix unit loads a tile's rows from equal distances. In a copy of a block
// of images with the same row of all images side by side, the pixels of a
// column are at equal distances: results (row i, image n) of a column are lines
// i * images + n, and what a tap reads for them are as many lines at another
// place. Channels are cut into slices that are a tile's columns.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_IMAGELINES_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_IMAGELINES_H

#include "compiler/Schedule/DimensionPlan.h"

#include "llvm/Support/MathExtras.h"

namespace anabranch::schedule {

/// The copy [part][slice][row][image][column][channel of the slice] of a block
/// of images, padding included. Where results are several source rows apart,
/// the rows with the same remainder follow each other. Of paired lines, the
/// channels of two neighbouring ones take turns, as rows of a tile that is a
/// right operand do: [part][slice][pair of lines][column][channel][line of the
/// pair]. Numbers of more bits than the unit takes are several parts, of which
/// each is what the ones before leave.
struct ImageLines {
  DimensionPlan height, width;
  /// Source rows and columns from one that any tap reads to the next: the plans
  /// are of those alone.
  int64_t rowSkip = 1, columnSkip = 1;
  int64_t images;        ///< of a block; an even number of paired lines
  int64_t rows;          ///< results' rows of a block
  int64_t channels;      ///< that are copied
  int64_t sliceChannels; ///< the last slice has zeros for those it lacks
  bool isPaired;
  int64_t parts; ///< that make up a number

  /// Plans both dimensions, of a filter of so many taps.
  void setDimensions(const DimensionPlan &rows, int64_t rowTaps,
                     const DimensionPlan &columns, int64_t columnTaps) {
    height = rows;
    width = columns;
    rowSkip = skipUnread(height, rowTaps);
    columnSkip = skipUnread(width, columnTaps);
  }

  /// Lines behind those of the images that a tile may read: it has up to 32.
  static constexpr int64_t overrun = 31;

  int64_t getSlices() const {
    return static_cast<int64_t>(llvm::divideCeil(channels, sliceChannels));
  }
  int64_t getColumns() const { return width.getReach(width.resultSize); }
  /// Source rows of the same remainder, padding included.
  int64_t getRemainderRows() const {
    return static_cast<int64_t>(
        llvm::divideCeil(height.getReach(rows), height.sourceStep));
  }
  int64_t getSourceRows() const {
    return getRemainderRows() * height.sourceStep;
  }
  int64_t getSourceLines() const { return getSourceRows() * images; }
  int64_t getLines() const {
    return llvm::alignTo(getSourceLines() + overrun, 2);
  }
  int64_t getLineSize() const { return getColumns() * sliceChannels; }
  int64_t getSliceSize() const { return getLines() * getLineSize(); }
  int64_t getPartSize() const { return getSlices() * getSliceSize(); }
  int64_t getSize() const { return parts * getPartSize(); }
  /// Elements that are of images, without the overrun.
  int64_t getSourceSize() const {
    return parts * getSlices() * getSourceLines() * getLineSize();
  }
  /// Lines of a block's results.
  int64_t getResultLines() const { return rows * images; }

private:
  /// A single tap without padding reads every so many source pixels.
  static int64_t skipUnread(DimensionPlan &plan, int64_t taps) {
    int64_t step = plan.sourceStep;
    if (taps != 1 || step == 1 || plan.lowest != 0)
      return 1;
    plan = planForward(plan.resultSize, plan.resultSize, 1, 1, 1, 0);
    return step;
  }
};

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_IMAGELINES_H
