//===- DepthwiseTiling.cpp - Blocks of depthwise convolutions -------------===//

#include "compiler/Schedule/CPU/DepthwiseTiling.h"

#include "compiler/Schedule/CPU/ThreadWork.h"

#include "llvm/Support/MathExtras.h"

#include <tuple>

using namespace anabranch;
using namespace anabranch::schedule;

int64_t DepthwiseTiling::getBlockHeight() const {
  return height.getReach(rows);
}

int64_t DepthwiseTiling::getBlockWidth() const {
  return width.getReach(width.resultSize);
}

DepthwiseTiling schedule::tileDepthwise(const kernel::ConvolutionShape &shape,
                                        bool inputGrad, int64_t elementBytes,
                                        const VectorUnit &unit) {
  DepthwiseTiling tiling;
  std::tie(tiling.height, tiling.width) = planDimensions(shape, inputGrad);
  tiling.channels = shape.inputChannels;
  tiling.lanes = unit.getLanes(elementBytes);

  int64_t step = tiling.height.phaseStep, size = tiling.height.resultSize;
  int64_t budget = unit.blockBytes / elementBytes;
  // A batch that is known to be small is cut into vectors of channels, which
  // share nothing, and if those are too few into rows.
  int64_t rowBlocks = 1;
  tiling.blockChannels = tiling.channels;
  if (!mlir::ShapedType::isDynamic(shape.images)) {
    int64_t units = llvm::divideCeil(wantedUnits, shape.images);
    int64_t vectors = tiling.channels / tiling.lanes;
    if (tiling.channels % tiling.lanes == 0)
      tiling.blockChannels =
          getDivisor(vectors, std::max<int64_t>(vectors / units, 1)) *
          tiling.lanes;
    rowBlocks = llvm::divideCeil(units, tiling.getChannelBlocks());
  }
  auto isSmall = [&] {
    int64_t pixels = tiling.getBlockHeight() * tiling.getBlockWidth();
    return pixels * tiling.blockChannels <= budget &&
           tiling.getRowBlocks() >= rowBlocks;
  };
  tiling.rows = llvm::alignTo(size, step);
  for (int64_t rows = size - 1; rows > 0 && !isSmall(); --rows)
    if (size % rows == 0 && rows % step == 0)
      tiling.rows = rows;
  // The pixels of a window are read together, vector by vector. At multiples of
  // a large power of two they would have few lines of the first-level cache.
  constexpr int64_t conflictBytes = 2048;
  bool conflicts = tiling.blockChannels * elementBytes % conflictBytes == 0;
  tiling.gap = conflicts ? tiling.lanes : 0;

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
  std::tie(tiling.height, tiling.width) =
      planDimensions(shape, /*inputGrad=*/false);
  tiling.lanes = unit.getLanes(elementBytes);
  constexpr int64_t wantedPieces = 16;
  tiling.pieces = static_cast<int64_t>(
      llvm::divideCeil(wantedPieces, tiling.getVectors(shape.inputChannels)));
  int64_t rowBytes = (shape.inputWidth + shape.padding[2] + shape.padding[3]) *
                     tiling.lanes * elementBytes * shape.strides[0];
  tiling.rows = getDivisor(shape.outputHeight,
                           std::max<int64_t>(unit.blockBytes / rowBytes, 1));
  tiling.taps = unit.registers / 2;
  return tiling;
}
