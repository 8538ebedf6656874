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
        tiling(schedule::tileAMXConvolution(shape, inputGrad,
                                            schedule::getAMXParts(op), unit)),
        blocks(tiling.blocks), source(tiling.source),
        filter(shape, blocks, source.parts, op.getRhs().front()),
        results(arguments, tiling, loops) {}

  void generate() {
    Value count =
        loops.mul(loops.ceilDiv(extent, blocks.images), blocks.getRowBlocks());
    int64_t parts = blocks.channelParts;
    int64_t sourceSize = tiling.getSources() * source.getSize();
    constexpr int64_t resultSize = sumPlaces * amxGroupSums;
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
    // What is summed and what gets its epilogue have places that take turns.
    auto getPlace = [&](Value number) {
      return loops.mul(loops.rem(number, sumPlaces), amxGroupSums);
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
          loops.loop(begin, end, [&](Value channelBlock) {
            Value number = getNumber(tile, channelBlock);
            multiply(block, {channelBlock, valid},
                     {phase, tile, getPlace(number)}, getFinished(number));
          });
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

  /// Sums the products of a group and of some channels. On the way, what is
  /// finished gets its epilogue.
  void multiply(const AMXBlock &block, const AMXChannels &channels,
                const AMXGroup &group, const AMXFinished &finished) {
    SmallVector<Value> offsets;
    for (int64_t m = 0; m < amxGroupTiles; ++m)
      for (int64_t n = 0; n < channels.getTiles(); ++n)
        offsets.push_back(
            loops.add(group.place, m * amxTile * amxSumRow + n * amxTile));
    SmallVector<Value> sums =
        multiplySteps(block, channels, group, finished, offsets.size());
    storeTiles(loops, ValueRange(sums).take_front(offsets.size()), block.sums,
               offsets, amxSumRow);
    results.addSums(block, finished.channels,
                    ValueRange(sums).drop_front(offsets.size()));
  }

  /// A group's tiles in the source, for a tap that reads its first row and
  /// column.
  AMXOperand getSourceTiles(const AMXBlock &block, const AMXGroup &group) {
    AMXOperand tiles{block.source,
                     {},
                     /*rowSize=*/source.getLineSize(),
                     source.parts,
                     /*partStep=*/source.getPartSize()};
    for (int64_t m = 0; m < amxGroupTiles; ++m) {
      Value tile = loops.add(group.tile, m);
      // Of an odd number of tiles, the last is computed twice.
      if (int64_t count = tiling.getTiles(group.phase);
          count % amxGroupTiles != 0)
        tile = loops.min(tile, loops.index(count - 1));
      AMXResults::TilePlace place = results.getTilePlace(group.phase, tile);
      Value pixel = loops.add(loops.mul(place.line, source.getColumns()),
                              loops.mul(place.column, blocks.width.sourceStep));
      tiles.starts.push_back(loops.add(loops.mul(place.copy, source.getSize()),
                                       loops.mul(pixel, amxDepth)));
    }
    return tiles;
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

  /// A tap of a phase, and source channels.
  struct Step {
    Value chunk, tapRow, tapColumn;
  };

  /// Calls `body` for all of a phase's steps and what it has carried so far.
  SmallVector<Value>
  forEachStep(const Phase &phase, ValueRange carried,
              function_ref<SmallVector<Value>(const Step &, ValueRange)> body) {
    auto loop = [&](int64_t count, ValueRange values,
                    function_ref<SmallVector<Value>(Value, ValueRange)> run) {
      return llvm::to_vector(
          loops.loop(loops.index(0), loops.index(count), 1, values, run));
    };
    // All taps of a chunk read the same lines, which the inner cache has then.
    return loop(blocks.getChunks(), carried, [&](Value k, ValueRange chunk) {
      return loop(phase.rowTaps.count, chunk, [&](Value i, ValueRange row) {
        return loop(phase.columnTaps.count, row, [&](Value j, ValueRange tap) {
          return body({k, i, j}, tap);
        });
      });
    });
  }

  /// Sums the products of a group in `count` tiles. What is finished gets its
  /// epilogue between the steps; its sums are returned behind the tiles.
  SmallVector<Value> multiplySteps(const AMXBlock &block,
                                   const AMXChannels &channels,
                                   const AMXGroup &group,
                                   const AMXFinished &finished, size_t count) {
    const Phase &phase = group.phase;
    AMXOperand lhs = getSourceTiles(block, group);
    AMXOperand rhs = filter.getTiles(loops, channels.number);
    rhs.starts.truncate(static_cast<size_t>(channels.getTiles()));
    int64_t taps = phase.rowTaps.count * phase.columnTaps.count;
    // Of few steps, each has more of what is finished.
    int64_t perStep = llvm::divideCeil(
        amxGroupSize, std::max<int64_t>(taps * blocks.getChunks(), 1));
    SmallVector<Value> carried =
        getZeroTiles(loops, static_cast<int64_t>(count));
    SmallVector<Value> sums = results.getZeros(finished.channels);
    // What no tap reaches is zero, and has no step for what is finished.
    if (taps == 0) {
      llvm::append_range(carried,
                         results.finish(block, finished, loops.index(0),
                                        loops.index(amxGroupSize), sums));
      return carried;
    }
    llvm::append_range(carried, sums);
    return forEachStep(
        phase, carried, [&](const Step &step, ValueRange values) {
          Value tap = loops.add(loops.mul(step.tapRow, phase.columnTaps.count),
                                step.tapColumn);
          Value offset =
              loops.add(getTapOffset(phase, step.tapRow, step.tapColumn),
                        loops.mul(step.chunk, source.getSliceSize()));
          SmallVector<Value> next = multiplyTiles(
              loops, lhs.at(loops, offset),
              rhs.at(loops, filter.getStep(loops, phase, step.chunk, tap)),
              values.take_front(count));
          Value number = loops.add(loops.mul(step.chunk, taps), tap);
          Value first = loops.mul(number, perStep);
          llvm::append_range(next, results.finish(block, finished, first,
                                                  loops.add(first, perStep),
                                                  values.drop_front(count)));
          results.prefetch(block, channels, group, first, perStep);
          return next;
        });
  }

  /// Places of sums: of a group, and of what gets its epilogue.
  static constexpr int64_t sumPlaces = 2;

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
