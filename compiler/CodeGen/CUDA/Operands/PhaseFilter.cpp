//===- PhaseFilter.cpp - The filter of a convolution's products -----------===//

#include "compiler/CodeGen/CUDA/Operands/PhaseFilter.h"

#include "compiler/CodeGen/CUDA/Operands/ConvolutionOperands.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ConvolutionProducts;
using schedule::PhaseProduct;
using schedule::TapRange;

/// Taps follow each other along the depth, each with a slice's channels, if
/// that divides them: so what was loaded for one is still in the cache for the
/// next.
TapChannel cuda::getTapChannel(LoopBuilder &loops,
                               const ConvolutionProducts &products,
                               const PhaseProduct &phase, Value slice,
                               Value offset, int64_t lanes) {
  int64_t together = products.sourceChannels % phase.tiling.depth == 0
                         ? phase.tiling.depth
                         : products.sourceChannels;
  int64_t across = std::max<int64_t>(phase.columnTaps.count, 1);
  int64_t taps = std::max<int64_t>(phase.rowTaps.count * across, 1);
  int64_t depth = phase.tiling.depth;
  // Where a slice is of one tap, all threads have the same, and divide once.
  bool isUniform = together % depth == 0;
  Value place, isSummed;
  if (isUniform) {
    place = loops.mul(loops.min(slice, loops.index(phase.depth / depth - 1)),
                      depth);
  } else {
    place = loops.add(loops.mul(slice, depth), offset);
    isSummed = loops.less(place, loops.index(phase.depth));
    place = loops.min(place, loops.index(phase.depth - lanes));
  }
  Value tap = loops.div(place, together);
  Value first = loops.mul(loops.div(tap, taps), together);
  tap = loops.rem(tap, taps);
  Value channel = loops.add(first, loops.rem(place, together));
  return {loops.div(tap, across), loops.rem(tap, across),
          isUniform ? loops.add(channel, offset) : channel, isSummed};
}

void PhaseFilter::setColumns(Value group, Value columnBlock) {
  this->group = group;
  this->columnBlock = columnBlock;
  firstColumn = loops.mul(columnBlock, phase.tiling.columns);
}

/// The filter has output channels innermost: columns of a convolution, and
/// the depth of its input's gradient.
ProductOperand PhaseFilter::getOperand() {
  auto filter = cast<ShapedType>(op.getRhs().front().getType());
  int64_t lanes =
      getOperandLanes(op.getRhs(), inputGrad ? products.sourceChannels
                                             : products.resultChannels);
  int64_t columnLanes = inputGrad ? 1 : lanes;
  int64_t depthLanes = inputGrad ? lanes : 1;
  ProductOperand operand(op.getRhs(), op.getRhsPrologue(), phase.tiling.columns,
                         /*alongDepth=*/inputGrad, lanes);
  operand.isSingle = phase.getTurns() == 1;
  operand.locate = [=, this](Value position, Value slice,
                             Value offset) -> OperandPlace {
    TapChannel tap =
        getTapChannel(loops, products, phase, slice, offset, depthLanes);
    Value column = loops.add(firstColumn, position);
    Value inside =
        all(loops, {loops.less(column, loops.index(products.resultChannels)),
                    tap.isSummed});
    column =
        loops.min(column, loops.index(products.resultChannels - columnLanes));
    auto getTap = [&](const TapRange &taps, Value number) {
      return loops.add(loops.mul(number, taps.tapStep), taps.firstTap);
    };
    Value tapY = getTap(phase.rowTaps, tap.y);
    Value tapX = getTap(phase.columnTaps, tap.x);
    Value input = tap.channel, output = column;
    if (inputGrad)
      std::swap(input, output);
    output = loops.add(output,
                       loops.mul(group, inputGrad ? products.sourceChannels
                                                  : products.resultChannels));
    return {getFilterIndices(filter, tapY, tapX, input, output), inside};
  };
  return operand;
}

ProductOperand PhaseFilter::getPackedOperand(Value begin) {
  ProductOperand operand(op.getRhs(), op.getRhsPrologue(), phase.tiling.columns,
                         /*alongDepth=*/inputGrad);
  if (phase.halo)
    operand.period = phase.getTurns();
  operand.getPackedBegin = [=, this](Value turn) {
    Value block =
        loops.add(loops.mul(group, products.getColumnBlocks()), columnBlock);
    Value first = loops.mul(turn, phase.tiling.tapsPerTurn);
    // Tiles that keep a halo follow each other in a block, and read the same.
    if (phase.halo)
      first = loops.rem(first, phase.getSlices());
    Value slice = loops.add(loops.mul(block, phase.getSlices()), first);
    return loops.add(begin, loops.mul(slice, phase.getFilterSlice()));
  };
  return operand;
}
