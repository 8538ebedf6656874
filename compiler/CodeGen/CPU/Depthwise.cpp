//===- Depthwise.cpp - Depthwise convolutions and their input's gradient --===//
//
// See compiler/Schedule/CPU/DepthwiseTiling.h.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/Schedule/CPU/DepthwiseTiling.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::DepthwiseTiling;
using schedule::TapRange;

namespace {
class DepthwiseGenerator {
public:
  DepthwiseGenerator(kernel::KernelOpInterface op,
                     const kernel::ConvolutionShape &shape, bool inputGrad,
                     Value extent, LoopBuilder &loops,
                     const schedule::VectorUnit &unit)
      : op(op), arguments(op), extent(extent), loops(loops),
        element(arguments.element),
        elementBytes(element.getIntOrFloatBitWidth() / 8),
        tiling(schedule::tileDepthwise(shape, inputGrad, elementBytes, unit)),
        sourceBlock{/*images=*/1,           tiling.getBlockHeight(),
                    tiling.getBlockWidth(), tiling.blockChannels,
                    tiling.width.lowest,    tiling.lanes} {}

  void generate() {
    blocks = loops.mul(extent, tiling.getRowBlocks());
    int64_t whole = tiling.channels / tiling.blockChannels;
    generateParts(0, whole, tiling.blockChannels);
    if (int64_t rest = tiling.channels % tiling.blockChannels)
      generateParts(whole, 1, rest);
    getSums().combine(tiling.lanes);
  }

private:
  BlockSums getSums() { return {loops, arguments, blocks, tiling.channels}; }

  /// The parallel loop over all blocks of rows and `parts` blocks of so many
  /// channels, from number `first` on.
  void generateParts(int64_t first, int64_t parts, int64_t channels) {
    sourceBlock.channels = channels;
    sourceBlock.gap =
        schedule::getPixelGap(channels, tiling.lanes, elementBytes);
    loops.parallel(
        loops.mul(blocks, parts), sourceBlock.getSize() * elementBytes,
        [&](Value number, Value scratch) {
          Value part = loops.add(loops.rem(number, parts), first);
          computeBlock(loops.div(number, parts),
                       loops.mul(part, tiling.blockChannels), scratch);
        });
  }

  void computeBlock(Value number, Value firstChannel, Value scratch) {
    block = number;
    image = loops.div(number, tiling.getRowBlocks());
    firstRow = loops.mul(loops.rem(number, tiling.getRowBlocks()), tiling.rows);
    source = loops.view(scratch, 0, element, sourceBlock.getSize());
    getSums().zero(block, firstChannel, sourceBlock.channels, tiling.lanes);
    Value sourceRow = getFirstSourceRow(loops, tiling.height, firstRow);
    copyImageBlock(loops, sourceBlock, op.getLhs(), op.getLhsPrologue(), image,
                   loops.index(1), sourceRow, firstChannel, source);
    forEachVector(
        loops, sourceBlock.channels, tiling.lanes,
        [&](Value place, Lanes vector) {
          computeChannels({place, loops.add(firstChannel, place), vector});
        });
  }

  /// A vector of channels.
  struct Channels {
    Value place;   ///< of the first in the block's copy
    Value channel; ///< the first
    Lanes vector;
  };

  /// All of the block's pixels, phase by phase, for a vector of channels.
  void computeChannels(const Channels &channels) {
    int64_t blockRows = std::min(tiling.rows, tiling.height.resultSize);
    for (int64_t y = 0; y < tiling.height.phaseStep; ++y)
      for (int64_t x = 0; x < tiling.width.phaseStep; ++x) {
        int64_t columns = tiling.width.getPhaseSize(x, tiling.width.resultSize);
        int64_t whole = columns / tiling.columns * tiling.columns;
        loops.loop(tiling.height.getPhaseSize(y, blockRows), [&](Value i) {
          loops.loop(
              whole,
              [&](Value j) {
                computePixels({y, x, tiling.columns}, i, j, channels);
              },
              tiling.columns);
          if (whole < columns)
            computePixels({y, x, columns - whole}, i, loops.index(whole),
                          channels);
        });
      }
  }

  /// A few neighbouring pixels of a phase.
  struct Pixels {
    int64_t y, x; ///< the phase's first row and column
    int64_t count;
  };

  void computePixels(const Pixels &pixels, Value i, Value j,
                     const Channels &channels) {
    const TapRange &rowTaps = tiling.height.phases[pixels.y];
    const TapRange &columnTaps = tiling.width.phases[pixels.x];
    Value start = loops.add(
        loops.mul(loops.add(loops.mul(loops.mul(i, tiling.height.sourceStep),
                                      sourceBlock.columns),
                            loops.mul(j, tiling.width.sourceStep)),
                  sourceBlock.getPixelSize()),
        channels.place);
    prefetchNext(pixels, i, j, channels);
    SmallVector<Value> zeros(static_cast<size_t>(pixels.count),
                             splat(loops, element, 0, channels.vector));
    ValueRange sums = loops.loop(
        loops.index(0), loops.index(rowTaps.count), 1, zeros,
        [&](Value row, ValueRange carried) {
          SmallVector<Value> results = llvm::to_vector(carried);
          Value sourceRow =
              loops.add(loops.mul(row, rowTaps.offsetStep),
                        rowTaps.firstOffset - tiling.height.lowest);
          Value tapRow =
              loops.add(loops.mul(row, rowTaps.tapStep), rowTaps.firstTap);
          Value rowStart =
              loops.add(start, loops.mul(sourceRow, sourceBlock.getRowSize()));
          for (int64_t tap = 0; tap < columnTaps.count; ++tap)
            addTap(results, tapRow,
                   columnTaps.firstTap + tap * columnTaps.tapStep, rowStart,
                   columnTaps.firstOffset + tap * columnTaps.offsetStep -
                       tiling.width.lowest,
                   channels);
          return results;
        });
    finishPixels(pixels, i, j, channels, sums);
  }

  void addTap(MutableArrayRef<Value> sums, Value tapRow, int64_t tapColumn,
              Value rowStart, int64_t offset, const Channels &channels) {
    Value weight = loadWithPrologue(
        loops, op.getRhs(), op.getRhsPrologue(),
        {tapRow, loops.index(tapColumn), channels.channel}, channels.vector);
    for (auto [pixel, sum] : llvm::enumerate(sums)) {
      int64_t column =
          offset + static_cast<int64_t>(pixel) * tiling.width.sourceStep;
      Value value =
          loadLanes(loops, source,
                    loops.add(rowStart, column * sourceBlock.getPixelSize()),
                    channels.vector);
      sum = vector::FMAOp::create(loops.builder, loops.location, value, weight,
                                  sum);
    }
  }

  SmallVector<Value> getIndices(const Pixels &pixels, Value i, Value j,
                                int64_t pixel, Value channel) {
    Value row = loops.add(loops.mul(i, tiling.height.phaseStep),
                          loops.add(firstRow, pixels.y));
    Value column = loops.add(
        loops.mul(loops.add(j, pixel), tiling.width.phaseStep), pixels.x);
    return {image, row, column, channel};
  }

  /// Fetches what the epilogue reads and writes of the block's next vector of
  /// channels at these pixels. Pixels are lines far from each other, which the
  /// hardware does not foresee.
  void prefetchNext(const Pixels &pixels, Value i, Value j,
                    const Channels &channels) {
    // Another thread may be writing the next block's.
    Value isInBlock = loops.less(
        channels.place, loops.index(sourceBlock.channels - tiling.lanes));
    loops.when(isInBlock, [&] {
      Value next = loops.add(channels.channel, tiling.lanes);
      for (int64_t pixel = 0; pixel < pixels.count; ++pixel)
        arguments.prefetchEpilogue(loops,
                                   getIndices(pixels, i, j, pixel, next));
    });
  }

  void finishPixels(const Pixels &pixels, Value i, Value j,
                    const Channels &channels, ValueRange results) {
    getSums().storeEpilogues(
        block, results,
        [&](int64_t pixel) {
          return getIndices(pixels, i, j, pixel, channels.channel);
        },
        channels.vector);
  }

  kernel::KernelOpInterface op;
  KernelArguments arguments;
  Value extent;
  LoopBuilder &loops;
  Type element;
  int64_t elementBytes;
  DepthwiseTiling tiling;
  ImageBlock sourceBlock;
  Value blocks;                         ///< how many there are
  Value block, image, firstRow, source; ///< of the block at hand
};
} // namespace

void cpu::generate(kernel::DepthwiseOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  DepthwiseGenerator(op, op.getShape(), /*inputGrad=*/false, extent, loops,
                     unit)
      .generate();
}

void cpu::generate(kernel::DepthwiseInputGradOp op, Value extent,
                   LoopBuilder &loops, const schedule::VectorUnit &unit) {
  DepthwiseGenerator(op, op.getShape(), /*inputGrad=*/true, extent, loops, unit)
      .generate();
}
