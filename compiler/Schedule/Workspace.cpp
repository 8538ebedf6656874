//===- Workspace.cpp - Memory a kernel needs besides its operands ---------===//

#include "compiler/Schedule/Workspace.h"

#include "compiler/Schedule/CPU/AMXTiling.h"
#include "compiler/Schedule/CPU/DepthwiseTiling.h"
#include "compiler/Schedule/CPU/KernelGradTiling.h"
#include "compiler/Schedule/CPU/MatMulTiling.h"
#include "compiler/Schedule/CPU/WinogradTiling.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::schedule;

int64_t schedule::getRowsPerBlock(int64_t channels) {
  return std::max<int64_t>(elementsPerBlock / channels, 1);
}

int64_t schedule::getElementBytes(kernel::KernelOpInterface op) {
  return op.getDomain().getElementTypeBitWidth() / 8;
}

/// A row of sums for each block of an image.
static Workspace getImageSums(kernel::KernelOpInterface op,
                              int64_t blocks = 1) {
  int64_t sums = op.getReductionCount();
  if (sums == 0)
    return {};
  return {{0, blocks * sums * getElementBytes(op) *
                  op.getDomain().getShape().back()}};
}

template <typename Op>
static Workspace getConvolutionWorkspace(Op op, bool inputGrad,
                                         const VectorUnit &unit) {
  kernel::ConvolutionShape shape = op.getShape();
  int64_t bytes = getElementBytes(op);
  auto sumBytes = static_cast<int64_t>(op.getReductionCount()) * bytes;
  Workspace workspace;
  auto addSums = [&](int64_t blocksPerImage, int64_t channels) {
    // Blocks of several images are no more than blocks of one image each.
    if (sumBytes != 0)
      workspace.push_back({0, sumBytes * blocksPerImage * channels});
  };
  bool isDirect = op.getAlgorithm() == kernel::ConvolutionAlgorithm::Direct;
  if (isDirect || op.getAlgorithm() == kernel::ConvolutionAlgorithm::AMX) {
    ConvolutionTiling tiling =
        isDirect ? tileConvolution(shape, inputGrad, bytes, unit)
                 : tileAMXConvolution(shape, inputGrad, getAMXParts(op), unit)
                       .blocks;
    addSums(tiling.getRowBlocks(), tiling.getPaddedChannels());
    return workspace;
  }
  WinogradTiling tiling = tileWinograd(
      shape, inputGrad, static_cast<int64_t>(op.getAlgorithm()), bytes, unit);
  if (tiling.splitsChannels)
    workspace.push_back({bytes * tiling.getSourceSlack(),
                         bytes * tiling.getSourceSize(tiling.getImageTiles()) *
                             tiling.getRowBlocks()});
  addSums(tiling.getRowBlocks(), tiling.resultChannels);
  return workspace;
}

static Workspace getKernelGradWorkspace(kernel::ConvolutionKernelGradOp op,
                                        const VectorUnit &unit) {
  int64_t bytes = getElementBytes(op);
  if (op.getAlgorithm() == kernel::ConvolutionAlgorithm::AMX)
    return {
        {bytes *
         tileAMXKernelGrad(op.getShape(), getAMXParts(op), unit).getSums()}};
  if (op.getAlgorithm() != kernel::ConvolutionAlgorithm::Direct) {
    WinogradGradTiling tiling = tileWinogradGrad(
        op.getShape(), static_cast<int64_t>(op.getAlgorithm()), bytes, unit);
    return {{bytes * tiling.getInputSize()},
            {bytes * tiling.getGradSize()},
            {bytes * tiling.getSumSize()}};
  }
  // Each piece of the batch but a lone one has sums of its own.
  int64_t pieces = tileKernelGrad(op.getShape(), bytes, unit).pieces;
  int64_t size = op.getDomain().getNumElements() * bytes;
  return pieces > 1 ? Workspace{{pieces * size}} : Workspace();
}

Workspace schedule::getWorkspace(kernel::KernelOpInterface op,
                                 const VectorUnit &unit) {
  return llvm::TypeSwitch<Operation *, Workspace>(op)
      .Case([&](kernel::ConvolutionOp op) {
        return getConvolutionWorkspace(op, /*inputGrad=*/false, unit);
      })
      .Case([&](kernel::ConvolutionInputGradOp op) {
        return getConvolutionWorkspace(op, /*inputGrad=*/true, unit);
      })
      .Case([&](kernel::ConvolutionKernelGradOp op) {
        return getKernelGradWorkspace(op, unit);
      })
      .Case([&](kernel::ElementwiseOp op) {
        if (op.getReductionCount() == 0)
          return Workspace();
        if (op.getLaunchUnit() == kernel::LaunchUnit::Slice)
          return getImageSums(op);
        // One row of sums per block; the last block may be a part of one.
        int64_t channels = op.getDomain().getShape().back();
        int64_t bytes = op.getReductionCount() * channels * getElementBytes(op);
        return Workspace{{bytes, static_cast<int64_t>(llvm::divideCeil(
                                     bytes, getRowsPerBlock(channels)))}};
      })
      .Case([&](kernel::MatMulOp op) {
        MatMulTiling tiling =
            tileMatMul(op.getShape(), getElementBytes(op), unit);
        return getImageSums(op, tiling.getExampleBlocks());
      })
      .Case<kernel::PoolOp, kernel::GatherOp, kernel::ConcatenateOp,
            kernel::SamplePixelsOp>([&](auto op) { return getImageSums(op); })
      .Case<kernel::DepthwiseOp, kernel::DepthwiseInputGradOp>([&](auto op) {
        bool inputGrad =
            std::is_same_v<decltype(op), kernel::DepthwiseInputGradOp>;
        int64_t blocks =
            tileDepthwise(op.getShape(), inputGrad, getElementBytes(op), unit)
                .getRowBlocks();
        return getImageSums(op, blocks);
      })
      .Case([&](kernel::DepthwiseKernelGradOp op) {
        int64_t bytes = getElementBytes(op);
        int64_t pieces = tileDepthwiseGrad(op.getShape(), bytes, unit).pieces;
        bytes *= op.getDomain().getNumElements();
        return pieces > 1 ? Workspace{{pieces * bytes}} : Workspace();
      })
      .Default([](Operation *) { return Workspace(); });
}
