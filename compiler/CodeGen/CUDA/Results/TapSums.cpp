//===- TapSums.cpp - Sums of the pixels that each tap meets ---------------===//

#include "compiler/CodeGen/CUDA/Results/TapSums.h"

#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

static constexpr Lanes scalar{0, 0};

/// The pixel that a row lane of a block has of all images.
static Pixel getLanePixel(LoopBuilder &loops, const Thread &thread, Value lane,
                          const schedule::ElementTiling &tiling,
                          const kernel::ConvolutionShape &shape) {
  Value strip = loops.rem(thread.block, tiling.strips);
  Value row = loops.add(loops.mul(strip, tiling.rowLanes), lane);
  return getPixel(loops, row, shape.outputHeight, shape.outputWidth);
}

/// A thread has all taps of a channel, so that it finds each pixel once.
void cuda::storeTapSums(LoopBuilder &loops, const Thread &thread,
                        const schedule::ElementTiling &tiling, Value parts,
                        int64_t sum, const ChannelRange &channels,
                        kernel::TapsAttr taps, Value rows, Value row,
                        int64_t firstColumn) {
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  auto type = cast<MemRefType>(parts.getType());
  kernel::ConvolutionShape shape = taps.getShape();
  Value zero = splat(loops, type.getElementType(), 0, scalar);
  auto addLane = [&](Value lane, Value offset, ValueRange totals) {
    Value part =
        loadLanes(loops, parts, {lane, loops.index(sum), offset}, scalar);
    Pixel pixel = getLanePixel(loops, thread, lane, tiling, shape);
    SmallVector<Value> next;
    for (int64_t tap = 0; tap < taps.getCount(); ++tap) {
      Value inside = getInputPixel(loops, shape, pixel.y, pixel.x,
                                   loops.index(tap / shape.filterWidth),
                                   loops.index(tap % shape.filterWidth))
                         .inside;
      Value counted =
          arith::SelectOp::create(builder, location, inside, part, zero);
      next.push_back(arith::AddFOp::create(builder, location,
                                           totals[next.size()], counted));
    }
    return next;
  };
  int64_t width = type.getDimSize(2), threads = tiling.getThreads();
  loops.loop((width + threads - 1) / threads, [&](Value pass) {
    Value offset = loops.add(loops.mul(pass, threads), thread.number);
    Value channel = loops.add(channels.begin, offset);
    Value exists = all(loops, {loops.less(offset, loops.index(width)),
                               loops.less(channel, channels.end)});
    loops.when(exists, [&] {
      SmallVector<Value> zeros(static_cast<size_t>(taps.getCount()), zero);
      ValueRange totals =
          loops.loop(loops.index(0), loops.index(type.getDimSize(0)), 1, zeros,
                     [&](Value lane, ValueRange carried) {
                       return addLane(lane, offset, carried);
                     });
      for (auto [tap, total] : llvm::enumerate(totals)) {
        int64_t column =
            firstColumn + static_cast<int64_t>(tap) * tiling.channels;
        storeLanes(loops, total, rows, {row, loops.add(channel, column)},
                   scalar);
      }
    });
  });
}

void cuda::storeTapSum(LoopBuilder &loops, Value total, Value result, Value tap,
                       Value channel) {
  int64_t width = cast<MemRefType>(result.getType()).getDimSize(1);
  storeLanes(loops, total, result,
             {loops.div(tap, width), loops.rem(tap, width), channel}, scalar);
}
