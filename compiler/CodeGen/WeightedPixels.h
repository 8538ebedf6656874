//===- WeightedPixels.h - Pixels at computed places -----------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_WEIGHTEDPIXELS_H
#define ANABRANCH_COMPILER_CODEGEN_WEIGHTEDPIXELS_H

#include "compiler/CodeGen/VectorCode.h"

namespace anabranch::codegen {

/// The sum of weighted pixels that the result's element at `indices` is.
mlir::Value sumPixels(kernel::SamplePixelsOp op, LoopBuilder &loops,
                      mlir::ValueRange indices, Lanes lanes);

/// Adds the lanes of the output's gradient at `indices`, weighted, to the
/// pixels of `into` that they were made of.
void addToPixels(kernel::SamplePixelsGradOp op, LoopBuilder &loops,
                 mlir::Value into, mlir::ValueRange indices, Lanes lanes);

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_WEIGHTEDPIXELS_H
