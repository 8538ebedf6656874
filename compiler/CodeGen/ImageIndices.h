//===- ImageIndices.h - Where a pixel of an image lies --------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_IMAGEINDICES_H
#define ANABRANCH_COMPILER_CODEGEN_IMAGEINDICES_H

#include "mlir/IR/BuiltinTypeInterfaces.h"
#include "mlir/IR/Value.h"

namespace anabranch::codegen {

/// An image of the batch, and a pixel of it.
struct Pixel {
  mlir::Value n, y, x;
};

/// Indices of a pixel's channel in images of rank 2 (one pixel) to 4.
llvm::SmallVector<mlir::Value> getImageIndices(mlir::ShapedType images,
                                               const Pixel &pixel,
                                               mlir::Value channel);

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_IMAGEINDICES_H
