//===- ImageBlock.h - A padded block of images in scratch memory ----------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_IMAGEBLOCK_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_IMAGEBLOCK_H

#include "compiler/CodeGen/VectorCode.h"
#include "compiler/Schedule/DimensionPlan.h"

namespace anabranch::codegen::cpu {

/// Which part of a batch of images a thread copies into its scratch memory.
/// Pixels outside the image become zeros, and the prologue is applied on the
/// way, so that it costs one evaluation per element and no masks in the inner
/// loop.
struct ImageBlock {
  int64_t images, rows, columns, channels; ///< the copy's shape
  int64_t firstColumn; ///< source column of the copy's first
  int64_t lanes;
  int64_t gap = 0; ///< elements behind each pixel that mean nothing

  int64_t getPixelSize() const { return channels + gap; }
  int64_t getRowSize() const { return columns * getPixelSize(); }
  int64_t getSize() const { return images * rows * getRowSize(); }
};

/// The first source row that a block of results from `row` on reads, which may
/// be negative: all phases of a block begin at the same.
mlir::Value getFirstSourceRow(LoopBuilder &loops,
                              const schedule::DimensionPlan &height,
                              mlir::Value row);

/// Copies `imageCount` images from `firstImage` on, rows from `firstRow` (which
/// may be negative) and channels from `firstChannel`, into the 1-D memref
/// `copy`.
void copyImageBlock(LoopBuilder &loops, const ImageBlock &block,
                    mlir::ValueRange group, mlir::Region &prologue,
                    mlir::Value firstImage, mlir::Value imageCount,
                    mlir::Value firstRow, mlir::Value firstChannel,
                    mlir::Value copy);

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_IMAGEBLOCK_H
