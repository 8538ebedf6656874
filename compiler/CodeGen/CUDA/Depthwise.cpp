//===- Depthwise.cpp - Depthwise convolutions and their gradients ---------===//

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

/// The pixel that a result's (y, x) multiplies with a tap.
using PixelCode = SourcePixel (*)(LoopBuilder &, const ConvolutionShape &,
                                  Value, Value, Value, Value);

/// A thread computes some channels of one pixel. Where only the taps beside an
/// image have no pixel, these load any, so that no branch keeps the others'
/// loads apart.
template <typename Op>
static void generateResults(Op op, Value extent, LoopBuilder &loops,
                            PixelCode getPixel, bool meetsMostTaps) {
  OpBuilder &builder = loops.builder;
  KernelArguments arguments(op);
  ConvolutionShape shape = op.getShape();
  auto compute = [&](ValueRange indices, Lanes lanes, ValueRange) -> Value {
    Value n = indices[0], y = indices[1], x = indices[2], channel = indices[3];
    Value zero = splat(loops, arguments.element, 0, lanes);
    auto multiply = [&](Value tapY, Value tapX, const SourcePixel &pixel,
                        Value sum) -> Value {
      Value value = loadWithPrologue(loops, op.getLhs(), op.getLhsPrologue(),
                                     {n, pixel.y, pixel.x, channel}, lanes);
      Value weight = loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(),
                                      {tapY, tapX, channel}, lanes);
      return math::FmaOp::create(builder, loops.location, value, weight, sum);
    };
    auto addTap = [&](Value tapY, Value tapX, Value sum) -> Value {
      SourcePixel pixel = getPixel(loops, shape, y, x, tapY, tapX);
      if (!meetsMostTaps)
        return select(loops, pixel.inside, sum, [&] {
          return SmallVector<Value>{multiply(tapY, tapX, pixel, sum)};
        })[0];
      return arith::SelectOp::create(
          builder, loops.location, pixel.inside,
          multiply(tapY, tapX, clamp(loops, pixel), sum), sum);
    };
    return loops.loop(
        loops.index(0), loops.index(shape.filterHeight), 1, zero,
        [&](Value tapY, ValueRange carried) -> SmallVector<Value> {
          Value sum = carried[0];
          for (int64_t tapX = 0; tapX < shape.filterWidth; ++tapX)
            sum = addTap(tapY, loops.index(tapX), sum);
          return {sum};
        })[0];
  };
  launchElements(loops, arguments, extent, {nullptr, compute});
}

void cuda::generate(kernel::DepthwiseOp op, Value extent, LoopBuilder &loops) {
  generateResults(op, extent, loops, getInputPixel, /*meetsMostTaps=*/true);
}

void cuda::generate(kernel::DepthwiseInputGradOp op, Value extent,
                    LoopBuilder &loops) {
  // Behind a stride most pixels have an output for few taps.
  bool isDense =
      llvm::all_of(op.getShape().strides, [](int64_t s) { return s == 1; });
  generateResults(op, extent, loops, getOutputPixel, isDense);
}

/// Each thread sums its pixels for a row of taps; then blocks and launches are
/// summed as for any per-channel sum.
void cuda::generate(kernel::DepthwiseKernelGradOp op, Value extent,
                    LoopBuilder &loops) {
  OpBuilder &builder = loops.builder;
  KernelArguments arguments(op);
  ConvolutionShape shape = op.getShape();
  auto inputs = cast<ShapedType>(op.getLhs().front().getType());
  auto outputs = cast<ShapedType>(op.getRhs().front().getType());
  schedule::ElementTiling tiling = schedule::tileTapSums(op);
  Lanes lanes = getLanes(tiling.lanes);
  Value rows = loops.mul(extent, schedule::getRowsPerExtent(outputs));
  Value blocks = loops.ceilDiv(rows, tiling.getRowsPerBlock());
  int64_t taps = shape.filterHeight * shape.filterWidth;
  Value blockRows = viewRows(loops, arguments.workspaces.front(), blocks,
                             taps * tiling.channels, arguments.element);
  auto columns = static_cast<size_t>(shape.filterWidth);
  LaunchShape launchShape{blocks, tiling.columnBlocks, tiling.getThreads(),
                          getRowLaneBytes(tiling, columns, arguments.element)};
  launchShape.isPart = true; // each launch writes the sums of other taps
  for (int64_t tapY = 0; tapY < shape.filterHeight; ++tapY)
    launch(loops, launchShape, [&](const Thread &thread) {
      ChannelRange channels = getChannels(loops, thread, tiling);
      SmallVector<Value> zeros(columns,
                               splat(loops, arguments.element, 0, lanes));
      auto getPlace = [&](Value row, Value channel) {
        SmallVector<Value> place = getRowIndices(loops, outputs, row);
        place.push_back(channel);
        return place;
      };
      auto getTapped = [&](ArrayRef<Value> place, size_t tapX) {
        return getInputPixel(loops, shape, place[1], place[2],
                             loops.index(tapY),
                             loops.index(static_cast<int64_t>(tapX)));
      };
      // The output's gradient, and the pixels that a row of taps reads.
      auto fetch = [&](Value row, Value channel) {
        SmallVector<Value> place = getPlace(row, channel);
        SmallVector<Value> fetched =
            loadOperands(loops, op.getRhs(), outputs, place, lanes);
        for (size_t tapX = 0; tapX < columns; ++tapX) {
          SourcePixel pixel = clamp(loops, getTapped(place, tapX));
          fetched.append(loadOperands(loops, op.getLhs(), inputs,
                                      {place[0], pixel.y, pixel.x, channel},
                                      lanes));
        }
        return fetched;
      };
      auto add = [&](Value row, Value channel, ValueRange fetched,
                     ValueRange carried) {
        SmallVector<Value> place = getPlace(row, channel), sums;
        auto take = [&](size_t count) {
          ValueRange taken = fetched.take_front(count);
          fetched = fetched.drop_front(count);
          return taken;
        };
        Value grad =
            cloneOverLanes(loops, op.getRhsPrologue(), take(op.getRhs().size()),
                           outputs, place, lanes)[0];
        for (auto [tapX, sum] : llvm::enumerate(carried)) {
          SourcePixel pixel = getTapped(place, tapX);
          Value value = cloneOverLanes(
              loops, op.getLhsPrologue(), take(op.getLhs().size()), inputs,
              {place[0], pixel.y, pixel.x, channel}, lanes)[0];
          sums.push_back(arith::SelectOp::create(
              builder, loops.location, pixel.inside,
              math::FmaOp::create(builder, loops.location, value, grad, sum),
              sum));
        }
        return sums;
      };
      SmallVector<Value> totals =
          forEachRow(loops, thread, tiling, channels, rows, zeros, fetch, add);
      addRowLanes(loops, thread, tiling, channels, totals, blockRows,
                  thread.block, tapY * shape.filterWidth * tiling.channels);
    });
  RowSumCode code;
  code.store = [&](ValueRange total, ValueRange, Value column, Lanes lanes) {
    Value tap = loops.div(column, tiling.channels);
    Value place[] = {loops.div(tap, shape.filterWidth),
                     loops.rem(tap, shape.filterWidth),
                     loops.rem(column, tiling.channels)};
    arguments.storeEpilogue(loops, total.front(), place, lanes);
  };
  addUpRows(loops, {blockRows, blocks, taps * tiling.channels},
            /*mostLanes=*/1, code);
}
