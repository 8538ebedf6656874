//===- AMXConvolution.cpp - Convolutions by a matrix unit -----------------===//
//
// A convolution or its input's gradient as products of tiles: of 16 lines of
// results, whose images are copied as compiler/Schedule/CPU/ImageLines.h says,
// by a packed filter. Two tiles of lines x two of channels are summed in tile
// registers, stored in scratch memory, and read from there by the epilogue,
// which vector instructions run while the matrix unit computes the next ones.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/AMXFilter.h"
#include "compiler/CodeGen/CPU/AMXProduct.h"
#include "compiler/CodeGen/CPU/AMXResults.h"
#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/LineCopy.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::amxDepth;
using schedule::amxTile;
using schedule::amxTileSize;
using schedule::Phase;
using schedule::TapRange;

namespace {
class AMXConvolutionGenerator {
public:
  AMXConvolutionGenerator(kernel::KernelOpInterface op,
                          const kernel::ConvolutionShape &shape, bool inputGrad,
                          Value extent, LoopBuilder &loops,
                          const schedule::VectorUnit &unit)
      : op(op), arguments(op), extent(extent), loops(loops),
        tiling(schedule::tileAMXConvolution(shape, inputGrad, unit)),
        blocks(tiling.blocks), source(tiling.source),
        filter(shape, blocks, op.getRhs().front()),
        results(arguments, tiling, loops) {}

  void generate() {
    Value count =
        loops.mul(loops.ceilDiv(extent, blocks.images), blocks.getRowBlocks());
    int64_t parts = blocks.channelParts;
    int64_t sourceSize = tiling.getSources() * source.getSize();
    int64_t resultSize = getSumPlaces() * amxGroupSums;
    loops.parallel(loops.mul(count, parts), sourceSize * 2 + resultSize * 4,
                   [&](Value unit, Value scratch) {
                     AMXBlock block;
                     static_cast<ResultBlock &>(block) = findResultBlock(
                         loops, blocks, loops.div(unit, parts), count, extent);
                     block.source = loops.view(
                         scratch, 0, loops.builder.getBF16Type(), sourceSize);
                     block.sums = loops.view(scratch, sourceSize * 2,
                                             arguments.element, resultSize);
                     copySource(block);
                     computePart(block, loops.rem(unit, parts));
                   });
    results.combineSums(count);
  }

private:
  /// Places of sums: a panel's, and one of the group before.
  int64_t getSumPlaces() const { return tiling.panelBlocks + 1; }

  void copySource(const AMXBlock &block) {
    Value firstRow = getFirstSourceRow(loops, blocks.height, block.row);
    loops.loop(tiling.getSources(), [&](Value number) {
      Value first = loops.mul(number, source.images);
      LineCopy(loops, source, block.source, loops.mul(number, source.getSize()))
          .copy(op.getLhs(), op.getLhsPrologue(),
                {loops.add(block.image, first),
                 loops.sub(block.imageCount, first), firstRow, loops.index(0)});
    });
  }

  //===--------------------------------------------------------------------===//
  // Channels
  //===--------------------------------------------------------------------===//

  /// Computes a part of the channel blocks, panel by panel.
  void computePart(const AMXBlock &block, Value part) {
    Value begin = loops.mul(part, blocks.getPartBlocks());
    Value end = loops.min(loops.add(begin, blocks.getPartBlocks()),
                          loops.index(blocks.getChannelBlocks()));
    loops.loop(
        begin, end,
        [&](Value first) {
          Value last = loops.min(loops.add(first, tiling.panelBlocks), end);
          computePanel(block, first, last);
        },
        tiling.panelBlocks);
  }

  int64_t getWholeBlocks() const {
    return blocks.resultChannels / blocks.getBlockChannels();
  }
  int64_t getRestChannels() const {
    return blocks.resultChannels % blocks.getBlockChannels();
  }

  void computePanel(const AMXBlock &block, Value begin, Value end) {
    Value whole = loops.index(getWholeBlocks());
    Value wholeEnd = loops.min(end, whole);
    Value channel = loops.mul(begin, blocks.getBlockChannels());
    Value channelEnd = loops.min(loops.mul(end, blocks.getBlockChannels()),
                                 loops.index(blocks.resultChannels));
    results.zeroSums(block, channel, channelEnd);
    for (const Phase &phase : blocks.getPhases()) {
      if (tiling.getTiles(phase) == 0)
        continue;
      if (getWholeBlocks() != 0)
        computePhase(block, phase, begin, wholeEnd, blocks.getBlockChannels());
      if (getRestChannels() != 0)
        loops.when(loops.less(whole, end), [&] {
          computePhase(block, phase, whole, loops.add(whole, 1),
                       getRestChannels());
        });
    }
  }

  //===--------------------------------------------------------------------===//
  // Groups of tiles
  //===--------------------------------------------------------------------===//

  /// Computes a phase's results for the channel blocks from `begin` to before
  /// `end`, all with as many valid channels.
  void computePhase(const AMXBlock &block, const Phase &phase, Value begin,
                    Value end, int64_t valid) {
    int64_t tiles = tiling.getTiles(phase);
    Value count = loops.sub(end, begin);
    // The sums of all blocks of a group, and of the last of the group before,
    // have places that take turns.
    auto getPlace = [&](Value number) {
      return loops.mul(loops.rem(number, getSumPlaces()), amxGroupSums);
    };
    auto getNumber = [&](Value tile, Value channelBlock) {
      return loops.add(loops.mul(loops.div(tile, amxGroupTiles), count),
                       loops.sub(channelBlock, begin));
    };
    auto getFinished = [&](Value number) -> AMXFinished {
      // Of the number before, if there is one.
      Value exists = loops.less(loops.index(0), number);
      Value before =
          loops.max(loops.sub(number, loops.index(1)), loops.index(0));
      Value group = divide(before, count);
      Value channelBlock =
          loops.add(begin, loops.sub(before, loops.mul(group, count)));
      return {{phase, loops.mul(group, amxGroupTiles), getPlace(before)},
              {channelBlock, valid},
              exists};
    };
    loops.loop(
        tiles,
        [&](Value tile) {
          int64_t passes = tiling.getPasses();
          auto computePass = [&](Value pass, bool isFirst, bool isLast) {
            loops.loop(begin, end, [&](Value channelBlock) {
              Value number = getNumber(tile, channelBlock);
              AMXGroup group{phase, tile, getPlace(number)};
              AMXFinished finished = getFinished(number);
              multiply(block, {channelBlock, valid}, group, pass, isFirst,
                       isLast, finished);
            });
          };
          // The epilogue of a group runs in the last pass of the next.
          if (passes > 1)
            computePass(loops.index(0), true, false);
          loops.loop(loops.index(1), loops.index(passes - 1),
                     [&](Value pass) { computePass(pass, false, false); });
          computePass(loops.index(passes - 1), passes == 1, true);
        },
        amxGroupTiles);
    loops.when(loops.less(begin, end), [&] {
      int64_t groups = llvm::divideCeil(tiles, amxGroupTiles);
      AMXFinished last = getFinished(loops.mul(count, groups));
      results.finishAll(block, last);
    });
  }

  Value divide(Value a, Value b) {
    return arith::DivUIOp::create(loops.builder, loops.location, a, b);
  }

  //===--------------------------------------------------------------------===//
  // Products
  //===--------------------------------------------------------------------===//

  /// Adds the products of a pass to the sums of a group and of some channels.
  /// On the way through the last pass, what is finished gets its epilogue.
  void multiply(const AMXBlock &block, const AMXChannels &channels,
                const AMXGroup &group, Value pass, bool isFirst, bool isLast,
                const AMXFinished &finished) {
    SmallVector<Value> offsets;
    for (int64_t m = 0; m < amxGroupTiles; ++m)
      for (int64_t n = 0; n < channels.getTiles(); ++n)
        offsets.push_back(
            loops.add(group.place, m * amxTile * amxSumRow + n * amxTile));
    SmallVector<Value> carried =
        isFirst ? getZeroTiles(loops, static_cast<int64_t>(offsets.size()))
                : loadTiles(loops, block.sums, offsets, amxSumRow);
    if (isLast)
      llvm::append_range(carried, results.getZeros(finished.channels));
    SmallVector<Value> sums = multiplyTaps(
        block, channels, group, pass, isLast ? &finished : nullptr, carried);
    storeTiles(loops, ValueRange(sums).take_front(offsets.size()), block.sums,
               offsets, amxSumRow);
    if (isLast)
      results.addSums(block, finished.channels,
                      ValueRange(sums).drop_front(offsets.size()));
  }

  /// Where a group's tiles are in the source, for a tap that reads its first
  /// row and column.
  SmallVector<Value> getTileStarts(const AMXGroup &group) {
    SmallVector<Value> starts;
    for (int64_t m = 0; m < amxGroupTiles; ++m) {
      Value tile = loops.add(group.tile, m);
      // Of an odd number of tiles, the last is computed twice.
      if (int64_t count = tiling.getTiles(group.phase);
          count % amxGroupTiles != 0)
        tile = loops.min(tile, loops.index(count - 1));
      AMXResults::TilePlace place = results.getTilePlace(group.phase, tile);
      Value pixel = loops.add(loops.mul(place.line, source.getColumns()),
                              loops.mul(place.column, blocks.width.sourceStep));
      starts.push_back(loops.add(loops.mul(place.copy, source.getSize()),
                                 loops.mul(pixel, amxDepth)));
    }
    return starts;
  }

  /// Elements of the source by which a tap moves tiles.
  Value getTapOffset(const Phase &phase, Value tapRow, Value tapColumn) {
    auto getOffset = [&](Value tap, const TapRange &range, int64_t lowest) {
      return loops.add(loops.mul(tap, range.offsetStep),
                       range.firstOffset - lowest);
    };
    Value row = getOffset(tapRow, phase.rowTaps, blocks.height.lowest);
    Value column = getOffset(tapColumn, phase.columnTaps, blocks.width.lowest);
    Value line = getFirstLine(loops, source, row);
    return loops.mul(loops.add(loops.mul(line, source.getColumns()), column),
                     amxDepth);
  }

  /// Chunks of source channels that a pass has.
  Value getDepths(Value pass) {
    int64_t depths = tiling.passDepths, chunks = blocks.getChunks();
    if (chunks % depths == 0)
      return loops.index(depths);
    return loops.blockSize(loops.mul(pass, depths), depths, chunks);
  }

  /// Adds the products of all taps and of a pass to tiles of sums. What is
  /// finished, if anything, gets its epilogue between the steps, and its sums
  /// are carried behind the tiles.
  SmallVector<Value> multiplyTaps(const AMXBlock &block,
                                  const AMXChannels &channels,
                                  const AMXGroup &group, Value pass,
                                  const AMXFinished *finished,
                                  ValueRange carried) {
    const Phase &phase = group.phase;
    SmallVector<Value> tiles = getTileStarts(group);
    int64_t taps = phase.rowTaps.count * phase.columnTaps.count;
    Value firstDepth = loops.mul(pass, tiling.passDepths);
    Value depths = getDepths(pass);
    // Of few taps and depths, each has more of what is finished.
    int64_t lastDepths =
        blocks.getChunks() - (tiling.getPasses() - 1) * tiling.passDepths;
    int64_t perStep =
        llvm::divideCeil(amxGroupSize, std::max<int64_t>(taps * lastDepths, 1));
    Value panel = loops.add(loops.mul(channels.number, filter.getBlockSize()),
                            phase.firstTap * filter.getTapSize());
    auto multiplyTap = [&](Value tapRow, Value tapColumn, ValueRange outer) {
      Value offset = getTapOffset(phase, tapRow, tapColumn);
      Value tap =
          loops.add(loops.mul(tapRow, phase.columnTaps.count), tapColumn);
      Value panelTap = loops.add(panel, loops.mul(tap, filter.getTapSize()));
      AMXOperand lhs{block.source,
                     {},
                     /*depthStep=*/source.getSliceSize(),
                     /*rowSize=*/source.getLineSize()};
      for (Value tile : tiles)
        lhs.starts.push_back(loops.add(offset, tile));
      AMXOperand rhs{filter.getMemory(),
                     {},
                     /*depthStep=*/AMXFilter::getChunkSize(),
                     /*rowSize=*/amxDepth};
      for (int64_t n = 0; n < channels.getTiles(); ++n)
        rhs.starts.push_back(loops.add(panelTap, n * amxTileSize));
      return llvm::to_vector(loops.loop(
          loops.index(0), depths, 1, outer, [&](Value k, ValueRange inner) {
            SmallVector<Value> next =
                multiplyTiles(loops, lhs, rhs, loops.add(firstDepth, k), inner);
            if (!finished)
              return next;
            Value step = loops.add(loops.mul(tap, depths), k);
            Value first = loops.mul(step, perStep);
            Value last = loops.add(first, perStep);
            llvm::append_range(next,
                               results.finish(block, *finished, first, last,
                                              inner.drop_front(next.size())));
            results.prefetch(block, channels, group, first, perStep);
            return next;
          }));
    };
    SmallVector<Value> next = llvm::to_vector(
        loops.loop(loops.index(0), loops.index(phase.rowTaps.count), 1, carried,
                   [&](Value tapRow, ValueRange outer) {
                     return llvm::to_vector(loops.loop(
                         loops.index(0), loops.index(phase.columnTaps.count), 1,
                         outer, [&](Value tapColumn, ValueRange sums) {
                           return multiplyTap(tapRow, tapColumn, sums);
                         }));
                   }));
    // What no tap reaches is zero, and has no step for what is finished.
    if (taps == 0 && finished) {
      size_t count = next.size() - static_cast<size_t>(arguments.sums);
      SmallVector<Value> sums(next.begin() + count, next.end());
      next.truncate(count);
      llvm::append_range(next, results.finish(block, *finished, loops.index(0),
                                              loops.index(amxGroupSize), sums));
    }
    return next;
  }

  kernel::KernelOpInterface op;
  KernelArguments arguments;
  Value extent;
  LoopBuilder &loops;
  schedule::AMXConvolutionTiling tiling;
  const schedule::ConvolutionTiling &blocks;
  const schedule::ImageLines &source;
  AMXFilter filter;
  AMXResults results;
};
} // namespace

void cpu::generateAMX(kernel::KernelOpInterface op,
                      const kernel::ConvolutionShape &shape, bool inputGrad,
                      Value extent, LoopBuilder &loops,
                      const schedule::VectorUnit &unit) {
  AMXConvolutionGenerator(op, shape, inputGrad, extent, loops, unit).generate();
}
