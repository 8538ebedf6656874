//===- PhaseOperands.cpp - What a convolution's products multiply ---------===//

#include "compiler/CodeGen/CUDA/PhaseOperands.h"

#include "compiler/CodeGen/CUDA/ConvolutionOperands.h"

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
    : op(op), products(products), phase(phase), inputGrad(inputGrad),
      rows(rows), extent(extent), loops(loops),
      source(cast<ShapedType>(op.getLhs().front().getType())),
      filter(cast<ShapedType>(op.getRhs().front().getType())) {
  if (phase.halo)
    pixels.emplace(loops, *phase.halo);
}

ProductOperand PhaseOperands::getLeft() {
  return phase.halo ? getHaloLeft() : getSlicedLeft();
}

Value PhaseOperands::getPlace(Value slice, Value offset) {
  return loops.add(loops.mul(slice, phase.tiling.depth), offset);
}

/// Taps follow each other along the depth, each with all channels; with a
/// halo, with those that are kept at a time.
PhaseOperands::TapChannel
PhaseOperands::getTapChannel(Value slice, Value offset, int64_t lanes) {
  int64_t together =
      phase.halo ? phase.halo->channels : products.sourceChannels;
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
    place = getPlace(slice, offset);
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

ProductOperand PhaseOperands::getSlicedLeft() {
  int64_t lanes = getOperandLanes(op.getLhs(), products.sourceChannels);
  auto locate = [this, lanes](Value position, Value slice,
                              Value offset) -> OperandPlace {
    Value row = loops.add(block.firstRow, position);
    Value isResult = loops.less(row, rows);
    Pixel pixel =
        getPixel(loops, loops.min(row, loops.sub(rows, loops.index(1))),
                 phase.height, phase.width);
    TapChannel tap = getTapChannel(slice, offset, lanes);
    auto map = [&](const DimensionPlan &plan, const TapRange &range,
                   Value result, Value number) {
      Value first =
          loops.add(loops.mul(result, plan.sourceStep), range.firstOffset);
      return loops.add(first, loops.mul(number, range.offsetStep));
    };
    Value y = map(products.height, phase.rowTaps, pixel.y, tap.y);
    Value x = map(products.width, phase.columnTaps, pixel.x, tap.x);
    SourcePixel tapped = clampToSource(y, x);
    return {getSourceIndices({pixel.n, tapped.y, tapped.x}, tap.channel),
            all(loops, {isResult, tapped.inside, tap.isSummed})};
  };
  return {op.getLhs(),
          &op.getLhsPrologue(),
          phase.tiling.rows,
          /*alongDepth=*/true,
          lanes,
          locate,
          std::nullopt};
}

/// The same where all taps of a block's pixels are kept.
ProductOperand PhaseOperands::getHaloLeft() {
  int64_t lanes = getOperandLanes(op.getLhs(), products.sourceChannels);
  auto locate = [this, lanes](Value line, Value slice,
                              Value offset) -> OperandPlace {
    Value channel = getPlace(slice, offset);
    Pixel pixel = pixels->getSource(block.number, line);
    SourcePixel kept = clampToSource(pixel.y, pixel.x);
    Value last = loops.sub(extent, loops.index(1));
    channel = loops.min(channel, loops.index(products.sourceChannels - lanes));
    return {
        getSourceIndices({loops.min(pixel.n, last), kept.y, kept.x}, channel),
        kept.inside};
  };
  return {op.getLhs(),
          &op.getLhsPrologue(),
          phase.tiling.rows,
          /*alongDepth=*/true,
          lanes,
          locate,
          pixels->getHalo(phase.rowTaps, phase.columnTaps,
                          phase.rowTaps.count * phase.columnTaps.count)};
}

SourcePixel PhaseOperands::clampToSource(Value y, Value x) {
  return clamp(loops, testPixel(loops, y, x, products.height.sourceSize,
                                products.width.sourceSize));
}

SmallVector<Value> PhaseOperands::getSourceIndices(const Pixel &pixel,
                                                   Value channel) {
  Value first = loops.mul(block.group, products.sourceChannels);
  return getImageIndices(source, pixel, loops.add(first, channel));
}

/// The filter has output channels innermost: columns of a convolution, and
/// the depth of its input's gradient.
ProductOperand PhaseOperands::getRight() {
  int64_t lanes =
      getOperandLanes(op.getRhs(), inputGrad ? products.sourceChannels
                                             : products.resultChannels);
  int64_t columnLanes = inputGrad ? 1 : lanes;
  int64_t depthLanes = inputGrad ? lanes : 1;
  auto locate = [=, this](Value position, Value slice,
                          Value offset) -> OperandPlace {
    TapChannel tap = getTapChannel(slice, offset, depthLanes);
    Value column = loops.add(block.firstColumn, position);
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
    output = loops.add(
        output, loops.mul(block.group, inputGrad ? products.sourceChannels
                                                 : products.resultChannels));
    return {getFilterIndices(filter, tapY, tapX, input, output), inside};
  };
  return {op.getRhs(),
          &op.getRhsPrologue(),
          phase.tiling.columns,
          /*alongDepth=*/inputGrad,
          lanes,
          locate,
          std::nullopt};
}
