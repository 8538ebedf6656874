//===- WinogradKernelGrad.cpp - A filter's gradient by Winograd's tiles ---===//
//
// The forward map of a tile, A' [(G g G') * (B' x B)] A, is linear in g; its
// transpose gives the gradient G' [(B' x B) * (A dy A')] G. The sum over all
// tiles is taken before the outer transform: it is a matrix product per point,
// input channels x tiles by tiles x output channels.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/FilterPieces.h"
#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/LinearMap.h"
#include "compiler/CodeGen/CPU/MatrixTile.h"
#include "compiler/Schedule/WinogradTiling.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::cpu;
using schedule::Matrix;
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
        lanes(tiling.lanes), pieces(arguments, tiling.pieces),
        inputCopy{/*images=*/1,
                  (tiling.blockRows - 1) * tiling.matrices.results +
                      tiling.matrices.getPoints(),
                  (tiling.tileColumns - 1) * tiling.matrices.results +
                      tiling.matrices.getPoints(),
                  tiling.inputBlock,
                  -shape.padding[2],
                  lanes},
        gradCopy{/*images=*/1,
                 tiling.blockRows * tiling.matrices.results,
                 tiling.tileColumns * tiling.matrices.results,
                 /*channels=*/0,
                 /*firstColumn=*/0,
                 lanes},
        inputStride(
            tiling.getPointStride(tiling.getTiles() * tiling.inputBlock)),
        gradStride(
            tiling.getPointStride(tiling.getTiles() * tiling.outputBlock)),
        sumStride(
            tiling.getPointStride(tiling.inputBlock * tiling.outputBlock)) {}

  void generate() {
    int64_t whole = shape.outputChannels / tiling.outputBlock;
    int64_t rest = shape.outputChannels % tiling.outputBlock;
    if (whole > 0)
      generateUnits(0, whole, tiling.outputBlock);
    if (rest > 0)
      generateUnits(whole, 1, rest);
    pieces.combine(loops, lanes);
  }

private:
  /// What one unit of work reads and writes: the padded copy of an image's
  /// part, the transforms [point][tile][channel], and the sums [point][input
  /// channel][lane].
  struct UnitPlace {
    Value piece, firstInput, firstOutput;
    Value copy, input, grad, sums;
  };

  /// The parallel loop over `count` blocks of `valid` output channels.
  void generateUnits(int64_t firstBlock, int64_t count, int64_t valid) {
    gradCopy.channels = valid;
    vectors = (valid + lanes - 1) / lanes;
    int64_t copySize = std::max(inputCopy.getSize(), gradCopy.getSize());
    copySize = (copySize + lanes - 1) / lanes * lanes;
    int64_t inputSize = tiling.getPoints() * inputStride;
    int64_t gradSize = tiling.getPoints() * gradStride;
    int64_t sumSize = tiling.getPoints() * sumStride;
    loops.parallel(
        loops.index(tiling.pieces * tiling.inputBlocks * count),
        (copySize + inputSize + gradSize + sumSize) * elementBytes,
        [&](Value unit, Value scratch) {
          auto view = [&](int64_t start, int64_t size) {
            return loops.view(scratch, start * elementBytes, element, size);
          };
          Value block = loops.add(loops.rem(unit, count), firstBlock);
          Value other = loops.div(unit, count);
          place.firstOutput = loops.mul(block, tiling.outputBlock);
          place.firstInput = loops.mul(loops.rem(other, tiling.inputBlocks),
                                       tiling.inputBlock);
          place.piece = loops.div(other, tiling.inputBlocks);
          place.copy = view(0, copySize);
          place.input = view(copySize, inputSize);
          place.grad = view(copySize + inputSize, gradSize);
          place.sums = view(copySize + inputSize + gradSize, sumSize);
          sumPiece();
          transformSums(valid);
        });
  }

  void sumPiece() {
    forEachVector(loops, tiling.getPoints() * sumStride, lanes,
                  [&](Value i, Lanes vector) {
                    storeLanes(loops, splat(loops, element, 0, vector),
                               place.sums, i, vector);
                  });
    auto [begin, end] = pieces.getExamples(loops, place.piece, extent);
    loops.loop(begin, end, tiling.images, {},
               [&, end = end](Value image, ValueRange) -> SmallVector<Value> {
                 Value count = loops.min(loops.sub(end, image),
                                         loops.index(tiling.images));
                 loops.loop(
                     tiling.tileRows,
                     [&](Value tileRow) { addBlock(image, count, tileRow); },
                     tiling.blockRows);
                 return {};
               });
  }

  /// Adds the products of `count` images' tiles from row `tileRow` on.
  void addBlock(Value image, Value count, Value tileRow) {
    int64_t results = tiling.matrices.results;
    Value firstRow = loops.mul(tileRow, results);
    int64_t imageTiles = tiling.blockRows * tiling.tileColumns;
    loops.loop(count, [&](Value n) {
      Value firstTile = loops.mul(n, imageTiles);
      copyImageBlock(loops, inputCopy, op.getLhs(), op.getLhsPrologue(),
                     loops.add(image, n), loops.index(1),
                     loops.add(firstRow, -shape.padding[0]), place.firstInput,
                     place.copy);
      transformTiles(inputCopy, tiling.matrices.source, firstTile, place.input,
                     inputStride, tiling.inputBlock);
      copyImageBlock(loops, gradCopy, op.getRhs(), op.getRhsPrologue(),
                     loops.add(image, n), loops.index(1), firstRow,
                     place.firstOutput, place.copy);
      transformTiles(gradCopy, schedule::transpose(tiling.matrices.result),
                     firstTile, place.grad, gradStride, tiling.outputBlock);
    });
    multiply(loops.mul(count, imageTiles));
  }

  /// M X M' of each tile and channel of a copy, into [point][tile][channel].
  void transformTiles(const ImageBlock &copy, const Matrix &matrix,
                      Value firstTile, Value target, int64_t stride,
                      int64_t width) {
    int64_t results = tiling.matrices.results;
    int64_t rowSize = copy.columns * copy.channels;
    loops.loop(tiling.blockRows, [&](Value row) {
      loops.loop(tiling.tileColumns, [&](Value column) {
        Value corner = loops.add(loops.mul(row, results * rowSize),
                                 loops.mul(column, results * copy.channels));
        Value tile = loops.add(
            firstTile, loops.add(loops.mul(row, tiling.tileColumns), column));
        forEachVector(
            loops, copy.channels, lanes, [&](Value channel, Lanes vector) {
              ValueSquare points = applyToSquare(
                  loops, matrix,
                  [&](int64_t i, int64_t j) {
                    return loadLanes(loops, place.copy,
                                     loops.add(loops.add(corner, channel),
                                               i * rowSize + j * copy.channels),
                                     vector);
                  },
                  {lanes, lanes});
              Value start = loops.add(loops.mul(tile, width), channel);
              int64_t point = 0;
              for (const auto &line : points)
                for (Value value : line)
                  storeLanes(loops, value, target,
                             loops.add(start, point++ * stride),
                             width % lanes == 0 ? Lanes{lanes, lanes} : vector);
            });
      });
    });
  }

  void multiply(Value tiles) {
    int64_t rows = tiling.product.columns;
    loops.loop(tiling.getPoints(), [&](Value point) {
      auto run = [&](Value channel, int64_t count) {
        auto offsets = llvm::to_vector(llvm::seq<int64_t>(0, count));
        MatrixTile product{place.input,
                           loops.add(loops.mul(point, inputStride), channel),
                           offsets,
                           /*lhsStep=*/tiling.inputBlock,
                           place.grad,
                           loops.mul(point, gradStride),
                           /*rhsStep=*/tiling.outputBlock,
                           vectors,
                           lanes};
        Value start = loops.add(loops.mul(point, sumStride),
                                loops.mul(channel, tiling.outputBlock));
        auto getPlace = [&](int64_t i) {
          return loops.add(start, i / vectors * tiling.outputBlock +
                                      i % vectors * lanes);
        };
        SmallVector<Value> sums;
        for (int64_t i = 0; i < count * vectors; ++i)
          sums.push_back(
              loadLanes(loops, place.sums, getPlace(i), {lanes, lanes}));
        ValueRange results = multiplyTile(loops, product, tiles, sums);
        for (int64_t i = 0; i < count * vectors; ++i)
          storeLanes(loops, results[i], place.sums, getPlace(i),
                     {lanes, lanes});
      };
      int64_t whole = tiling.inputBlock / rows * rows;
      loops.loop(
          whole, [&](Value channel) { run(channel, rows); }, rows);
      if (whole < tiling.inputBlock)
        run(loops.index(whole), tiling.inputBlock - whole);
    });
  }

  /// G' S G for each pair of channels, to the piece's filter.
  void transformSums(int64_t valid) {
    Value filter = pieces.view(loops);
    loops.loop(tiling.inputBlock, [&](Value input) {
      forEachVector(loops, valid, lanes, [&](Value lane, Lanes vector) {
        int64_t points = tiling.matrices.getPoints();
        Value source = loops.add(loops.mul(input, tiling.outputBlock), lane);
        ValueSquare taps = applyToSquare(
            loops, schedule::transpose(tiling.matrices.filter),
            [&](int64_t i, int64_t j) {
              return loadLanes(loops, place.sums,
                               loops.add(source, (i * points + j) * sumStride),
                               {lanes, lanes});
            },
            {lanes, lanes});
        Value channel = loops.add(place.firstInput, input);
        Value target =
            loops.add(loops.add(pieces.getStart(loops, place.piece),
                                loops.mul(channel, shape.outputChannels)),
                      loops.add(place.firstOutput, lane));
        int64_t tap = 0;
        for (const auto &line : taps)
          for (Value value : line)
            storeLanes(loops, value, filter,
                       loops.add(target, tap++ * shape.inputChannels *
                                             shape.outputChannels),
                       vector);
      });
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
  FilterPieces pieces;
  ImageBlock inputCopy, gradCopy;
  int64_t inputStride, gradStride, sumStride;
  int64_t vectors = 0; ///< of output channels in the units at hand
  UnitPlace place;
};
} // namespace

void cpu::generateWinogradKernelGrad(kernel::ConvolutionKernelGradOp op,
                                     Value extent, LoopBuilder &loops,
                                     const schedule::VectorUnit &unit) {
  WinogradKernelGradGenerator(op, extent, loops, unit).generate();
}
