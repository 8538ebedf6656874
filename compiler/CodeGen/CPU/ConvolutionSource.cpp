//===- ConvolutionSource.cpp - What a convolution's products read ---------===//

#include "compiler/CodeGen/CPU/ConvolutionSource.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::ConvolutionTiling;
using schedule::DimensionPlan;

/// Whether results read nothing outside of the source.
static bool staysInside(const DimensionPlan &plan) {
  return plan.lowest >= 0 &&
         plan.lowest + plan.getReach(plan.resultSize) <= plan.sourceSize;
}

/// Whether a block has to be copied. A tile of several images also reads those
/// that a batch's last block lacks, which exist in a copy alone.
static bool needsCopy(kernel::KernelOpInterface op,
                      const ConvolutionTiling &tiling) {
  return !kernel::isIdentity(op.getLhsPrologue()) ||
         !staysInside(tiling.height) || !staysInside(tiling.width) ||
         tiling.tile.images > 1;
}

ConvolutionSource::ConvolutionSource(kernel::KernelOpInterface op,
                                     const ConvolutionTiling &tiling)
    : op(op), tiling(tiling), isCopied(needsCopy(op, tiling)) {
  block = {tiling.images,
           isCopied ? tiling.getBlockHeight() : tiling.height.sourceSize,
           isCopied ? tiling.getBlockWidth() : tiling.width.sourceSize,
           tiling.sourceChannels * tiling.groups,
           tiling.width.lowest,
           tiling.lanes};
}

ConvolutionSource::Place ConvolutionSource::prepare(LoopBuilder &loops,
                                                    const ResultBlock &result,
                                                    Value extent,
                                                    Value scratch) {
  Value firstRow = getFirstSourceRow(loops, tiling.height, result.row);
  Value source = op.getLhs().front();
  Type element = op.getDomain().getElementType();
  if (isCopied) {
    Value copy = loops.view(scratch, 0, element, block.getSize());
    copyImageBlock(loops, block, op.getLhs(), op.getLhsPrologue(), result.image,
                   result.imageCount, firstRow, loops.index(0), copy);
    return {copy, loops.index(0)};
  }
  OpFoldResult size = loops.mul(extent, getImageSize());
  OpFoldResult one = loops.builder.getIndexAttr(1);
  Value flat = memref::ReinterpretCastOp::create(
      loops.builder, loops.location,
      MemRefType::get({ShapedType::kDynamic}, element), source,
      /*offset=*/loops.builder.getIndexAttr(0), size, one);
  Value start = loops.add(loops.mul(result.image, getImageSize()),
                          loops.mul(firstRow, getRowSize()));
  return {flat, loops.add(start, block.firstColumn * getPixelSize())};
}
