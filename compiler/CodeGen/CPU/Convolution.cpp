//===- Convolution.cpp - Convolutions and their input's gradient ----------===//
//
// Both are matrix products of shifted images by a filter (see
// compiler/Schedule/ConvolutionTiling.h). Two or three parallel loops: the
// filter is packed into panels that the inner loop reads from end to end, then
// blocks of images are computed, and the epilogue's sums are combined.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/KernelArguments.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/PackedFilter.h"
#include "compiler/Schedule/ConvolutionTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::cpu;
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
        phases(tiling.getPhases()),
        filter(op, shape, inputGrad, tiling, arguments.workspaces[0]),
        sourceBlock{
            tiling.images,          tiling.getBlockHeight(),
            tiling.getBlockWidth(), tiling.sourceChannels * tiling.groups,
            tiling.width.lowest,    lanes} {
    phaseRows = tiling.height.getPhaseSize(
        0, std::min(tiling.rows, tiling.height.resultSize));
    phaseColumns = tiling.width.getPhaseSize(0, tiling.width.resultSize);
  }

  void generate() {
    filter.pack(loops);
    Value blocks =
        loops.mul(loops.ceilDiv(extent, tiling.images), tiling.getRowBlocks());
    loops.parallel(blocks, getScratchBytes(), [&](Value block, Value scratch) {
      computeBlock(block, blocks, scratch);
    });
    arguments.combineBlockSums(loops, blocks, tiling.getPaddedChannels(),
                               lanes);
  }

private:
  /// One channel block and what of it exists.
  struct ChannelBlock {
    Value group, number; ///< block's number within its group
    Value channel;       ///< first result channel
    int64_t valid;
    int64_t vectors;
  };
  /// Where a block of the result lies.
  struct BlockPlace {
    Value number, image, imageCount, row;
    Value source, accumulators, sums;
  };

  int64_t getAccumulatorCount() const {
    if (tiling.getChunks() == 1)
      return 0;
    return static_cast<int64_t>(phases.size()) * tiling.images * phaseRows *
           phaseColumns * blockChannels;
  }

  int64_t getScratchBytes() const {
    return alignBytes(sourceBlock.getSize() * elementBytes) +
           getAccumulatorCount() * elementBytes;
  }

  static int64_t alignBytes(int64_t bytes) { return (bytes + 63) / 64 * 64; }

  /// Calls the body for every block of result channels, the last of a group
  /// being narrower if the channels do not divide.
  void forEachChannelBlock(function_ref<void(const ChannelBlock &)> body) {
    int64_t whole = tiling.resultChannels / blockChannels;
    int64_t rest = tiling.resultChannels % blockChannels;
    loops.loop(tiling.groups, [&](Value group) {
      auto run = [&](Value number, int64_t valid) {
        Value channel = loops.add(loops.mul(group, tiling.resultChannels),
                                  loops.mul(number, blockChannels));
        body({group, number, channel, valid, (valid + lanes - 1) / lanes});
      };
      loops.loop(whole, [&](Value number) { run(number, blockChannels); });
      if (rest != 0)
        run(loops.index(whole), rest);
    });
  }

  Lanes getLanes(const ChannelBlock &block, int64_t vector) const {
    return {lanes, std::min(lanes, block.valid - vector * lanes)};
  }

  void computeBlock(Value block, Value blocks, Value scratch) {
    BlockPlace place;
    place.number = block;
    place.image =
        loops.mul(loops.div(block, tiling.getRowBlocks()), tiling.images);
    place.imageCount =
        loops.min(loops.sub(extent, place.image), loops.index(tiling.images));
    place.row = loops.mul(loops.rem(block, tiling.getRowBlocks()), tiling.rows);
    place.source = loops.view(scratch, 0, element, sourceBlock.getSize());
    if (int64_t count = getAccumulatorCount())
      place.accumulators =
          loops.view(scratch, alignBytes(sourceBlock.getSize() * elementBytes),
                     element, count);
    if (!arguments.sums.empty()) {
      place.sums =
          arguments.viewBlockSums(loops, blocks, tiling.getPaddedChannels());
      zeroSums(place);
    }
    // The source row that the block's first result row reads from.
    Value firstRow =
        loops.add(loops.mul(loops.div(place.row, tiling.height.phaseStep),
                            tiling.height.sourceStep),
                  tiling.height.lowest);
    copyImageBlock(loops, sourceBlock, op.getLhs(), op.getLhsPrologue(),
                   place.image, place.imageCount, firstRow, loops.index(0),
                   place.source);
    forEachChannelBlock([&](const ChannelBlock &channels) {
      computeChannelBlock(place, channels);
    });
  }

  void zeroSums(const BlockPlace &place) {
    for (size_t sum = 0; sum < arguments.sums.size(); ++sum)
      forEachVector(
          loops, tiling.getPaddedChannels(), lanes,
          [&](Value channel, Lanes vector) {
            storeLanes(
                loops, splat(loops, element, 0, vector), place.sums,
                {place.number, loops.index(static_cast<int64_t>(sum)), channel},
                vector);
          });
  }

  void computeChannelBlock(const BlockPlace &place,
                           const ChannelBlock &channels) {
    if (tiling.getChunks() == 1) {
      for (const Phase &phase : phases)
        forEachTile(place, phase,
                    [&](const RegisterTile &tile, Value n, Value i, Value j) {
                      SmallVector<Value> zeros(
                          tile.getPixels() * channels.vectors,
                          splat(loops, element, 0, {lanes, lanes}));
                      ValueRange sums =
                          multiply(place, channels, phase, tile, n, i, j,
                                   loops.index(0), zeros);
                      finishTile(place, channels, phase, tile, n, i, j, sums);
                    });
      return;
    }
    // The filter's panel for all channels would not stay in the cache: go over
    // the pixels once per chunk, and once more for the epilogue.
    loops.loop(tiling.getChunks(), [&](Value chunk) {
      for (auto [number, phase] : llvm::enumerate(phases))
        forEachTile(
            place, phase,
            [&](const RegisterTile &tile, Value n, Value i, Value j) {
              Value start = getAccumulatorStart(number, n, i, j);
              // The first chunk starts from zero, whatever the scratch held.
              Value isFirst = arith::CmpIOp::create(
                  loops.builder, loops.location, arith::CmpIPredicate::eq,
                  chunk, loops.index(0));
              Value zero = splat(loops, element, 0, {lanes, lanes});
              SmallVector<Value> sums;
              forEachAccumulator(tile, channels, start, [&](Value offset) {
                Value sum = loadLanes(loops, place.accumulators, offset,
                                      {lanes, lanes});
                sums.push_back(arith::SelectOp::create(
                    loops.builder, loops.location, isFirst, zero, sum));
              });
              ValueRange results =
                  multiply(place, channels, phase, tile, n, i, j, chunk, sums);
              size_t next = 0;
              forEachAccumulator(tile, channels, start, [&](Value offset) {
                storeLanes(loops, results[next++], place.accumulators, offset,
                           {lanes, lanes});
              });
            });
    });
    for (auto [number, phase] : llvm::enumerate(phases))
      forEachTile(place, phase,
                  [&](const RegisterTile &tile, Value n, Value i, Value j) {
                    SmallVector<Value> sums;
                    forEachAccumulator(
                        tile, channels, getAccumulatorStart(number, n, i, j),
                        [&](Value offset) {
                          sums.push_back(loadLanes(loops, place.accumulators,
                                                   offset, {lanes, lanes}));
                        });
                    finishTile(place, channels, phase, tile, n, i, j, sums);
                  });
  }

  Value getAccumulatorStart(size_t phase, Value n, Value i, Value j) {
    Value image = loops.add(n, static_cast<int64_t>(phase) * tiling.images);
    Value row = loops.add(loops.mul(image, phaseRows), i);
    return loops.mul(loops.add(loops.mul(row, phaseColumns), j), blockChannels);
  }

  /// Offsets of a tile's accumulators in scratch memory: pixel by pixel, and in
  /// a pixel vector by vector.
  void forEachAccumulator(const RegisterTile &tile,
                          const ChannelBlock &channels, Value start,
                          function_ref<void(Value)> body) {
    forEachPixel(tile, [&](int64_t n, int64_t i, int64_t j) {
      int64_t pixel = (n * phaseRows + i) * phaseColumns + j;
      for (int64_t v = 0; v < channels.vectors; ++v)
        body(loops.add(start, pixel * blockChannels + v * lanes));
    });
  }

  static void forEachPixel(const RegisterTile &tile,
                           function_ref<void(int64_t, int64_t, int64_t)> body) {
    for (int64_t n = 0; n < tile.images; ++n)
      for (int64_t i = 0; i < tile.rows; ++i)
        for (int64_t j = 0; j < tile.columns; ++j)
          body(n, i, j);
  }

  /// Covers a phase's pixels with tiles, narrower ones at the ends.
  void forEachTile(
      const BlockPlace &place, const Phase &phase,
      function_ref<void(const RegisterTile &, Value, Value, Value)> body) {
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
            cover(
                phase.columns, tiling.tile.columns,
                [&](Value j, int64_t columns) {
                  body({tiling.tile.images, rows, columns, tiling.tile.vectors},
                       n, i, j);
                });
          });
        },
        tiling.tile.images);
  }

  /// The inner loop: adds the products of a chunk's taps and channels to the
  /// tile's accumulators.
  ValueRange multiply(const BlockPlace &place, const ChannelBlock &channels,
                      const Phase &phase, const RegisterTile &tile, Value n,
                      Value i, Value j, Value chunk, ValueRange accumulators) {
    int64_t pixelSize = sourceBlock.channels;
    int64_t rowSize = sourceBlock.columns * pixelSize;
    int64_t imageSize = sourceBlock.rows * rowSize;
    Value pixel =
        loops.add(loops.add(loops.mul(n, imageSize),
                            loops.mul(i, tiling.height.sourceStep * rowSize)),
                  loops.mul(j, tiling.width.sourceStep * pixelSize));
    pixel = loops.add(
        pixel, loops.add(loops.mul(channels.group, tiling.sourceChannels),
                         loops.mul(chunk, tiling.channelChunk)));
    Value packed = filter.view(loops);
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
      Value source = loops.add(
          pixel, loops.add(loops.mul(getOffset(tapRow, phase.rowTaps,
                                               tiling.height.lowest),
                                     rowSize),
                           loops.mul(getOffset(tapColumn, phase.columnTaps,
                                               tiling.width.lowest),
                                     pixelSize)));
      Value tap =
          loops.add(loops.mul(tapRow, phase.columnTaps.count), tapColumn);
      Value panelTap = loops.add(panel, loops.mul(tap, filter.getTapSize()));
      return llvm::to_vector(
          loops.loop(loops.index(0), loops.index(tiling.channelChunk), 1,
                     carried, [&](Value c, ValueRange sums) {
                       return multiplyChannel(
                           place, channels, tile, packed,
                           loops.add(panelTap, loops.mul(c, blockChannels)),
                           loops.add(source, c), sums);
                     }));
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

  SmallVector<Value> multiplyChannel(const BlockPlace &place,
                                     const ChannelBlock &channels,
                                     const RegisterTile &tile, Value packed,
                                     Value filterRow, Value source,
                                     ValueRange sums) {
    int64_t pixelSize = sourceBlock.channels;
    int64_t rowSize = sourceBlock.columns * pixelSize;
    int64_t imageSize = sourceBlock.rows * rowSize;
    // All loads of the filter come before the broadcasts: in the other order
    // LLVM 22 keeps the broadcasts alive and spills accumulators.
    SmallVector<Value> rows;
    for (int64_t v = 0; v < channels.vectors; ++v)
      rows.push_back(loadLanes(loops, packed, loops.add(filterRow, v * lanes),
                               {lanes, lanes}));
    SmallVector<Value> results;
    forEachPixel(tile, [&](int64_t n, int64_t i, int64_t j) {
      int64_t offset = n * imageSize + i * tiling.height.sourceStep * rowSize +
                       j * tiling.width.sourceStep * pixelSize;
      Value scalar =
          memref::LoadOp::create(loops.builder, loops.location, place.source,
                                 loops.add(source, offset));
      Value pixel = broadcast(loops, scalar, {lanes, lanes});
      for (Value row : rows)
        results.push_back(vector::FMAOp::create(
            loops.builder, loops.location, pixel, row, sums[results.size()]));
    });
    return results;
  }

  /// Runs the epilogue on a tile's results, image by image: those of the last
  /// block's missing images are not stored.
  void finishTile(const BlockPlace &place, const ChannelBlock &channels,
                  const Phase &phase, const RegisterTile &tile, Value n,
                  Value i, Value j, ValueRange results) {
    int64_t perImage = tile.rows * tile.columns * channels.vectors;
    for (int64_t image = 0; image < tile.images; ++image) {
      auto finish = [&] {
        finishImage(place, channels, phase, tile, loops.add(n, image), i, j,
                    results.slice(image * perImage, perImage));
      };
      if (tile.images == 1)
        finish();
      else
        loops.when(loops.less(loops.add(n, image), place.imageCount), finish);
    }
  }

  void finishImage(const BlockPlace &place, const ChannelBlock &channels,
                   const Phase &phase, const RegisterTile &tile, Value n,
                   Value i, Value j, ValueRange results) {
    int64_t rank = arguments.domain.getRank();
    for (int64_t v = 0; v < channels.vectors; ++v) {
      Lanes vector = getLanes(channels, v);
      Value channel = loops.add(channels.channel, v * lanes);
      SmallVector<Value> sums;
      for (int64_t pixel = 0; pixel < tile.rows * tile.columns; ++pixel) {
        Value row = loops.add(loops.mul(loops.add(i, pixel / tile.columns),
                                        tiling.height.phaseStep),
                              loops.add(place.row, phase.y));
        Value column = loops.add(loops.mul(loops.add(j, pixel % tile.columns),
                                           tiling.width.phaseStep),
                                 phase.x);
        SmallVector<Value> values = arguments.storeEpilogue(
            loops, results[pixel * channels.vectors + v],
            getImageIndices(rank, loops.add(place.image, n), row, column,
                            channel),
            vector);
        if (sums.empty())
          sums = values;
        else
          for (auto [sum, value] : llvm::zip_equal(sums, values))
            sum = arith::AddFOp::create(loops.builder, loops.location, sum,
                                        value);
      }
      for (auto [number, value] : llvm::enumerate(sums)) {
        SmallVector<Value> index{
            place.number, loops.index(static_cast<int64_t>(number)), channel};
        Value sum = loadLanes(loops, place.sums, index, vector);
        storeLanes(
            loops,
            arith::AddFOp::create(loops.builder, loops.location, sum, value),
            place.sums, index, vector);
      }
    }
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
  ImageBlock sourceBlock;
  int64_t phaseRows, phaseColumns;
};
} // namespace

void cpu::generate(kernel::ConvolutionOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  if (op.getAlgorithm() != kernel::ConvolutionAlgorithm::Direct)
    return generateWinograd(op, /*inputGrad=*/false, extent, loops, unit);
  ConvolutionGenerator(op, op.getShape(),
                       /*inputGrad=*/false, extent, loops, unit)
      .generate();
}

void cpu::generate(kernel::ConvolutionInputGradOp op, Value extent,
                   LoopBuilder &loops, const schedule::VectorUnit &unit) {
  if (op.getAlgorithm() != kernel::ConvolutionAlgorithm::Direct)
    return generateWinograd(op, /*inputGrad=*/true, extent, loops, unit);
  ConvolutionGenerator(op, op.getShape(), /*inputGrad=*/true, extent, loops,
                       unit)
      .generate();
}
