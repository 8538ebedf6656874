//===- Winograd.cpp - Convolutions with fewer multiplications -------------===//
//
// Forward convolutions and their input's gradient by F(m x m, r x r); see
// compiler/Schedule/WinogradTiling.h for the steps. The filter is transformed
// once, then every index of a parallel loop computes a block of tiles.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/KernelArguments.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/LinearMap.h"
#include "compiler/CodeGen/CPU/MatrixTile.h"
#include "compiler/CodeGen/CPU/TransformedFilter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::cpu;
using schedule::WinogradTiling;

namespace {
class WinogradGenerator {
public:
  WinogradGenerator(kernel::ConvolutionOpInterface convolution, bool inputGrad,
                    Value extent, LoopBuilder &loops,
                    const schedule::VectorUnit &unit)
      : op(cast<kernel::KernelOpInterface>(convolution.getOperation())),
        arguments(op), extent(extent), loops(loops), element(arguments.element),
        elementBytes(element.getIntOrFloatBitWidth() / 8),
        tiling(schedule::tileWinograd(
            convolution.getShape(), inputGrad,
            static_cast<int64_t>(convolution.getAlgorithm()), elementBytes,
            unit)),
        lanes(tiling.lanes), blockChannels(tiling.getBlockChannels()),
        filter(op, inputGrad, tiling, arguments.workspaces[0]),
        sourceBlock{/*images=*/1,
                    tiling.getSourceRows(),
                    tiling.getSourceColumns(),
                    tiling.sourceChannels,
                    tiling.firstColumn,
                    lanes},
        resultStride(tiling.getPointStride(tiling.getTiles(), blockChannels)) {}

  void generate() {
    filter.transform(loops);
    blocks =
        loops.mul(loops.ceilDiv(extent, tiling.images), tiling.getRowBlocks());
    if (tiling.splitsChannels)
      generateSplitBlocks();
    else
      generateBlocks();
    arguments.combineBlockSums(loops, blocks, tiling.resultChannels, lanes);
  }

private:
  /// Where a block lies, and a thread's buffers: the padded copy of one image's
  /// part, its transform [point][tile][source channel], and the products
  /// [point][tile][lane] of one block of channels. The transform starts at
  /// `sourceStart` of its buffer and has `sourceStride` elements a point.
  struct BlockPlace {
    Value number, image, imageCount, firstRow;
    Value copy, source, sourceStart, sourceStride, result;
  };
  /// A block of result channels.
  struct ChannelBlock {
    Value number;
    int64_t valid, vectors;
  };

  /// Everything about a block at once, in a thread's scratch memory.
  void generateBlocks() {
    int64_t copySize = llvm::alignTo(sourceBlock.getSize(), lanes);
    int64_t sourceSize = tiling.getSourceSize(tiling.getTiles());
    int64_t resultSize = tiling.getResultSize(tiling.getTiles());
    loops.parallel(blocks, (copySize + sourceSize + resultSize) * elementBytes,
                   [&](Value block, Value scratch) {
                     BlockPlace place = getPlace(block);
                     place.copy = view(scratch, 0, copySize);
                     place.source = view(scratch, copySize, sourceSize);
                     place.sourceStart = loops.index(0);
                     place.sourceStride = loops.index(tiling.getPointStride(
                         tiling.getTiles(), tiling.sourceChannels));
                     place.result =
                         view(scratch, copySize + sourceSize, resultSize);
                     loops.loop(place.imageCount,
                                [&](Value n) { transformSource(place, n); });
                     int64_t whole = tiling.resultChannels / blockChannels;
                     loops.loop(whole, [&](Value number) {
                       computeChannels(place, number, blockChannels);
                     });
                     if (int64_t rest = tiling.resultChannels % blockChannels)
                       computeChannels(place, loops.index(whole), rest);
                   });
  }

  /// First all blocks' transformed sources, then every block of their result
  /// channels as work of its own.
  void generateSplitBlocks() {
    loops.parallel(
        loops.mul(extent, tiling.getRowBlocks()),
        sourceBlock.getSize() * elementBytes, [&](Value unit, Value scratch) {
          // Blocks with several images have all rows of each.
          BlockPlace place = getSplitPlace(loops.div(unit, tiling.images));
          place.copy = view(scratch, 0, sourceBlock.getSize());
          transformSource(place, loops.rem(unit, tiling.images));
        });
    int64_t resultSize = tiling.getResultSize(tiling.getTiles());
    auto compute = [&](int64_t first, int64_t count, int64_t valid) {
      loops.parallel(loops.mul(blocks, count), resultSize * elementBytes,
                     [&](Value unit, Value scratch) {
                       // Neighbours share the filter.
                       Value number = loops.add(loops.rem(unit, count), first);
                       BlockPlace place = getSplitPlace(loops.div(unit, count));
                       place.result = view(scratch, 0, resultSize);
                       computeChannels(place, number, valid);
                     });
    };
    int64_t whole = tiling.resultChannels / blockChannels;
    if (whole > 0)
      compute(0, whole, blockChannels);
    if (int64_t rest = tiling.resultChannels % blockChannels)
      compute(whole, 1, rest);
  }

  /// The transforms of a batch's last block lie closer if it has fewer tiles.
  BlockPlace getSplitPlace(Value block) {
    BlockPlace place = getPlace(block);
    Value tiles = loops.mul(place.imageCount, tiling.getImageTiles());
    place.sourceStart =
        loops.mul(block, tiling.getSourceSize(tiling.getTiles()));
    place.sourceStride =
        loops.add(loops.mul(tiles, tiling.sourceChannels), lanes);
    place.source = loops.view(
        arguments.workspaces[1], element,
        loops.add(loops.mul(loops.mul(extent, tiling.getRowBlocks()),
                            tiling.getSourceSize(tiling.getImageTiles())),
                  tiling.getSourceSlack()));
    return place;
  }

  void computeChannels(const BlockPlace &place, Value number, int64_t valid) {
    ChannelBlock channels{number, valid, (valid + lanes - 1) / lanes};
    multiply(place, channels);
    transformResults(place, channels);
  }

  BlockPlace getPlace(Value block) {
    BlockPlace place;
    place.number = block;
    place.image =
        loops.mul(loops.div(block, tiling.getRowBlocks()), tiling.images);
    place.imageCount =
        loops.min(loops.sub(extent, place.image), loops.index(tiling.images));
    place.firstRow = loops.mul(loops.rem(block, tiling.getRowBlocks()),
                               tiling.tileRows * tiling.matrices.results);
    return place;
  }

  Value view(Value scratch, int64_t start, int64_t size) {
    return loops.view(scratch, start * elementBytes, element, size);
  }

  /// Transforms the source of all tiles that image `n` of a block has in it.
  void transformSource(const BlockPlace &place, Value n) {
    copyImageBlock(loops, sourceBlock, op.getLhs(), op.getLhsPrologue(),
                   loops.add(place.image, n), loops.index(1),
                   loops.add(place.firstRow, tiling.firstRow), loops.index(0),
                   place.copy);
    loops.loop(tiling.tileRows, [&](Value row) {
      loops.loop(tiling.getTileColumns(), [&](Value column) {
        transformTile(place, getTile(n, row, column), row, column);
      });
    });
  }

  Value getTile(Value n, Value row, Value column) {
    Value line = loops.add(loops.mul(n, tiling.tileRows), row);
    return loops.add(loops.mul(line, tiling.getTileColumns()), column);
  }

  /// B' d B of all source channels of a tile.
  void transformTile(const BlockPlace &place, Value tile, Value row,
                     Value column) {
    int64_t results = tiling.matrices.results;
    int64_t rowSize = sourceBlock.columns * sourceBlock.channels;
    Value corner = loops.add(loops.mul(row, results * rowSize),
                             loops.mul(column, results * sourceBlock.channels));
    Value target =
        loops.add(place.sourceStart, loops.mul(tile, tiling.sourceChannels));
    forEachVector(
        loops, tiling.sourceChannels, lanes, [&](Value channel, Lanes vector) {
          Value start = loops.add(corner, channel);
          ValueSquare points = applyToSquare(
              loops, tiling.matrices.source,
              [&](int64_t i, int64_t j) {
                return loadLanes(
                    loops, place.copy,
                    loops.add(start, i * rowSize + j * sourceBlock.channels),
                    vector);
              },
              {lanes, lanes});
          forEachPoint(points, [&](int64_t point, Value value) {
            storeLanes(loops, value, place.source,
                       loops.add(loops.add(target, channel),
                                 loops.mul(place.sourceStride, point)),
                       vector);
          });
        });
  }

  static void forEachPoint(const ValueSquare &points,
                           function_ref<void(int64_t, Value)> body) {
    int64_t point = 0;
    for (const auto &row : points)
      for (Value value : row)
        body(point++, value);
  }

  /// One matrix product a point: tiles x source channels by source channels x
  /// the block's channels.
  void multiply(const BlockPlace &place, const ChannelBlock &channels) {
    Value tiles = loops.mul(place.imageCount, tiling.getImageTiles());
    loops.loop(tiling.getPoints(), [&](Value point) {
      loops.loop(
          tiling.sourceChannels,
          [&](Value firstChannel) {
            coverTiles(tiles, [&](Value tile, int64_t rows) {
              multiplyRows(place, channels, point, firstChannel, tile, rows);
            });
          },
          tiling.productChannels);
    });
  }

  /// Runs a block's tiles, as many at a time as share registers. Those of
  /// images that a batch's last block lacks are computed in vain as far as they
  /// share registers with others.
  void coverTiles(Value tiles, function_ref<void(Value, int64_t)> run) {
    int64_t rows = tiling.product.columns;
    int64_t whole = tiling.getTiles() / rows * rows;
    Value end = loops.min(tiles, loops.index(whole));
    loops.loop(
        end, [&](Value tile) { run(tile, rows); }, rows);
    if (whole < tiling.getTiles())
      loops.when(loops.less(loops.index(whole), tiles),
                 [&] { run(loops.index(whole), tiling.getTiles() - whole); });
  }

  /// Adds the products of some source channels to `rows` tiles' results.
  void multiplyRows(const BlockPlace &place, const ChannelBlock &channels,
                    Value point, Value firstChannel, Value tile, int64_t rows) {
    SmallVector<int64_t> offsets;
    for (int64_t row = 0; row < rows; ++row)
      offsets.push_back(row * tiling.sourceChannels);
    Value source = loops.add(loops.add(place.sourceStart, firstChannel),
                             loops.add(loops.mul(point, place.sourceStride),
                                       loops.mul(tile, tiling.sourceChannels)));
    Value panel = loops.add(filter.getPanelStart(loops, channels.number, point),
                            loops.mul(firstChannel, blockChannels));
    MatrixTile product{place.source,
                       source,
                       offsets,
                       /*lhsStep=*/1,
                       filter.view(loops),
                       panel,
                       /*rhsStep=*/blockChannels,
                       channels.vectors,
                       lanes,
                       /*prefetch=*/tiling.productChannels * blockChannels};
    Value start = loops.add(loops.mul(point, resultStride),
                            loops.mul(tile, blockChannels));
    auto getPlace = [&](int64_t i) {
      return loops.add(start, i / channels.vectors * blockChannels +
                                  i % channels.vectors * lanes);
    };
    SmallVector<Value> zeros = getZeroAccumulators(loops, product);
    ValueRange sums = zeros;
    if (tiling.productChannels < tiling.sourceChannels)
      sums = startAccumulators(
          loops, product, loops.less(firstChannel, loops.index(1)),
          [&](int64_t i) {
            return loadLanes(loops, place.result, getPlace(i), {lanes, lanes});
          });
    sums =
        multiplyTile(loops, product, loops.index(tiling.productChannels), sums);
    for (int64_t i = 0; i < static_cast<int64_t>(sums.size()); ++i)
      storeLanes(loops, sums[i], place.result, getPlace(i), {lanes, lanes});
  }

  /// A' m A of the block's channels, and the epilogue, tile after tile so that
  /// sums stay in registers.
  void transformResults(const BlockPlace &place, const ChannelBlock &channels) {
    forEachVector(loops, channels.valid, lanes, [&](Value lane, Lanes vector) {
      Value channel =
          loops.add(loops.mul(channels.number, blockChannels), lane);
      SmallVector<Value> sums(arguments.sums.size(),
                              arguments.sums.empty()
                                  ? Value()
                                  : splat(loops, element, 0, {lanes, lanes}));
      Value zero = loops.index(0);
      sums = llvm::to_vector(loops.loop(
          zero, place.imageCount, 1, sums,
          [&](Value n, ValueRange image) -> SmallVector<Value> {
            return llvm::to_vector(loops.loop(
                zero, loops.index(tiling.tileRows), 1, image,
                [&](Value row, ValueRange line) -> SmallVector<Value> {
                  return llvm::to_vector(loops.loop(
                      zero, loops.index(tiling.getTileColumns()), 1, line,
                      [&](Value column, ValueRange carried) {
                        return transformResult(place, n, row, column, lane,
                                               channel, vector, carried);
                      }));
                }));
          }));
      if (sums.empty())
        return;
      Value blockSums =
          arguments.viewBlockSums(loops, blocks, tiling.resultChannels);
      for (auto [number, sum] : llvm::enumerate(sums))
        storeLanes(
            loops, sum, blockSums,
            {place.number, loops.index(static_cast<int64_t>(number)), channel},
            vector);
    });
  }

  SmallVector<Value> transformResult(const BlockPlace &place, Value n,
                                     Value row, Value column, Value lane,
                                     Value channel, Lanes vector,
                                     ValueRange carried) {
    int64_t results = tiling.matrices.results;
    Value start =
        loops.add(loops.mul(getTile(n, row, column), blockChannels), lane);
    int64_t points = tiling.matrices.getPoints();
    ValueSquare pixels = applyToSquare(
        loops, tiling.matrices.result,
        [&](int64_t i, int64_t j) {
          return loadLanes(loops, place.result,
                           loops.add(start, (i * points + j) * resultStride),
                           {lanes, lanes});
        },
        {lanes, lanes});
    SmallVector<Value> sums = llvm::to_vector(carried);
    for (int64_t i = 0; i < results; ++i)
      for (int64_t j = 0; j < results; ++j) {
        Value y =
            loops.add(loops.add(place.firstRow, loops.mul(row, results)), i);
        Value x = loops.add(loops.mul(column, results), j);
        sums = finishPixel(loops.add(place.image, n), y, x, channel, i, j,
                           pixels[i][j], vector, sums);
      }
    return sums;
  }

  /// Runs the epilogue unless the pixel of a tile at an edge is none.
  SmallVector<Value> finishPixel(Value image, Value y, Value x, Value channel,
                                 int64_t i, int64_t j, Value value,
                                 Lanes vector, ArrayRef<Value> sums) {
    auto finish = [&]() -> SmallVector<Value> {
      SmallVector<Value> results;
      for (auto [sum, term] : llvm::zip_equal(
               sums, arguments.storeEpilogue(loops, value,
                                             {image, y, x, channel}, vector)))
        results.push_back(
            arith::AddFOp::create(loops.builder, loops.location, sum, term));
      return results;
    };
    int64_t restRows = tiling.resultHeight % tiling.matrices.results;
    int64_t restColumns = tiling.resultWidth % tiling.matrices.results;
    Value inside;
    if (restRows != 0 && i >= restRows)
      inside = loops.less(y, loops.index(tiling.resultHeight));
    if (restColumns != 0 && j >= restColumns) {
      Value insideRow = loops.less(x, loops.index(tiling.resultWidth));
      inside = inside ? arith::AndIOp::create(loops.builder, loops.location,
                                              inside, insideRow)
                      : insideRow;
    }
    if (!inside)
      return finish();
    auto branch = scf::IfOp::create(
        loops.builder, loops.location, inside,
        [&](OpBuilder &, Location) {
          scf::YieldOp::create(loops.builder, loops.location, finish());
        },
        [&](OpBuilder &, Location) {
          scf::YieldOp::create(loops.builder, loops.location, sums);
        });
    return llvm::to_vector_of<Value>(branch.getResults());
  }

  kernel::KernelOpInterface op;
  KernelArguments arguments;
  Value extent;
  LoopBuilder &loops;
  Type element;
  int64_t elementBytes;
  WinogradTiling tiling;
  int64_t lanes, blockChannels;
  TransformedFilter filter;
  ImageBlock sourceBlock;
  int64_t resultStride;
  Value blocks; ///< their number
};
} // namespace

void cpu::generateWinograd(kernel::ConvolutionOpInterface op, bool inputGrad,
                           Value extent, LoopBuilder &loops,
                           const schedule::VectorUnit &unit) {
  WinogradGenerator(op, inputGrad, extent, loops, unit).generate();
}
