//===- ProductTiling.cpp - Matrix products in the blocks of a GPU ---------===//

#include "compiler/Schedule/ProductTiling.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::schedule;

/// Blocks that keep a large GPU busy: a few for each of its 132
/// multiprocessors (H100).
static constexpr int64_t wantedBlocks = 512;

ProductTiling schedule::tileProduct(int64_t columns, Type element) {
  if (element.isBF16())
    return {128, columns <= 64 ? 64 : 128, 32, 256, true};
  if (columns <= 32)
    return {128, 32, 16, 256, false};
  return {64, 64, 16, 256, false};
}

ElementTiling schedule::tileResults(const ProductTiling &tiling,
                                    int64_t channels, int64_t lanes) {
  int64_t columns = tiling.columns / lanes;
  int64_t rowLanes = tiling.threads / columns;
  return {channels, lanes,
          columns,  tiling.getColumnBlocks(channels),
          rowLanes, tiling.rows / rowLanes};
}

void ConvolutionProducts::forEachPhase(
    function_ref<void(int64_t, int64_t)> body) const {
  for (int64_t y = 0; y < height.phaseStep; ++y)
    for (int64_t x = 0; x < width.phaseStep; ++x)
      if (getPhasePixels(y, x) > 0)
        body(y, x);
}

ConvolutionProducts
schedule::planProducts(const kernel::ConvolutionShape &shape, bool inputGrad,
                       Type element) {
  ConvolutionProducts products;
  std::tie(products.height, products.width) = planDimensions(shape, inputGrad);
  products.groups = shape.groups;
  products.sourceChannels = shape.inputChannels / shape.groups;
  products.resultChannels = shape.outputChannels / shape.groups;
  if (inputGrad)
    std::swap(products.sourceChannels, products.resultChannels);
  products.tiling = tileProduct(products.resultChannels, element);
  return products;
}

KernelGradProduct
schedule::planKernelGrad(const kernel::ConvolutionShape &shape, Type element) {
  int64_t columns = shape.outputChannels / shape.groups;
  KernelGradProduct product;
  product.tiling = tileProduct(columns, element);
  product.rows = shape.filterHeight * shape.filterWidth * shape.inputChannels /
                 shape.groups;
  int64_t blocks = product.getRowBlocks() * shape.groups *
                   product.tiling.getColumnBlocks(columns);
  // More pieces than images would be empty, and each costs a filter's memory.
  constexpr int64_t mostPieces = 32;
  product.pieces = std::clamp<int64_t>(
      static_cast<int64_t>(llvm::divideCeil(wantedBlocks, blocks)), 1,
      shape.getImages(mostPieces));
  return product;
}

Type schedule::getProductType(kernel::KernelOpInterface op) {
  return op.getLhsPrologue().front().getTerminator()->getOperand(0).getType();
}
