//===- SourcePixel.h - What pixel a tap of a convolution reads ------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SOURCEPIXEL_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SOURCEPIXEL_H

#include "compiler/CodeGen/ImageIndices.h"
#include "compiler/CodeGen/LoopBuilder.h"
#include "dialects/Kernel/Kernel.h"

namespace anabranch::codegen::cuda {

/// The pixel at a place among all of the batch, of images of this size.
Pixel getPixel(LoopBuilder &loops, mlir::Value place, int64_t height,
               int64_t width);

/// A pixel of an image, if it lies inside.
struct SourcePixel {
  mlir::Value inside, y, x;
};

/// Whether all of the conditions hold; those that are null do. Null if all are.
mlir::Value all(LoopBuilder &loops, llvm::ArrayRef<mlir::Value> conditions);

/// 0 <= a < size, in one comparison.
mlir::Value isInside(LoopBuilder &loops, mlir::Value a, int64_t size);

/// A pixel of an image of this size, which it may lie beside.
SourcePixel testPixel(LoopBuilder &loops, mlir::Value y, mlir::Value x,
                      int64_t height, int64_t width);

/// The input pixel that the output's (y, x) multiplies with a tap.
SourcePixel getInputPixel(LoopBuilder &loops,
                          const kernel::ConvolutionShape &shape, mlir::Value y,
                          mlir::Value x, mlir::Value tapY, mlir::Value tapX);

/// The output pixel that multiplies the input's (y, x) with a tap. Behind a
/// stride there may be none.
SourcePixel getOutputPixel(LoopBuilder &loops,
                           const kernel::ConvolutionShape &shape, mlir::Value y,
                           mlir::Value x, mlir::Value tapY, mlir::Value tapX);

/// The same, with the first pixel in place of one outside, so that it can be
/// loaded.
SourcePixel clamp(LoopBuilder &loops, const SourcePixel &pixel);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SOURCEPIXEL_H
