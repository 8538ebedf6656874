//===- PhaseOperands.cpp - What a convolution's products multiply ---------===//

#include "compiler/CodeGen/CUDA/Operands/PhaseOperands.h"

#include "compiler/CodeGen/CUDA/Operands/ConvolutionOperands.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ConvolutionProducts;
using schedule::DimensionPlan;
using schedule::PhaseProduct;
using schedule::TapRange;

PhaseOperands::PhaseOperands(kernel::KernelOpInterface op,
                             const ConvolutionProducts &products,
                             const PhaseProduct &phase, bool inputGrad,
                             Value rows, Value extent, LoopBuilder &loops)
    : op(op), products(products), phase(phase), rows(rows), extent(extent),
      loops(loops), source(cast<ShapedType>(op.getLhs().front().getType())),
      filter(op, products, phase, inputGrad, loops) {
  if (phase.halo)
    pixels.emplace(loops, *phase.halo);
}

ProductOperand PhaseOperands::getLeft() {
  return phase.halo ? getHaloLeft() : getSlicedLeft();
}

ProductOperand PhaseOperands::getRight(Value packedBegin) {
  return products.isPacked ? filter.getPackedOperand(packedBegin)
                           : filter.getOperand();
}

void PhaseOperands::setBlock(const ProductPlace &place) {
  block = place;
  filter.setColumns(place.group, place.columnBlock);
}

ProductOperand PhaseOperands::getSlicedLeft() {
  int64_t lanes = getOperandLanes(op.getLhs(), products.sourceChannels);
  ProductOperand operand(op.getLhs(), op.getLhsPrologue(), phase.tiling.rows,
                         /*alongDepth=*/true, lanes);
  operand.isSingle = phase.getTurns() == 1;
  operand.locate = [this, lanes](Value position, Value slice,
                                 Value offset) -> OperandPlace {
    Value row = loops.add(block.firstRow, position);
    Value isResult = loops.less(row, rows);
    Pixel pixel =
        getPixel(loops, loops.min(row, loops.sub(rows, loops.index(1))),
                 phase.height, phase.width);
    TapChannel tap =
        getTapChannel(loops, products, phase, slice, offset, lanes);
    auto map = [&](const DimensionPlan &plan, const TapRange &range,
                   Value result, Value number) {
      Value first =
          loops.add(loops.mul(result, plan.sourceStep), range.firstOffset);
      return loops.add(first, loops.mul(number, range.offsetStep));
    };
    Value y = map(products.height, phase.rowTaps, pixel.y, tap.y);
    Value x = map(products.width, phase.columnTaps, pixel.x, tap.x);
    SourcePixel tapped = clampToSource(y, x);
    return {getImageIndices(source, {pixel.n, tapped.y, tapped.x},
                            getSourceChannel(tap.channel)),
            all(loops, {isResult, tapped.inside, tap.isSummed})};
  };
  return operand;
}

/// The same where all taps of a tile's pixels are kept. Slices are those of one
/// tile after the other, from the block's first on.
ProductOperand PhaseOperands::getHaloLeft() {
  int64_t lanes = getOperandLanes(op.getLhs(), products.sourceChannels);
  ProductOperand operand(op.getLhs(), op.getLhsPrologue(), phase.tiling.rows,
                         /*alongDepth=*/true, lanes);
  operand.halo = pixels->getHalo(phase.rowTaps, phase.columnTaps,
                                 phase.rowTaps.count * phase.columnTaps.count /
                                     phase.tiling.tapsPerTurn);
  int64_t perTile = products.sourceChannels / phase.halo->channels;
  operand.halo->slicesPerTile = perTile;
  KeptPixels kept{
      products.height.sourceSize, products.width.sourceSize, {}, {}};
  kept.getChannel = [=, this](Value slice, Value, Value offset) {
    return getSourceChannel(loops.add(
        loops.mul(loops.rem(slice, perTile), phase.tiling.depth), offset));
  };
  kept.find = [=, this](Value line, Value slice) -> std::pair<Pixel, Value> {
    Value tile = loops.add(block.number, loops.div(slice, perTile));
    Pixel pixel = pixels->getSource(tile, line);
    SourcePixel clamped = clampToSource(pixel.y, pixel.x);
    Value last = loops.sub(extent, loops.index(1));
    return {{loops.min(pixel.n, last), clamped.y, clamped.x}, clamped.inside};
  };
  locateKept(loops, operand, kept);
  return operand;
}

SourcePixel PhaseOperands::clampToSource(Value y, Value x) {
  return clamp(loops, testPixel(loops, y, x, products.height.sourceSize,
                                products.width.sourceSize));
}

Value PhaseOperands::getSourceChannel(Value channel) {
  return loops.add(loops.mul(block.group, products.sourceChannels), channel);
}
