//===- ConvolutionSource.h - What a convolution's products read -----------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_CONVOLUTIONSOURCE_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_CONVOLUTIONSOURCE_H

#include "compiler/CodeGen/CPU/ConvolutionResults.h"
#include "compiler/CodeGen/CPU/ImageBlock.h"

namespace anabranch::codegen::cpu {

/// The left operand of a direct convolution. A block of images is copied to
/// scratch memory with its padding and prologue, or read where it lies if it
/// has neither.
class ConvolutionSource {
public:
  ConvolutionSource(kernel::KernelOpInterface op,
                    const schedule::ConvolutionTiling &tiling);

  /// Elements of scratch memory that a block needs.
  int64_t getScratchSize() const { return isCopied ? block.getSize() : 0; }
  /// Elements from one pixel, row or image to the next.
  int64_t getPixelSize() const { return block.channels; }
  int64_t getRowSize() const { return block.columns * getPixelSize(); }
  int64_t getImageSize() const { return block.rows * getRowSize(); }

  struct Place {
    mlir::Value memory; ///< 1-D memref
    mlir::Value start;  ///< what the first tap reads for the first result
  };
  /// Makes a block of the result's source ready to be read.
  Place prepare(LoopBuilder &loops, const ResultBlock &result,
                mlir::Value extent, mlir::Value scratch);

private:
  kernel::KernelOpInterface op;
  const schedule::ConvolutionTiling &tiling;
  bool isCopied;
  ImageBlock block; ///< the copy, or the images where they lie
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_CONVOLUTIONSOURCE_H
