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
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/MatrixTile.h"
#include "compiler/CodeGen/CPU/WinogradGradOperand.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
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
        input(tiling, loops, op.getLhs(), op.getLhsPrologue(), element,
              getInput(tiling.tile.height, shape.padding[0]),
              getInput(tiling.tile.width, shape.padding[2]), tiling.inputBlock,
              tiling.alignedInputBlock(), arguments.workspaces[0],
              tiling.getInputSize()),
        grad(tiling, loops, op.getRhs(), op.getRhsPrologue(), element,
             getGrad(tiling.tile.height), getGrad(tiling.tile.width),
             tiling.outputBlock, tiling.outputBlock, arguments.workspaces[1],
             tiling.getGradSize()) {}

  void generate() {
    Value zero = loops.index(0);
    loops.loop(zero, loops.ceilDiv(extent, tiling.images), [&](Value chunk) {
      generateTransforms(chunk);
      generateProducts(chunk);
    });
    generateResult();
  }

private:
  using Dimension = WinogradGradOperand::Dimension;

  static Dimension getInput(const schedule::WinogradMatrices &matrices,
                            int64_t padding) {
    return {{matrices.source, matrices.getSourcePlaces()}, -padding};
  }
  static Dimension getGrad(const schedule::WinogradMatrices &matrices) {
    return {{schedule::transpose(matrices.result), matrices.getResultPlaces()},
            /*first=*/0};
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
    int64_t copySize = std::max(input.getCopySize(), grad.getCopySize());
    loops.parallel(
        begin, end, copySize * elementBytes, [&](Value unit, Value scratch) {
          Value image = loops.div(unit, rowBlocks);
          Value tileRow =
              loops.mul(loops.rem(unit, rowBlocks), tiling.blockRows);
          Value firstTile = loops.add(loops.mul(loops.rem(image, tiling.images),
                                                tiling.getImageTiles()),
                                      loops.mul(tileRow, tiling.tileColumns));
          Value copy = loops.view(scratch, 0, element, copySize);
          for (const WinogradGradOperand *operand : {&input, &grad})
            operand->transform(image, tileRow, firstTile, copy);
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

  /// Adds to the sums of a point. Rows of the last block of input channels that
  /// are beyond the last channel sum anything; they are not transformed.
  void addProducts(Value chunk, Value inputBlock, Value outputBlock,
                   Value point, int64_t vectors) {
    Value inputs = input.view(), grads = grad.view(), sumView = viewSums();
    Value sumStart = getSumStart(inputBlock, outputBlock, point);
    Value tiles = loops.mul(countImages(chunk), tiling.getImageTiles());
    auto run = [&](Value firstTile, Value count, Value isFirst, Value channel,
                   int64_t rows) {
      auto offsets = llvm::to_vector(llvm::seq<int64_t>(0, rows));
      MatrixTile product{
          inputs,
          loops.add(loops.add(input.getStart(inputBlock, point), channel),
                    loops.mul(firstTile, input.getWidth())),
          offsets,
          /*lhsStep=*/input.getWidth(),
          grads,
          loops.add(grad.getStart(outputBlock, point),
                    loops.mul(firstTile, grad.getWidth())),
          /*rhsStep=*/grad.getWidth(),
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
  WinogradGradOperand input, grad;
};
} // namespace

void cpu::generateWinogradKernelGrad(kernel::ConvolutionKernelGradOp op,
                                     Value extent, LoopBuilder &loops,
                                     const schedule::VectorUnit &unit) {
  WinogradKernelGradGenerator(op, extent, loops, unit).generate();
}
