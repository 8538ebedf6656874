//===- DepthwiseKernelGrad.cpp - Gradient of a depthwise filter -----------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/CodeGen/CUDA/Results/ChannelSums.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/CUDA/Results/RowSums.h"
#include "compiler/Schedule/CUDA/ElementTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using kernel::ConvolutionShape;

namespace {
/// Each thread sums its pixels for a row of taps, or a part of one that the
/// block's memory has room for; then blocks and launches are summed as for any
/// per-channel sum.
class KernelGradGenerator {
public:
  KernelGradGenerator(kernel::DepthwiseKernelGradOp op, Value extent,
                      LoopBuilder &loops)
      : op(op), loops(loops), arguments(op), shape(op.getShape()),
        inputs(cast<ShapedType>(op.getLhs().front().getType())),
        outputs(cast<ShapedType>(op.getRhs().front().getType())),
        tiling(schedule::tileTapSums(op)), lanes(getLanes(tiling.lanes)),
        sums(shape.filterHeight * shape.filterWidth * tiling.channels),
        rows(loops.mul(extent, schedule::getRowsPerExtent(outputs))),
        blocks(loops.ceilDiv(rows, tiling.getRowsPerBlock())) {}

  void generate() {
    Value blockRows = viewRows(loops, arguments.workspaces.front(), blocks,
                               sums, arguments.element);
    int64_t most = schedule::grantedSharedBytes /
                   getRowLaneBytes(tiling, /*sums=*/1, arguments.element);
    int64_t width = shape.filterWidth;
    int64_t perLaunch =
        llvm::divideCeilSigned(width, llvm::divideCeilSigned(width, most));
    for (int64_t y = 0; y < shape.filterHeight; ++y)
      for (int64_t x = 0; x < width; x += perLaunch)
        launchTaps({y, x, std::min(perLaunch, width - x)}, blockRows);
    RowSumCode code;
    code.store = [&](ValueRange total, ValueRange, Value column, Lanes lanes) {
      Value tap = loops.div(column, tiling.channels);
      Value place[] = {loops.div(tap, shape.filterWidth),
                       loops.rem(tap, shape.filterWidth),
                       loops.rem(column, tiling.channels)};
      arguments.storeEpilogue(loops, total.front(), place, lanes);
    };
    addUpRows(loops, {blockRows, blocks, sums}, /*mostLanes=*/1, code);
  }

private:
  /// Neighbouring taps of a row.
  struct Taps {
    int64_t y, firstX, count;
  };

  /// The sums of some taps, of each block.
  void launchTaps(const Taps &taps, Value blockRows) {
    LaunchShape launchShape{
        blocks, tiling.columnBlocks, tiling.getThreads(),
        getRowLaneBytes(tiling, taps.count, arguments.element)};
    launchShape.isPart = true; // each launch writes the sums of other taps
    launch(loops, launchShape, [&](const Thread &thread) {
      ChannelRange channels = getChannels(loops, thread, tiling);
      SmallVector<Value> zeros(static_cast<size_t>(taps.count),
                               splat(loops, arguments.element, 0, lanes));
      SmallVector<Value> totals = forEachRow(
          loops, thread, tiling, channels, rows, zeros,
          [&](Value row, Value channel) { return fetch(taps, row, channel); },
          [&](Value row, Value channel, ValueRange fetched,
              ValueRange carried) {
            return add(taps, row, channel, fetched, carried);
          });
      addRowLanes(loops, thread, tiling, channels, totals, blockRows,
                  thread.block,
                  (taps.y * shape.filterWidth + taps.firstX) * tiling.channels);
    });
  }

  SmallVector<Value> getPlace(Value row, Value channel) {
    SmallVector<Value> place = getRowIndices(loops, outputs, row);
    place.push_back(channel);
    return place;
  }

  SourcePixel getTapped(ArrayRef<Value> place, const Taps &taps, int64_t tap) {
    return getInputPixel(loops, shape, place[1], place[2], loops.index(taps.y),
                         loops.index(taps.firstX + tap));
  }

  /// The output's gradient, and the pixels that taps read.
  SmallVector<Value> fetch(const Taps &taps, Value row, Value channel) {
    SmallVector<Value> place = getPlace(row, channel);
    SmallVector<Value> fetched =
        loadOperands(loops, op.getRhs(), outputs, place, lanes);
    for (int64_t tap = 0; tap < taps.count; ++tap) {
      SourcePixel pixel = clamp(loops, getTapped(place, taps, tap));
      fetched.append(loadOperands(loops, op.getLhs(), inputs,
                                  {place[0], pixel.y, pixel.x, channel},
                                  lanes));
    }
    return fetched;
  }

  /// Adds their products to the taps' sums.
  SmallVector<Value> add(const Taps &taps, Value row, Value channel,
                         ValueRange fetched, ValueRange carried) {
    SmallVector<Value> place = getPlace(row, channel), totals;
    auto take = [&](size_t count) {
      ValueRange taken = fetched.take_front(count);
      fetched = fetched.drop_front(count);
      return taken;
    };
    Value grad =
        cloneOverLanes(loops, op.getRhsPrologue(), take(op.getRhs().size()),
                       outputs, place, lanes)[0];
    for (auto [tap, sum] : llvm::enumerate(carried)) {
      SourcePixel pixel = getTapped(place, taps, static_cast<int64_t>(tap));
      Value value = cloneOverLanes(
          loops, op.getLhsPrologue(), take(op.getLhs().size()), inputs,
          {place[0], pixel.y, pixel.x, channel}, lanes)[0];
      Value product =
          math::FmaOp::create(loops.builder, loops.location, value, grad, sum);
      totals.push_back(arith::SelectOp::create(loops.builder, loops.location,
                                               pixel.inside, product, sum));
    }
    return totals;
  }

  kernel::DepthwiseKernelGradOp op;
  LoopBuilder &loops;
  KernelArguments arguments;
  ConvolutionShape shape;
  ShapedType inputs, outputs;
  schedule::ElementTiling tiling;
  Lanes lanes;
  int64_t sums; ///< numbers that a block has
  Value rows, blocks;
};
} // namespace

void cuda::generate(kernel::DepthwiseKernelGradOp op, Value extent,
                    LoopBuilder &loops) {
  KernelGradGenerator(op, extent, loops).generate();
}
