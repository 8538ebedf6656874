//===- Convolution.cpp - Convolutions and their input's gradient ----------===//
//
// Both are matrix products of shifted images by a filter (see
// compiler/Schedule/CPU/ConvolutionTiling.h), which comes packed into panels
// that the inner loop reads from end to end. Blocks of images are computed, and
// then the epilogue's sums are combined.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/ConvolutionSource.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/MatrixTile.h"
#include "compiler/CodeGen/CPU/PackedFilter.h"
#include "compiler/Schedule/CPU/ConvolutionTiling.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::ConvolutionTiling;
using schedule::Phase;
using schedule::RegisterTile;
using schedule::TapRange;

namespace {
class ConvolutionGenerator {
public:
  ConvolutionGenerator(kernel::KernelOpInterface op,
                       const kernel::ConvolutionShape &shape, bool inputGrad,
                       Value extent, LoopBuilder &loops,
                       const schedule::VectorUnit &unit)
      : op(op), arguments(op), extent(extent), loops(loops),
        element(arguments.element),
        elementBytes(element.getIntOrFloatBitWidth() / 8),
        tiling(schedule::tileConvolution(shape, inputGrad, elementBytes, unit)),
        lanes(tiling.lanes), blockChannels(tiling.getBlockChannels()),
        phases(tiling.getPhases()), filter(shape, tiling, op.getRhs().front()),
        source(op, tiling), results(arguments, tiling, loops) {}

  void generate() {
    Value blocks =
        loops.mul(loops.ceilDiv(extent, tiling.images), tiling.getRowBlocks());
    int64_t parts = tiling.channelParts;
    loops.parallel(
        loops.mul(blocks, parts), getScratchBytes(),
        [&](Value unit, Value scratch) {
          Value part = parts == 1 ? loops.index(0) : loops.rem(unit, parts);
          computeBlock(loops.div(unit, parts), blocks, part, scratch);
        });
    results.getSums(blocks).combine(lanes);
  }

private:
  /// A block of the result, its source, and a thread's sums.
  struct BlockPlace : ResultBlock {
    ConvolutionSource::Place source;
    Value accumulators;
  };

  int64_t getAccumulatorCount() const {
    if (tiling.getChunks() == 1)
      return 0;
    return static_cast<int64_t>(phases.size()) * tiling.images *
           tiling.getPhaseRows() * tiling.getPhaseColumns() * blockChannels;
  }

  int64_t getScratchBytes() const {
    return getAccumulatorStart() + getAccumulatorCount() * elementBytes;
  }

  /// Behind the source, in whole cache lines.
  int64_t getAccumulatorStart() const {
    return llvm::alignTo(source.getScratchSize() * elementBytes,
                         cacheLineBytes);
  }

  /// Calls the body for every block of result channels in a part, the last of
  /// a group being narrower if the channels do not divide.
  void forEachChannelBlock(Value part,
                           function_ref<void(const ChannelBlock &)> body) {
    int64_t whole = tiling.resultChannels / blockChannels;
    int64_t rest = tiling.resultChannels % blockChannels;
    int64_t partBlocks = tiling.getPartBlocks();
    loops.loop(tiling.groups, [&](Value group) {
      auto run = [&](Value number, int64_t valid) {
        Value channel = loops.add(loops.mul(group, tiling.resultChannels),
                                  loops.mul(number, blockChannels));
        body({group, number, channel, valid, (valid + lanes - 1) / lanes});
      };
      Value begin = loops.mul(part, partBlocks);
      Value end = loops.min(loops.add(begin, partBlocks), loops.index(whole));
      loops.loop(begin, end, [&](Value number) { run(number, blockChannels); });
      if (rest != 0)
        loops.when(loops.less(loops.index(tiling.channelParts - 2), part),
                   [&] { run(loops.index(whole), rest); });
    });
  }

  void computeBlock(Value block, Value blocks, Value part, Value scratch) {
    BlockPlace place;
    static_cast<ResultBlock &>(place) =
        findResultBlock(loops, tiling, block, blocks, extent);
    if (int64_t count = getAccumulatorCount())
      place.accumulators =
          loops.view(scratch, getAccumulatorStart(), element, count);
    place.source = source.prepare(loops, place, extent, scratch);
    forEachChannelBlock(part, [&](const ChannelBlock &channels) {
      results.getSums(blocks).zero(place.number, channels.channel,
                                   channels.valid, lanes);
      computeChannelBlock(place, channels);
    });
  }

  void computeChannelBlock(const BlockPlace &place,
                           const ChannelBlock &channels) {
    if (tiling.getChunks() == 1) {
      for (const Phase &phase : phases)
        forEachTile(place, phase, [&](const ResultTile &tile) {
          results.prefetchTile(place, channels, tile);
          SmallVector<Value> zeros = getZeroAccumulators(
              loops, tile.size.getPixels() * channels.vectors, element, lanes);
          results.finishTile(
              place, channels, tile,
              multiply(place, channels, tile, loops.index(0), zeros));
        });
      return;
    }
    // The filter's panel for all channels would not stay in the cache: go over
    // the pixels once per chunk. The last one's products hide what the
    // epilogue waits for.
    loops.loop(tiling.getChunks(), [&](Value chunk) {
      Value isFirst = loops.less(chunk, loops.index(1));
      Value isLast = loops.equal(chunk, tiling.getChunks() - 1);
      for (auto [number, phase] : llvm::enumerate(phases))
        forEachTile(place, phase, [&](const ResultTile &tile) {
          loops.when(isLast,
                     [&] { results.prefetchTile(place, channels, tile); });
          StoredAccumulators stored =
              getAccumulators(place, channels, tile, number);
          ValueRange sums = multiply(place, channels, tile, chunk,
                                     stored.start(loops, isFirst));
          loops.when(
              isLast, [&] { results.finishTile(place, channels, tile, sums); },
              [&] { stored.store(loops, sums); });
        });
    });
  }

  /// A tile's accumulators in scratch memory: pixel by pixel, and in a pixel
  /// vector by vector.
  StoredAccumulators getAccumulators(const BlockPlace &place,
                                     const ChannelBlock &channels,
                                     const ResultTile &tile, size_t phase) {
    Value image =
        loops.add(tile.n, static_cast<int64_t>(phase) * tiling.images);
    Value row = loops.add(loops.mul(image, tiling.getPhaseRows()), tile.i);
    Value start =
        loops.mul(loops.add(loops.mul(row, tiling.getPhaseColumns()), tile.j),
                  blockChannels);
    StoredAccumulators stored{place.accumulators, {}, lanes};
    forEachPixel(tile.size, [&](int64_t n, int64_t i, int64_t j) {
      int64_t pixel =
          (n * tiling.getPhaseRows() + i) * tiling.getPhaseColumns() + j;
      for (int64_t v = 0; v < channels.vectors; ++v)
        stored.offsets.push_back(
            loops.add(start, pixel * blockChannels + v * lanes));
    });
    return stored;
  }

  static void forEachPixel(const RegisterTile &tile,
                           function_ref<void(int64_t, int64_t, int64_t)> body) {
    for (int64_t n = 0; n < tile.images; ++n)
      for (int64_t i = 0; i < tile.rows; ++i)
        for (int64_t j = 0; j < tile.columns; ++j)
          body(n, i, j);
  }

  /// Covers a phase's pixels with tiles, narrower ones at the ends.
  void forEachTile(const BlockPlace &place, const Phase &phase,
                   function_ref<void(const ResultTile &)> body) {
    auto cover = [&](int64_t size, int64_t tile,
                     function_ref<void(Value, int64_t)> inner) {
      int64_t whole = size / tile * tile;
      loops.loop(
          whole, [&](Value start) { inner(start, tile); }, tile);
      if (whole < size)
        inner(loops.index(whole), size - whole);
    };
    loops.loop(
        place.imageCount,
        [&](Value n) {
          cover(phase.rows, tiling.tile.rows, [&](Value i, int64_t rows) {
            cover(phase.columns, tiling.tile.columns,
                  [&](Value j, int64_t columns) {
                    body({phase,
                          {tiling.tile.images, rows, columns,
                           tiling.tile.vectors},
                          n,
                          i,
                          j});
                  });
          });
        },
        tiling.tile.images);
  }

  /// The inner loop: adds the products of a chunk's taps and channels to the
  /// tile's accumulators.
  ValueRange multiply(const BlockPlace &place, const ChannelBlock &channels,
                      const ResultTile &tile, Value chunk,
                      ValueRange accumulators) {
    const Phase &phase = tile.phase;
    int64_t pixelSize = source.getPixelSize();
    int64_t rowSize = source.getRowSize();
    int64_t imageSize = source.getImageSize();
    SmallVector<int64_t> offsets;
    forEachPixel(tile.size, [&](int64_t image, int64_t row, int64_t column) {
      offsets.push_back(image * imageSize +
                        row * tiling.height.sourceStep * rowSize +
                        column * tiling.width.sourceStep * pixelSize);
    });
    Value pixel = loops.add(
        loops.add(loops.mul(tile.n, imageSize),
                  loops.mul(tile.i, tiling.height.sourceStep * rowSize)),
        loops.mul(tile.j, tiling.width.sourceStep * pixelSize));
    Value firstChannel = loops.mul(chunk, tiling.channelChunk);
    pixel =
        loops.add(loops.add(place.source.start, pixel),
                  loops.add(loops.mul(channels.group, tiling.sourceChannels),
                            firstChannel));
    Value depth = loops.blockSize(firstChannel, tiling.channelChunk,
                                  tiling.sourceChannels);
    Value panel = loops.add(
        filter.getPanelStart(loops, channels.group, channels.number, chunk),
        phase.firstTap * filter.getTapSize());
    auto getOffset = [&](Value tap, const TapRange &range, int64_t lowest) {
      return loops.add(loops.mul(tap, range.offsetStep),
                       range.firstOffset - lowest);
    };
    // Inside of the taps' loops, which may run once or never.
    auto runChannels = [&](Value tapRow, Value tapColumn,
                           ValueRange carried) -> SmallVector<Value> {
      Value tapPixel = loops.add(
          pixel, loops.add(loops.mul(getOffset(tapRow, phase.rowTaps,
                                               tiling.height.lowest),
                                     rowSize),
                           loops.mul(getOffset(tapColumn, phase.columnTaps,
                                               tiling.width.lowest),
                                     pixelSize)));
      Value tap =
          loops.add(loops.mul(tapRow, phase.columnTaps.count), tapColumn);
      Value panelTap = loops.add(panel, loops.mul(tap, filter.getTapSize()));
      MatrixTile product{place.source.memory,
                         tapPixel,
                         offsets,
                         /*lhsStep=*/1,
                         filter.getMemory(),
                         panelTap,
                         /*rhsStep=*/blockChannels,
                         channels.vectors,
                         lanes,
                         /*prefetch=*/schedule::prefetchBytes / elementBytes};
      return llvm::to_vector(multiplyTile(loops, product, depth, carried));
    };
    return loops.loop(loops.index(0), loops.index(phase.rowTaps.count), 1,
                      accumulators, [&](Value tapRow, ValueRange carried) {
                        return llvm::to_vector(loops.loop(
                            loops.index(0), loops.index(phase.columnTaps.count),
                            1, carried, [&](Value tapColumn, ValueRange sums) {
                              return runChannels(tapRow, tapColumn, sums);
                            }));
                      });
  }

  kernel::KernelOpInterface op;
  KernelArguments arguments;
  Value extent;
  LoopBuilder &loops;
  Type element;
  int64_t elementBytes;
  ConvolutionTiling tiling;
  int64_t lanes, blockChannels;
  SmallVector<Phase> phases;
  PackedFilter filter;
  ConvolutionSource source;
  ConvolutionResults results;
};
} // namespace

void cpu::generate(kernel::ConvolutionOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  if (op.getAlgorithm() == kernel::ConvolutionAlgorithm::AMX)
    return generateAMX(op, op.getShape(), /*inputGrad=*/false, extent, loops,
                       unit);
  if (op.getAlgorithm() != kernel::ConvolutionAlgorithm::Direct)
    return generateWinograd(op, /*inputGrad=*/false, extent, loops, unit);
  ConvolutionGenerator(op, op.getShape(),
                       /*inputGrad=*/false, extent, loops, unit)
      .generate();
}

void cpu::generate(kernel::ConvolutionInputGradOp op, Value extent,
                   LoopBuilder &loops, const schedule::VectorUnit &unit) {
  if (op.getAlgorithm() == kernel::ConvolutionAlgorithm::AMX)
    return generateAMX(op, op.getShape(), /*inputGrad=*/true, extent, loops,
                       unit);
  if (op.getAlgorithm() != kernel::ConvolutionAlgorithm::Direct)
    return generateWinograd(op, /*inputGrad=*/true, extent, loops, unit);
  ConvolutionGenerator(op, op.getShape(), /*inputGrad=*/true, extent, loops,
                       unit)
      .generate();
}
