//===- PoolWindow.h - Windows of pooling kernels --------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_POOLWINDOW_H
#define ANABRANCH_COMPILER_CODEGEN_POOLWINDOW_H

#include "compiler/CodeGen/VectorCode.h"

namespace anabranch::codegen {

/// A window's part that lies inside the image.
struct PoolWindow {
  mlir::Value top, bottom, left, right;
  /// Pixels from top to bottom and from left to right, if it is known that the
  /// whole window lies inside; else zero.
  int64_t height = 0, width = 0;

  /// Carries values over all pixels: `body(y, x, carried)`.
  llvm::SmallVector<mlir::Value>
  forEachPixel(LoopBuilder &loops, mlir::ValueRange initial,
               llvm::function_ref<llvm::SmallVector<mlir::Value>(
                   mlir::Value, mlir::Value, mlir::ValueRange)>
                   body) const;

  /// How many pixels there are, as a float in every lane.
  mlir::Value getCount(LoopBuilder &loops, mlir::Type element,
                       Lanes lanes) const;
};

/// The window of the output pixel (y, x) over images of type `image`.
PoolWindow getWindow(kernel::PoolGradOp op, LoopBuilder &loops, mlir::Value y,
                     mlir::Value x, mlir::ShapedType image);

/// The window of the output's element at `indices`, reduced.
mlir::Value pool(kernel::PoolOp op, LoopBuilder &loops,
                 mlir::ValueRange indices, Lanes lanes);

/// Where the window's first largest element lies, as y * width + x in every
/// lane.
mlir::Value findLargest(kernel::PoolGradOp op, LoopBuilder &loops,
                        const PoolWindow &window, mlir::Value n,
                        mlir::Value channel, Lanes vector);

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_POOLWINDOW_H
