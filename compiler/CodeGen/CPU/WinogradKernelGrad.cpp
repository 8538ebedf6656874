//===- WinogradKernelGrad.cpp - A filter's gradient by Winograd's tiles ---===//
//
// The forward map of a tile, A' [(G g G') * (B' x B)] A, is linear in g; its
// transpose gives the gradient G' [(B' x B) * (A dy A')] G. The sum over all
// tiles is taken before the outer transform: it is a matrix product per point,
// input channels x tiles by tiles x output channels. See
// compiler/Schedule/CPU/WinogradTiling.h for how it is cut up.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/FilterPieces.h"
#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/MatrixTile.h"
#include "compiler/CodeGen/CPU/WinogradTransforms.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::Transform;
using schedule::WinogradGradTiling;

namespace {
class WinogradKernelGradGenerator {
public:
  WinogradKernelGradGenerator(kernel::ConvolutionKernelGradOp op, Value extent,
                              LoopBuilder &loops,
                              const schedule::VectorUnit &unit)
      : op(op), arguments(op), shape(op.getShape()), extent(extent),
        loops(loops), element(arguments.element),
        elementBytes(element.getIntOrFloatBitWidth() / 8),
        tiling(schedule::tileWinogradGrad(
            shape, static_cast<int64_t>(op.getAlgorithm()), elementBytes,
            unit)),
        lanes(tiling.lanes),
        gradHeight(schedule::transpose(tiling.tile.height.result)),
        gradWidth(schedule::transpose(tiling.tile.width.result)),
        input{op.getLhs(),
              op.getLhsPrologue(),
              {tiling.tile.height.source, tiling.tile.height.sourceStep},
              {tiling.tile.width.source, tiling.tile.width.sourceStep},
              shape.inputChannels,
              /*firstColumn=*/-shape.padding[2],
              -shape.padding[0],
              tiling.inputBlock,
              tiling.alignedInputBlock(),
              arguments.workspaces[0],
              tiling.getInputSize()},
        grad{op.getRhs(),
             op.getRhsPrologue(),
             {gradHeight, tiling.tile.height.getResults()},
             {gradWidth, tiling.tile.width.getResults()},
             shape.outputChannels,
             /*firstColumn=*/0,
             /*firstRow=*/0,
             tiling.outputBlock,
             tiling.outputBlock,
             arguments.workspaces[1],
             tiling.getGradSize()} {}

  void generate() {
    Value zero = loops.index(0);
    loops.loop(zero, loops.ceilDiv(extent, tiling.images), [&](Value chunk) {
      generateTransforms(chunk);
      generateProducts(chunk);
    });
    generateResult();
  }

private:
  /// A dimension of what is transformed.
  struct Dimension {
    const Transform &matrix;
    int64_t step; ///< pixels from one tile to the next

    /// Pixels of so many tiles.
    int64_t getPixels(int64_t tiles) const {
      return (tiles - 1) * step + matrix.getInputs();
    }
  };
  /// What is transformed tile by tile: the images or their gradient.
  struct Operand {
    ValueRange group;
    Region &prologue;
    Dimension rows, columns;
    int64_t channels, firstColumn, firstRow;
    int64_t block; ///< channels that lie together
    int64_t width; ///< and elements that they take
    Value workspace;
    int64_t size;
  };

  /// The part of an image that a unit transforms.
  ImageBlock getCopy(const Operand &operand) const {
    return {/*images=*/1,
            operand.rows.getPixels(tiling.blockRows),
            operand.columns.getPixels(tiling.tileColumns),
            operand.channels,
            operand.firstColumn,
            lanes};
  }

  Value view(const Operand &operand) {
    return loops.view(operand.workspace, 0, element, operand.size);
  }
  Value viewSums() {
    return loops.view(arguments.workspaces[2], 0, element, tiling.getSumSize());
  }

  /// The last chunk may have fewer images.
  Value countImages(Value chunk) {
    return loops.min(loops.sub(extent, loops.mul(chunk, tiling.images)),
                     loops.index(tiling.images));
  }

  /// The parallel loop that transforms a chunk's tiles. Its indices go on from
  /// chunk to chunk.
  void generateTransforms(Value chunk) {
    int64_t rowBlocks = tiling.tileRows / tiling.blockRows;
    int64_t unitsPerChunk = tiling.images * rowBlocks;
    Value begin = loops.mul(chunk, unitsPerChunk);
    Value end = loops.add(begin, loops.mul(countImages(chunk), rowBlocks));
    int64_t copySize =
        std::max(getCopy(input).getSize(), getCopy(grad).getSize());
    loops.parallel(
        begin, end, copySize * elementBytes, [&](Value unit, Value scratch) {
          Value image = loops.div(unit, rowBlocks);
          Value tileRow =
              loops.mul(loops.rem(unit, rowBlocks), tiling.blockRows);
          Value firstTile = loops.add(loops.mul(loops.rem(image, tiling.images),
                                                tiling.getImageTiles()),
                                      loops.mul(tileRow, tiling.tileColumns));
          Value copy = loops.view(scratch, 0, element, copySize);
          for (const Operand *operand : {&input, &grad}) {
            copyImageBlock(loops, getCopy(*operand), operand->group,
                           operand->prologue, image, loops.index(1),
                           loops.add(loops.mul(tileRow, operand->rows.step),
                                     operand->firstRow),
                           loops.index(0), copy);
            transformTiles(*operand, copy, firstTile);
          }
        });
  }

  /// M X N' of each tile and channel of a copy.
  void transformTiles(const Operand &operand, Value copy, Value firstTile) {
    int64_t pixelSize = operand.channels;
    int64_t rowSize = getCopy(operand).columns * pixelSize;
    int64_t pointStride = tiling.getPointStride(operand.width);
    TileTransform transform{operand.rows.matrix,
                            operand.columns.matrix,
                            copy,
                            rowSize,
                            pixelSize,
                            view(operand),
                            loops.index(pointStride),
                            lanes,
                            /*fillsVectors=*/true};
    loops.loop(tiling.blockRows, [&](Value row) {
      loops.loop(tiling.tileColumns, [&](Value column) {
        Value corner =
            loops.add(loops.mul(row, operand.rows.step * rowSize),
                      loops.mul(column, operand.columns.step * pixelSize));
        Value tile = loops.add(
            firstTile, loops.add(loops.mul(row, tiling.tileColumns), column));
        auto transformBlock = [&](Value block, int64_t channels) {
          Value start =
              loops.add(loops.mul(block, tiling.getPoints() * pointStride),
                        loops.mul(tile, operand.width));
          transformTile(loops, transform,
                        loops.add(corner, loops.mul(block, operand.block)),
                        start, channels);
        };
        int64_t whole = pixelSize / operand.block;
        loops.loop(whole,
                   [&](Value block) { transformBlock(block, operand.block); });
        if (int64_t rest = pixelSize % operand.block)
          transformBlock(loops.index(whole), rest);
      });
    });
  }

  /// The parallel loops over pairs of channel blocks and groups of points that
  /// add a chunk's products to the sums.
  void generateProducts(Value chunk) {
    int64_t whole = shape.outputChannels / tiling.outputBlock;
    auto generate = [&](int64_t firstBlock, int64_t count, int64_t valid) {
      int64_t vectors = (valid + lanes - 1) / lanes;
      int64_t units = tiling.getInputBlocks() * count * tiling.pointGroups;
      Value begin = loops.mul(chunk, units);
      loops.parallel(
          begin, loops.add(begin, units), 0, [&](Value index, Value) {
            Value chunk = loops.div(index, units);
            Value unit = loops.rem(index, units);
            Value pair = loops.div(unit, tiling.pointGroups);
            Value group = loops.rem(unit, tiling.pointGroups);
            int64_t groupPoints = tiling.getPoints() / tiling.pointGroups;
            Value inputBlock = loops.div(pair, count);
            Value outputBlock = loops.add(loops.rem(pair, count), firstBlock);
            loops.loop(groupPoints, [&](Value number) {
              addProducts(chunk, inputBlock, outputBlock,
                          loops.add(loops.mul(group, groupPoints), number),
                          vectors);
            });
          });
    };
    if (whole > 0)
      generate(0, whole, tiling.outputBlock);
    if (int64_t rest = shape.outputChannels % tiling.outputBlock)
      generate(whole, 1, rest);
  }

  /// First element of a point's sums.
  Value getSumStart(Value inputBlock, Value outputBlock, Value point) {
    Value pair =
        loops.add(loops.mul(inputBlock, tiling.getOutputBlocks()), outputBlock);
    return loops.mul(loops.add(loops.mul(pair, tiling.getPoints()), point),
                     tiling.inputBlock * tiling.outputBlock);
  }

  void addProducts(Value chunk, Value inputBlock, Value outputBlock,
                   Value point, int64_t vectors) {
    auto getStart = [&](const Operand &operand, Value block) {
      return loops.mul(loops.add(loops.mul(block, tiling.getPoints()), point),
                       tiling.getPointStride(operand.width));
    };
    Value inputs = view(input), grads = view(grad), sumView = viewSums();
    Value sumStart = getSumStart(inputBlock, outputBlock, point);
    Value tiles = loops.mul(countImages(chunk), tiling.getImageTiles());
    auto run = [&](Value firstTile, Value count, Value isFirst, Value channel,
                   int64_t rows) {
      auto offsets = llvm::to_vector(llvm::seq<int64_t>(0, rows));
      MatrixTile product{
          inputs,
          loops.add(loops.add(getStart(input, inputBlock), channel),
                    loops.mul(firstTile, input.width)),
          offsets,
          /*lhsStep=*/input.width,
          grads,
          loops.add(getStart(grad, outputBlock),
                    loops.mul(firstTile, grad.width)),
          /*rhsStep=*/grad.width,
          vectors,
          lanes};
      Value start = loops.add(sumStart, loops.mul(channel, tiling.outputBlock));
      StoredAccumulators sums{sumView, {}, lanes};
      for (int64_t row = 0; row < rows; ++row)
        for (int64_t v = 0; v < vectors; ++v)
          sums.offsets.push_back(
              loops.add(start, row * tiling.outputBlock + v * lanes));
      sums.store(loops, multiplyTile(loops, product, count,
                                     sums.start(loops, isFirst)));
    };
    int64_t rows = tiling.product.columns;
    int64_t whole = tiling.inputBlock / rows * rows;
    loops.loop(
        tiles,
        [&](Value firstTile) {
          Value count = loops.min(loops.sub(tiles, firstTile),
                                  loops.index(tiling.productTiles));
          Value isFirst =
              loops.less(loops.add(chunk, firstTile), loops.index(1));
          loops.loop(
              whole,
              [&](Value channel) {
                run(firstTile, count, isFirst, channel, rows);
              },
              rows);
          if (whole < tiling.inputBlock)
            run(firstTile, count, isFirst, loops.index(whole),
                tiling.inputBlock - whole);
        },
        tiling.productTiles);
  }

  /// The parallel loop over input channels that transforms the sums to the
  /// result, G' S G for each pair of channels.
  void generateResult() {
    int64_t whole = shape.outputChannels / tiling.outputBlock;
    loops.parallel(
        loops.index(shape.inputChannels), 0, [&](Value channel, Value) {
          loops.loop(whole, [&](Value block) {
            transformSums(channel, block, tiling.outputBlock);
          });
          if (int64_t rest = shape.outputChannels % tiling.outputBlock)
            transformSums(channel, loops.index(whole), rest);
        });
  }

  void transformSums(Value channel, Value block, int64_t valid) {
    Value filter = FilterPieces(arguments, /*pieces=*/1).view(loops);
    Value sums = viewSums();
    int64_t pointSize = tiling.inputBlock * tiling.outputBlock;
    Value start = loops.add(
        getSumStart(loops.div(channel, tiling.inputBlock), block,
                    loops.index(0)),
        loops.mul(loops.rem(channel, tiling.inputBlock), tiling.outputBlock));
    forEachVector(loops, valid, lanes, [&](Value lane, Lanes vector) {
      int64_t points = tiling.tile.width.getPoints();
      Value source = loops.add(start, lane);
      ValueMatrix taps = applyToTile(
          loops, schedule::transpose(tiling.tile.height.filter),
          schedule::transpose(tiling.tile.width.filter),
          [&](int64_t i, int64_t j) {
            return loadLanes(loops, sums,
                             loops.add(source, (i * points + j) * pointSize),
                             {lanes, lanes});
          },
          {lanes, lanes});
      Value target =
          loops.add(loops.mul(channel, shape.outputChannels),
                    loops.add(loops.mul(block, tiling.outputBlock), lane));
      int64_t tap = 0;
      for (const auto &line : taps)
        for (Value value : line)
          storeLanes(loops, value, filter,
                     loops.add(target, tap++ * shape.inputChannels *
                                           shape.outputChannels),
                     vector);
    });
  }

  kernel::ConvolutionKernelGradOp op;
  KernelArguments arguments;
  kernel::ConvolutionShape shape;
  Value extent;
  LoopBuilder &loops;
  Type element;
  int64_t elementBytes;
  WinogradGradTiling tiling;
  int64_t lanes;
  Transform gradHeight, gradWidth;
  Operand input, grad;
};
} // namespace

void cpu::generateWinogradKernelGrad(kernel::ConvolutionKernelGradOp op,
                                     Value extent, LoopBuilder &loops,
                                     const schedule::VectorUnit &unit) {
  WinogradKernelGradGenerator(op, extent, loops, unit).generate();
}
