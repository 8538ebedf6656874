//===- WinogradGradOperand.h - An operand of a filter's gradient ----------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_WINOGRADGRADOPERAND_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_WINOGRADGRADOPERAND_H

#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/WinogradTransforms.h"

namespace anabranch::codegen::cpu {

/// What a filter's gradient multiplies, the images or their gradient: M X N' of
/// each tile and channel, in a workspace as [channel block][point][tile]
/// [channel].
class WinogradGradOperand {
public:
  struct Dimension : TileDimension {
    int64_t first; ///< pixel of the first tile, negative in the padding
  };

  /// \param data the images and what the prologue reads
  /// \param element what the kernel computes with
  /// \param blockChannels that lie together
  /// \param width elements that a block's channels take
  /// \param workspace of `size` elements
  WinogradGradOperand(const schedule::WinogradGradTiling &tiling,
                      LoopBuilder &loops, mlir::ValueRange data,
                      mlir::Region &prologue, mlir::Type element,
                      Dimension rows, Dimension columns, int64_t blockChannels,
                      int64_t width, mlir::Value workspace, int64_t size);

  int64_t getWidth() const { return width; }
  /// The workspace as elements.
  mlir::Value view() const;
  /// First element of a block of channels at a point.
  mlir::Value getStart(mlir::Value block, mlir::Value point) const;

  /// Elements that `transform` copies.
  int64_t getCopySize() const { return copied.getSize(); }
  /// Transforms some rows of tiles of an image, the first of them number
  /// `firstTile` of the workspace's, by way of a copy in scratch memory.
  void transform(mlir::Value image, mlir::Value tileRow, mlir::Value firstTile,
                 mlir::Value copy) const;

private:
  void transformTile(const TileTransform &transform, mlir::Value corner,
                     mlir::Value tile) const;

  const schedule::WinogradGradTiling &tiling;
  LoopBuilder &loops;
  mlir::ValueRange data;
  mlir::Region &prologue;
  mlir::Type element;
  Dimension rows, columns;
  int64_t blockChannels, width, pointStride;
  mlir::Value workspace;
  int64_t size;
  ImageBlock copied; ///< the part of an image that is transformed at a time
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_WINOGRADGRADOPERAND_H
