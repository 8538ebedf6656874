//===- DepthwiseTiling.cpp - Blocks of depthwise convolutions -------------===//

#include "compiler/Schedule/DepthwiseTiling.h"

#include "llvm/Support/MathExtras.h"

using namespace anabranch;
using namespace anabranch::schedule;

static int64_t getReach(const DimensionPlan &plan, int64_t results) {
  return (plan.getPhaseSize(0, results) - 1) * plan.sourceStep + plan.highest -
         plan.lowest + 1;
}

int64_t DepthwiseTiling::getBlockHeight() const {
  return getReach(height, rows);
}

int64_t DepthwiseTiling::getBlockWidth() const {
  return getReach(width, width.resultSize);
}

DepthwiseTiling schedule::tileDepthwise(const kernel::ConvolutionShape &shape,
                                        bool inputGrad, int64_t elementBytes,
                                        const VectorUnit &unit) {
  DepthwiseTiling tiling;
  if (inputGrad) {
    tiling.height =
        planInputGrad(shape.outputHeight, shape.inputHeight, shape.filterHeight,
                      shape.strides[0], shape.dilations[0], shape.padding[0]);
    tiling.width =
        planInputGrad(shape.outputWidth, shape.inputWidth, shape.filterWidth,
                      shape.strides[1], shape.dilations[1], shape.padding[2]);
  } else {
    tiling.height =
        planForward(shape.inputHeight, shape.outputHeight, shape.filterHeight,
                    shape.strides[0], shape.dilations[0], shape.padding[0]);
    tiling.width =
        planForward(shape.inputWidth, shape.outputWidth, shape.filterWidth,
                    shape.strides[1], shape.dilations[1], shape.padding[2]);
  }
  tiling.channels = shape.inputChannels;
  tiling.lanes = unit.getLanes(elementBytes);

  int64_t step = tiling.height.phaseStep, size = tiling.height.resultSize;
  int64_t budget = unit.blockBytes / elementBytes;
  tiling.rows = llvm::alignTo(size, step);
  for (int64_t rows = size - 1; rows > 0; --rows) {
    if (tiling.getBlockHeight() * tiling.getBlockWidth() * tiling.channels <=
        budget)
      break;
    if (size % rows == 0 && rows % step == 0)
      tiling.rows = rows;
  }
  // A quarter of the registers hold sums, and as many the pixels that the taps
  // of a row share.
  tiling.columns =
      getDivisor(tiling.width.getPhaseSize(0, tiling.width.resultSize),
                 unit.registers / 4);
  if (tiling.columns < unit.registers / 8)
    tiling.columns = unit.registers / 4;
  return tiling;
}

DepthwiseGradTiling
schedule::tileDepthwiseGrad(const kernel::ConvolutionShape &shape,
                            int64_t elementBytes, const VectorUnit &unit) {
  DepthwiseGradTiling tiling;
  tiling.lanes = unit.getLanes(elementBytes);
  constexpr int64_t wantedUnits = 16;
  tiling.pieces = static_cast<int64_t>(
      llvm::divideCeil(wantedUnits, tiling.getVectors(shape.inputChannels)));
  int64_t rowBytes = (shape.inputWidth + shape.padding[2] + shape.padding[3]) *
                     tiling.lanes * elementBytes * shape.strides[0];
  tiling.rows = getDivisor(shape.outputHeight,
                           std::max<int64_t>(unit.blockBytes / rowBytes, 1));
  tiling.taps = unit.registers / 2;
  return tiling;
}
