//===- TensorCoreTile.h - What a lane has of a product's tile -------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_TENSORCORETILE_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_TENSORCORETILE_H

#include "compiler/CodeGen/CUDA/Products/BlockProduct.h"

namespace anabranch::codegen::cuda {

/// Calls `body` for the pairs of neighbouring results that a lane of a warp has
/// of a tile of 16 x 8, of which `row` and `column` are the first: four sums in
/// the order of the accumulators of mma.m16n8k16 (PTX ISA, "Matrix fragments
/// for mma.m16n8k16"), which wgmma's are too, for every warp and eight columns
/// ("Register Fragments for wgmma.mma_async.m64nNk16").
void forEachPair(LoopBuilder &loops, mlir::Value lane, mlir::Value row,
                 mlir::Value column, mlir::ValueRange sums, ResultCode body);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_TENSORCORETILE_H
