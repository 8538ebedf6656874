//===- DeviceWorkspace.cpp - Memory that launches pass to each other ------===//

#include "compiler/Schedule/CUDA/DeviceWorkspace.h"

#include "compiler/Schedule/CUDA/ElementTiling.h"
#include "compiler/Schedule/CUDA/KernelGradProduct.h"
#include "compiler/Schedule/CUDA/ProductTiling.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::schedule;

/// Buffers of a row of `rowBytes` for each block of `blockRows` rows, of which
/// the launch has `rows` for each unit of its extent. The last block, or that
/// of each strip, may be a part of one.
static WorkspaceBuffer getBlockRows(int64_t rowBytes, int64_t rows,
                                    int64_t blockRows, int64_t strips = 1) {
  return {strips * rowBytes, static_cast<int64_t>(llvm::divideCeil(
                                 static_cast<uint64_t>(rows * rowBytes),
                                 static_cast<uint64_t>(blockRows)))};
}

/// Bytes of a block's sums.
static int64_t getSumBytes(kernel::KernelOpInterface op) {
  return countSumColumns(op) * getElementBytes(op);
}

template <typename Op>
static Workspace getConvolutionWorkspace(Op op, bool inputGrad,
                                         const DeviceUnit &device) {
  if (op.getReductionCount() == 0)
    return {};
  ConvolutionProducts products = planProducts(op, inputGrad, device);
  WorkspaceBuffer buffer;
  products.forEachPhase([&](int64_t y, int64_t x) {
    PhaseProduct smallest =
        products.getSmallPhase(y, x).value_or(products.getPhase(y, x));
    WorkspaceBuffer phase = getBlockRows(
        getSumBytes(op), smallest.getRowsPerImage(), smallest.tiling.rows);
    buffer.fixed += phase.fixed;
    buffer.perExtent += phase.perExtent;
  });
  return {buffer};
}

Workspace schedule::getDeviceWorkspace(kernel::KernelOpInterface op,
                                       const DeviceUnit &device) {
  return llvm::TypeSwitch<Operation *, Workspace>(op)
      .Case([&](kernel::ConvolutionOp op) {
        return getConvolutionWorkspace(op, /*inputGrad=*/false, device);
      })
      .Case([&](kernel::ConvolutionInputGradOp op) {
        return getConvolutionWorkspace(op, /*inputGrad=*/true, device);
      })
      .Case([&](kernel::ConvolutionKernelGradOp op) -> Workspace {
        KernelGradProduct product =
            planKernelGrad(op.getShape(), getProductType(op), device);
        if (!product.isAddedUp())
          return {};
        return {{product.pieces * op.getDomain().getNumElements() *
                 getElementBytes(op)}};
      })
      .Case([](kernel::DepthwiseKernelGradOp op) -> Workspace {
        return {getBlockRows(
            op.getDomain().getNumElements() * getElementBytes(op),
            getRowsPerExtent(cast<ShapedType>(op.getRhs().front().getType())),
            tileTapSums(op).getRowsPerBlock())};
      })
      .Case([&](kernel::MatMulOp op) -> Workspace {
        if (op.getReductionCount() == 0)
          return {};
        kernel::MatMulShape shape = op.getShape();
        ProductTiling tiling = planMatMul(shape, getProductType(op), device);
        return {{0, getSumBytes(op) * shape.matrices *
                        tiling.getRowBlocks(shape.rows)}};
      })
      .Default([&](Operation *) -> Workspace {
        if (op.getReductionCount() == 0)
          return {};
        ElementTiling tiling = tileElements(op);
        return {getBlockRows(getSumBytes(op),
                             op.getLaunchUnit() == kernel::LaunchUnit::Row
                                 ? 1
                                 : getRowsPerExtent(op.getDomain()),
                             tiling.getRowsPerBlock(), tiling.strips)};
      });
}
