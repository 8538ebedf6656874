//===- Winograd.cpp - Convolutions with fewer multiplications -------------===//
//
// Forward convolutions and their input's gradient by F(m x n, r x s); see
// compiler/Schedule/CPU/WinogradTiling.h for the steps. The filter comes
// transformed, and every index of a parallel loop computes a block of tiles.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/MatrixTile.h"
#include "compiler/CodeGen/CPU/TransformedFilter.h"
#include "compiler/CodeGen/CPU/WinogradTransforms.h"
#include "compiler/CodeGen/KernelArguments.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
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
        filter(tiling, op.getRhs().front()), sourceBlock{
                                                 /*images=*/1,
                                                 tiling.getSourceRows(),
                                                 tiling.getSourceColumns(),
                                                 tiling.sourceChannels,
                                                 tiling.firstColumn,
                                                 lanes},
        products(arguments, tiling, loops) {}

  void generate() {
    blocks =
        loops.mul(loops.ceilDiv(extent, tiling.images), tiling.getRowBlocks());
    if (tiling.splitsChannels)
      generateSplitBlocks();
    else
      generateBlocks();
    products.getSums(blocks).combine(lanes);
  }

private:
  /// Where a block lies, and a thread's buffers: the padded copy of one image's
  /// part, its transform [point][tile][source channel], and the products
  /// [point][tile][lane] of one block of channels. The transform starts at
  /// `sourceStart` of its buffer and has `sourceStride` elements a point.
  struct BlockPlace : WinogradBlock {
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
                     loops.loop(place.imageCount, [&](Value n) {
                       transformSource(place, n, loops.index(0));
                     });
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
    int64_t parts = tiling.tileRows / tiling.transformRows;
    loops.parallel(
        loops.mul(extent, tiling.getRowBlocks() * parts),
        sourceBlock.getSize() * elementBytes, [&](Value unit, Value scratch) {
          // Blocks with several images have all rows of each.
          Value row = loops.mul(loops.rem(unit, parts), tiling.transformRows);
          Value number = loops.div(unit, parts);
          BlockPlace place = getSplitPlace(loops.div(number, tiling.images));
          place.copy = view(scratch, 0, sourceBlock.getSize());
          transformSource(place, loops.rem(number, tiling.images), row);
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
        arguments.workspaces[0], element,
        loops.add(loops.mul(loops.mul(extent, tiling.getRowBlocks()),
                            tiling.getSourceSize(tiling.getImageTiles())),
                  tiling.getSourceSlack()));
    return place;
  }

  void computeChannels(const BlockPlace &place, Value number, int64_t valid) {
    ChannelBlock channels{number, valid, (valid + lanes - 1) / lanes};
    multiply(place, channels);
    products.transform(place, place.result, number, valid, blocks);
  }

  BlockPlace getPlace(Value block) {
    BlockPlace place;
    place.number = block;
    place.image =
        loops.mul(loops.div(block, tiling.getRowBlocks()), tiling.images);
    place.imageCount =
        loops.min(loops.sub(extent, place.image), loops.index(tiling.images));
    place.firstTileRow =
        loops.mul(loops.rem(block, tiling.getRowBlocks()), tiling.tileRows);
    return place;
  }

  Value view(Value scratch, int64_t start, int64_t size) {
    return loops.view(scratch, start * elementBytes, element, size);
  }

  /// Transforms the source of tiles that image `n` of a block has in it, from
  /// the block's row `firstRow` of tiles on.
  void transformSource(const BlockPlace &place, Value n, Value firstRow) {
    const schedule::WinogradMatrices &height = tiling.tile.height;
    const schedule::WinogradMatrices &width = tiling.tile.width;
    // Its first row of tiles is a multiple of the dilation.
    Value sourceRow = loops.add(
        loops.mul(loops.add(place.firstTileRow, firstRow), height.sourceStep),
        tiling.firstRow);
    copyImageBlock(loops, sourceBlock, op.getLhs(), op.getLhsPrologue(),
                   loops.add(place.image, n), loops.index(1), sourceRow,
                   loops.index(0), place.copy);
    TileDimension rows{height.source, height.getSourcePlaces()};
    TileDimension columns{width.source, width.getSourcePlaces()};
    TileTransform transform{rows,
                            columns,
                            place.copy,
                            sourceBlock.columns * sourceBlock.channels,
                            sourceBlock.channels,
                            place.source,
                            place.sourceStride,
                            lanes,
                            /*fillsVectors=*/false};
    forEachTile(
        loops, transform, tiling.transformRows, tiling.getTileColumns(),
        [&](Value row, Value column, Value corner) {
          Value tile = products.getTile(n, loops.add(firstRow, row), column);
          transformTile(loops, transform, corner,
                        loops.add(place.sourceStart,
                                  loops.mul(tile, tiling.sourceChannels)),
                        tiling.sourceChannels);
        });
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
              loops.when(loops.less(firstChannel, loops.index(1)), [&] {
                products.prefetch(place, channels.number, point, tile, rows);
              });
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
                       filter.getMemory(),
                       panel,
                       /*rhsStep=*/blockChannels,
                       channels.vectors,
                       lanes,
                       /*prefetch=*/schedule::prefetchBytes / elementBytes};
    Value start = loops.add(loops.mul(point, products.getPointStride()),
                            loops.mul(tile, blockChannels));
    StoredAccumulators stored{place.result, {}, lanes};
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t v = 0; v < channels.vectors; ++v)
        stored.offsets.push_back(
            loops.add(start, row * blockChannels + v * lanes));
    SmallVector<Value> zeros =
        getZeroAccumulators(loops, rows * channels.vectors, element, lanes);
    ValueRange sums = zeros;
    if (tiling.productChannels < tiling.sourceChannels)
      sums = stored.start(loops, loops.less(firstChannel, loops.index(1)));
    Value depth = loops.blockSize(firstChannel, tiling.productChannels,
                                  tiling.sourceChannels);
    stored.store(loops, multiplyTile(loops, product, depth, sums));
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
  WinogradResults products;
  Value blocks; ///< their number
};
} // namespace

void cpu::generateWinograd(kernel::ConvolutionOpInterface op, bool inputGrad,
                           Value extent, LoopBuilder &loops,
                           const schedule::VectorUnit &unit) {
  WinogradGenerator(op, inputGrad, extent, loops, unit).generate();
}
