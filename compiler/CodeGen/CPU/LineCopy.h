//===- LineCopy.h - Copies of images for a matrix unit --------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_LINECOPY_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_LINECOPY_H

#include "compiler/CodeGen/VectorCode.h"
#include "compiler/Schedule/CPU/ImageLines.h"

namespace anabranch::codegen::cpu {

/// The first image, row (which may be negative) and channel of a block of
/// images, and how many images there are.
struct ImagePlace {
  mlir::Value image, imageCount, row, channel;
};

/// The first line of a source row of a block: of its first image.
mlir::Value getFirstLine(LoopBuilder &loops, const schedule::ImageLines &lines,
                         mlir::Value row);

/// Writes a schedule::ImageLines, whose elements are bf16, from an element of a
/// 1-D memref on.
/// Pixels outside of the images and images that a batch lacks become zeros, and
/// the prologue is applied on the way.
class LineCopy {
public:
  LineCopy(LoopBuilder &loops, const schedule::ImageLines &lines,
           mlir::Value memory, mlir::Value start)
      : loops(loops), lines(lines), memory(memory), start(start) {}

  /// Sets to zero what lies behind the images in each slice: of a sum over
  /// lines it is a part.
  void zeroOverrun();
  void copy(mlir::ValueRange group, mlir::Region &prologue,
            const ImagePlace &place);
  /// Makes 32 paired lines the columns of a tile, and the channels its rows.
  void transposeTiles();

private:
  /// What is read for the pixels of one line, or of two that are a pair.
  struct Source {
    mlir::ValueRange group;
    mlir::Region &prologue;
    llvm::SmallVector<mlir::Value> images;
    llvm::SmallVector<bool> exist; ///< whether each of the images does
    mlir::Value row, channel;
  };
  void copyColumns(const Source &source, mlir::Value line, int64_t begin,
                   int64_t end);
  /// The parts of a pixel's channels, in each image, which take turns if there
  /// are two.
  llvm::SmallVector<mlir::Value> loadPixel(const Source &source, bool isInside,
                                           mlir::Value column,
                                           mlir::Value channel, Lanes lanes);
  void zero(mlir::Value first, int64_t count);
  void forEachSlice(llvm::function_ref<void(mlir::Value)> body);

  LoopBuilder &loops;
  const schedule::ImageLines &lines;
  mlir::Value memory, start;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_LINECOPY_H
