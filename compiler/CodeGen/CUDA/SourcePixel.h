//===- SourcePixel.h - What pixel a tap of a convolution reads ------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_SOURCEPIXEL_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_SOURCEPIXEL_H

#include "compiler/CodeGen/LoopBuilder.h"
#include "dialects/Kernel/Kernel.h"

namespace anabranch::codegen::cuda {

/// A pixel of an image, if it lies inside.
struct SourcePixel {
  mlir::Value inside, y, x;
};

/// The input pixel that the output's (y, x) multiplies with a tap.
SourcePixel getInputPixel(LoopBuilder &loops,
                          const kernel::ConvolutionShape &shape, mlir::Value y,
                          mlir::Value x, mlir::Value tapY, mlir::Value tapX);

/// The output pixel that multiplies the input's (y, x) with a tap. Behind a
/// stride there may be none.
SourcePixel getOutputPixel(LoopBuilder &loops,
                           const kernel::ConvolutionShape &shape, mlir::Value y,
                           mlir::Value x, mlir::Value tapY, mlir::Value tapX);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_SOURCEPIXEL_H
