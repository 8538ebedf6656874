//===- ElementTiling.cpp - A domain's elements over a GPU's threads -------===//

#include "compiler/Schedule/CUDA/ElementTiling.h"

#include "compiler/Schedule/CUDA/DeviceUnit.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::schedule;

/// Threads of a block: enough to hide latency with several blocks on a
/// multiprocessor, and few enough that small tensors have a block for each.
static constexpr int64_t threadsPerBlock = 256;

/// Rows per thread. Sums of more rows leave fewer to be added up later.
static constexpr int64_t passesWithSums = 16, passesWithout = 4;

/// The same of a long vector, which may be a small layer's parameters.
static constexpr int64_t vectorPasses = 2;

int64_t schedule::getDeviceLanes(kernel::KernelOpInterface op) {
  int64_t channels = op.getDomain().getShape().back();
  int64_t bytes = op.getDomain().getElementTypeBitWidth() / 8;
  auto consider = [&](Type operand) {
    auto type = cast<ShapedType>(operand);
    if (type.getRank() == op.getDomain().getRank() &&
        type.getShape().back() == channels && type.getElementTypeBitWidth() > 8)
      bytes = std::min<int64_t>(bytes, type.getElementTypeBitWidth() / 8);
  };
  // Results become operands when they get their place.
  llvm::for_each(op->getOperandTypes(), consider);
  llvm::for_each(op->getResultTypes(), consider);
  int64_t lanes = deviceVectorBytes / bytes;
  // Long vectors have an end of their own.
  if (ShapedType::isDynamic(channels))
    return lanes;
  // Tensors behind each other meet at any channel.
  if (auto concatenate = dyn_cast<kernel::ConcatenateOp>(op.getOperation()))
    for (Value operand : concatenate.getLhs())
      lanes = std::gcd(lanes,
                       cast<ShapedType>(operand.getType()).getShape().back());
  // Cut or permuted channels lie anywhere.
  if (auto gather = dyn_cast<kernel::GatherOp>(op.getOperation())) {
    auto last = static_cast<int64_t>(gather.getPermutation().size()) - 1;
    if (gather.getPermutation().back() != last)
      return 1;
    lanes = std::gcd(lanes, gather.getOffsets().back());
    lanes = std::gcd(
        lanes,
        cast<ShapedType>(gather.getLhs().front().getType()).getShape().back());
  }
  return std::gcd(lanes, channels);
}

ElementTiling schedule::tileRows(int64_t channels, int64_t lanes,
                                 int64_t passes) {
  int64_t vectors = channels / lanes;
  int64_t columns = std::min(vectors, threadsPerBlock);
  return {channels,
          lanes,
          columns,
          static_cast<int64_t>(llvm::divideCeil(vectors, columns)),
          threadsPerBlock / columns,
          passes};
}

/// Has a thread's rows be the same pixel of each image, of so many.
static void keepPixels(ElementTiling &tiling, int64_t pixels) {
  int64_t lanes = std::min(tiling.rowLanes, pixels);
  while (pixels % lanes != 0)
    --lanes;
  // Where that leaves few threads, all of them have rows that many images
  // apart.
  if (2 * lanes > tiling.rowLanes)
    tiling.rowLanes = lanes;
  tiling.strips = pixels / std::gcd(pixels, tiling.rowLanes);
}

/// As many of a thread's lanes as leave room for so many sums of each.
static int64_t limitLanes(kernel::KernelOpInterface op, int64_t lanes,
                          int64_t sums, int64_t mostBytes) {
  int64_t bytes = op.getDomain().getElementTypeBitWidth() / 8;
  while (lanes > 1 && sums * threadsPerBlock * lanes * bytes > mostBytes)
    lanes /= 2;
  return lanes;
}

ElementTiling schedule::tileElements(kernel::KernelOpInterface op) {
  int64_t lanes = getDeviceLanes(op);
  if (op.getDomain().getRank() == 1)
    return tileRows(lanes, lanes, vectorPasses);
  // Each thread's sums have to fit into a block's memory.
  lanes =
      limitLanes(op, lanes, op.getReductionCount(), DeviceUnit().sharedBytes);
  // A window is as many loads as several rows.
  int64_t passes = op.getReductionCount() != 0 ? passesWithSums
                   : isa<kernel::PoolOp>(op)   ? 1
                                               : passesWithout;
  ElementTiling tiling =
      tileRows(op.getDomain().getShape().back(), lanes, passes);
  if (std::optional<kernel::TapsAttr> taps = getTaps(op))
    keepPixels(tiling, taps->getOutput()[0] * taps->getOutput()[1]);
  return tiling;
}

ElementTiling schedule::tileTapSums(kernel::DepthwiseKernelGradOp op) {
  int64_t lanes = limitLanes(op, getDeviceLanes(op), op.getShape().filterWidth,
                             grantedSharedBytes);
  return tileRows(op.getDomain().getShape().back(), lanes, passesWithSums);
}

std::optional<kernel::TapsAttr>
schedule::getTaps(kernel::KernelOpInterface op) {
  auto elementwise = dyn_cast<kernel::ElementwiseOp>(op.getOperation());
  return elementwise ? elementwise.getTaps() : std::nullopt;
}

int64_t schedule::countSumColumns(kernel::KernelOpInterface op) {
  int64_t sums = op.getReductionCount();
  if (std::optional<kernel::TapsAttr> taps = getTaps(op))
    sums += taps->getCount() - 1;
  return sums * op.getDomain().getShape().back();
}

int64_t schedule::getRowsPerExtent(ShapedType domain) {
  int64_t rows = 1;
  for (int64_t size : domain.getShape().drop_front().drop_back())
    rows *= size;
  return rows;
}
