//===- DepthwiseKernelGrad.cpp - Gradient of a depthwise filter -----------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/CodeGen/CUDA/Results/ChannelSums.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/CUDA/Results/RowSums.h"
#include "compiler/Schedule/CUDA/ElementTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using kernel::ConvolutionShape;

namespace {
/// Each thread sums its pixels for a row of taps; then blocks and launches are
/// summed as for any per-channel sum.
class KernelGradGenerator {
public:
  KernelGradGenerator(kernel::DepthwiseKernelGradOp op, Value extent,
                      LoopBuilder &loops)
      : op(op), loops(loops), arguments(op), shape(op.getShape()),
        inputs(cast<ShapedType>(op.getLhs().front().getType())),
        outputs(cast<ShapedType>(op.getRhs().front().getType())),
        tiling(schedule::tileTapSums(op)), lanes(getLanes(tiling.lanes)),
        columns(static_cast<size_t>(shape.filterWidth)),
        sums(shape.filterHeight * shape.filterWidth * tiling.channels),
        rows(loops.mul(extent, schedule::getRowsPerExtent(outputs))),
        blocks(loops.ceilDiv(rows, tiling.getRowsPerBlock())) {}

  void generate() {
    Value blockRows = viewRows(loops, arguments.workspaces.front(), blocks,
                               sums, arguments.element);
    for (int64_t tapY = 0; tapY < shape.filterHeight; ++tapY)
      launchRow(tapY, blockRows);
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
  /// The sums of a row of taps, of each block.
  void launchRow(int64_t tapY, Value blockRows) {
    LaunchShape launchShape{
        blocks, tiling.columnBlocks, tiling.getThreads(),
        getRowLaneBytes(tiling, columns, arguments.element)};
    launchShape.isPart = true; // each launch writes the sums of other taps
    launch(loops, launchShape, [&](const Thread &thread) {
      ChannelRange channels = getChannels(loops, thread, tiling);
      SmallVector<Value> zeros(columns,
                               splat(loops, arguments.element, 0, lanes));
      SmallVector<Value> totals = forEachRow(
          loops, thread, tiling, channels, rows, zeros,
          [&](Value row, Value channel) { return fetch(tapY, row, channel); },
          [&](Value row, Value channel, ValueRange fetched,
              ValueRange carried) {
            return add(tapY, row, channel, fetched, carried);
          });
      addRowLanes(loops, thread, tiling, channels, totals, blockRows,
                  thread.block, tapY * shape.filterWidth * tiling.channels);
    });
  }

  SmallVector<Value> getPlace(Value row, Value channel) {
    SmallVector<Value> place = getRowIndices(loops, outputs, row);
    place.push_back(channel);
    return place;
  }

  SourcePixel getTapped(ArrayRef<Value> place, int64_t tapY, size_t tapX) {
    return getInputPixel(loops, shape, place[1], place[2], loops.index(tapY),
                         loops.index(static_cast<int64_t>(tapX)));
  }

  /// The output's gradient, and the pixels that a row of taps reads.
  SmallVector<Value> fetch(int64_t tapY, Value row, Value channel) {
    SmallVector<Value> place = getPlace(row, channel);
    SmallVector<Value> fetched =
        loadOperands(loops, op.getRhs(), outputs, place, lanes);
    for (size_t tapX = 0; tapX < columns; ++tapX) {
      SourcePixel pixel = clamp(loops, getTapped(place, tapY, tapX));
      fetched.append(loadOperands(loops, op.getLhs(), inputs,
                                  {place[0], pixel.y, pixel.x, channel},
                                  lanes));
    }
    return fetched;
  }

  /// Adds their products to the taps' sums.
  SmallVector<Value> add(int64_t tapY, Value row, Value channel,
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
    for (auto [tapX, sum] : llvm::enumerate(carried)) {
      SourcePixel pixel = getTapped(place, tapY, tapX);
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
  size_t columns; ///< taps of a row
  int64_t sums;   ///< numbers that a block has
  Value rows, blocks;
};
} // namespace

void cuda::generate(kernel::DepthwiseKernelGradOp op, Value extent,
                    LoopBuilder &loops) {
  KernelGradGenerator(op, extent, loops).generate();
}
