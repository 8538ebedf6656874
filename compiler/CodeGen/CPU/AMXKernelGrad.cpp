//===- AMXKernelGrad.cpp - Filters' gradients by a matrix unit ------------===//
//
// For each tap, dw[o][i] = sum over pixels p of dy[p][o] x[p + tap][i]: the
// left operand is the gradient, of which a tile's columns are the pixels of 32
// lines in a column (compiler/Schedule/CPU/ImageLines.h), the right one the
// input, where pairs of lines take turns. The sums are of the transposed
// filter, which is put in order when the pieces of the batch are added up.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/AMXProduct.h"
#include "compiler/CodeGen/CPU/FilterPieces.h"
#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/LineCopy.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/Schedule/CPU/AMXTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::amxDepth;
using schedule::amxSumSize;
using schedule::amxTile;
using schedule::amxTiles;

namespace {
class AMXKernelGradGenerator {
public:
  AMXKernelGradGenerator(kernel::ConvolutionKernelGradOp op, Value extent,
                         LoopBuilder &loops, const schedule::VectorUnit &unit)
      : op(op), arguments(op), shape(op.getShape()), extent(extent),
        loops(loops), tiling(schedule::tileAMXKernelGrad(
                          shape, schedule::getAMXParts(op), unit)),
        pieces(arguments, tiling.pieces) {}

  void generate() {
    int64_t inputSize = tiling.input.getSize();
    int64_t gradSize = tiling.grad.getSize();
    int64_t blocks = tiling.getInputBlocks();
    Type narrow = loops.builder.getBF16Type();
    loops.parallel(
        loops.index(tiling.pieces * blocks), 2 * (inputSize + gradSize),
        [&](Value number, Value scratch) {
          // Neighbours share the gradient.
          Unit unit;
          unit.firstChannel =
              loops.mul(loops.rem(number, blocks), tiling.inputBlock);
          unit.input = loops.view(scratch, 0, narrow, inputSize);
          unit.grad = loops.view(scratch, 2 * inputSize, narrow, gradSize);
          unit.sums = viewSums();
          unit.start = loops.mul(number, tiling.getUnitSums());
          sumPiece(unit, loops.div(number, blocks));
        });
    combine();
  }

private:
  /// What one unit of work reads and writes.
  struct Unit {
    Value firstChannel;
    Value input, grad;
    Value sums, start;
  };

  Value viewSums() {
    return loops.view(arguments.workspaces[0], 0, arguments.element,
                      tiling.getSums());
  }

  void sumPiece(const Unit &unit, Value piece) {
    Lanes whole{amxTile, amxTile};
    loops.loop(
        tiling.getUnitSums(),
        [&](Value i) {
          storeLanes(loops, splat(loops, arguments.element, 0, whole),
                     unit.sums, loops.add(unit.start, i), whole);
        },
        amxTile);
    LineCopy(loops, tiling.input, unit.input, loops.index(0)).zeroOverrun();
    auto [begin, end] = pieces.getExamples(loops, piece, extent);
    loops.loop(
        begin, end,
        [&, end = end](Value image) {
          Value images = loops.min(loops.sub(end, image),
                                   loops.index(tiling.input.images));
          loops.loop(
              shape.outputHeight,
              [&](Value row) { addBlock(unit, image, images, row); },
              tiling.input.rows);
        },
        tiling.input.images);
  }

  /// Adds the products of `count` images' rows from `row` on.
  void addBlock(const Unit &unit, Value image, Value count, Value row) {
    Value firstRow = getFirstSourceRow(loops, tiling.input.height, row);
    Value zero = loops.index(0);
    LineCopy(loops, tiling.input, unit.input, zero)
        .copy(op.getLhs(), op.getLhsPrologue(),
              {image, count, firstRow, unit.firstChannel});
    LineCopy grad(loops, tiling.grad, unit.grad, zero);
    // What is behind the lines has been transposed for the block before.
    grad.zeroOverrun();
    grad.copy(op.getRhs(), op.getRhsPrologue(), {image, count, row, zero});
    grad.transposeTiles();
    loops.loop(
        shape.outputWidth,
        [&](Value column) {
          Value columns =
              loops.blockSize(column, tiling.passColumns, shape.outputWidth);
          forEachTiles(tiling.getOutputTiles(), [&](Value o, int64_t outputs) {
            forEachTiles(tiling.getInputTiles(), [&](Value i, int64_t inputs) {
              loops.loop(shape.filterHeight, [&](Value tapRow) {
                loops.loop(shape.filterWidth, [&](Value tapColumn) {
                  addTiles(unit, {tapRow, tapColumn, column, columns}, o,
                           outputs, i, inputs);
                });
              });
            });
          });
        },
        tiling.passColumns);
  }

  /// Calls `body` for groups of tiles, the last of which may have fewer.
  void forEachTiles(int64_t tiles, function_ref<void(Value, int64_t)> body) {
    int64_t whole = tiles / amxTiles * amxTiles;
    loops.loop(
        whole, [&](Value tile) { body(tile, amxTiles); }, amxTiles);
    if (whole < tiles)
      body(loops.index(whole), tiles - whole);
  }

  /// A tile's place among the sums of a unit.
  Value getSumTile(Value tap, Value output, Value input) {
    Value row = loops.add(
        loops.mul(loops.div(output, amxTiles), tiling.getInputTiles()), input);
    Value group = loops.add(loops.mul(row, tiling.taps), tap);
    return loops.mul(
        loops.add(loops.mul(group, amxTiles), loops.rem(output, amxTiles)),
        amxSumSize);
  }

  /// A tap, and the results' columns that are summed over.
  struct Pass {
    Value tapRow, tapColumn, column, columns;
  };

  /// Adds a block's products for one tap to some tiles of sums.
  void addTiles(const Unit &unit, const Pass &pass, Value output,
                int64_t outputs, Value input, int64_t inputs) {
    Value tap =
        loops.add(loops.mul(pass.tapRow, shape.filterWidth), pass.tapColumn);
    SmallVector<Value> offsets;
    for (int64_t o = 0; o < outputs; ++o)
      for (int64_t i = 0; i < inputs; ++i)
        offsets.push_back(
            loops.add(unit.start, getSumTile(tap, loops.add(output, o),
                                             loops.add(input, i))));
    const schedule::ImageLines &images = tiling.input, &grads = tiling.grad;
    int64_t step = images.width.sourceStep;
    Value row = loops.mul(pass.tapRow, shape.dilations[0]);
    Value firstLine = getFirstLine(loops, images, row);
    Value firstColumn =
        loops.add(loops.mul(pass.column, step),
                  loops.mul(pass.tapColumn, shape.dilations[1]));
    auto getOperand = [&](Value memory, const schedule::ImageLines &lines,
                          Value tile, int64_t tiles, Value line, Value column) {
      Value start = loops.add(loops.mul(line, lines.getLineSize()),
                              loops.mul(column, amxDepth));
      AMXOperand operand{memory,
                         {},
                         /*rowSize=*/2 * lines.getLineSize(),
                         lines.parts,
                         /*partStep=*/lines.getPartSize()};
      for (int64_t i = 0; i < tiles; ++i)
        operand.starts.push_back(loops.add(
            start, loops.mul(loops.add(tile, i), lines.getSliceSize())));
      return operand;
    };
    auto addLines = [&](Value lineTile, ValueRange sums) {
      Value line = loops.mul(lineTile, amxDepth);
      AMXOperand lhs =
          getOperand(unit.grad, grads, output, outputs, line, pass.column);
      AMXOperand rhs = getOperand(unit.input, images, input, inputs,
                                  loops.add(firstLine, line), firstColumn);
      return llvm::to_vector(loops.loop(
          loops.index(0), pass.columns, 1, sums,
          [&](Value k, ValueRange carried) {
            return multiplyTiles(loops, lhs.at(loops, loops.mul(k, amxDepth)),
                                 rhs.at(loops, loops.mul(k, step * amxDepth)),
                                 carried);
          }));
    };
    SmallVector<Value> sums = loadTiles(loops, unit.sums, offsets, amxTile);
    storeTiles(loops,
               loops.loop(loops.index(0), loops.index(tiling.getLineTiles()), 1,
                          sums, addLines),
               unit.sums, offsets, amxTile);
  }

  /// Adds up the pieces, in order, and stores the filter's gradient.
  void combine() {
    int64_t inputTiles = tiling.getInputTiles(),
            outputTiles = tiling.getOutputTiles();
    int64_t inputChannels = shape.inputChannels;
    int64_t blocks = tiling.getInputBlocks();
    int64_t units = tiling.taps * blocks * inputTiles;
    loops.parallel(loops.index(units), 0, [&](Value unit, Value) {
      Value tile = loops.rem(unit, inputTiles);
      Value rest = loops.div(unit, inputTiles);
      Value block = loops.rem(rest, blocks);
      Value tap = loops.div(rest, blocks);
      Value firstInput = loops.add(loops.mul(block, tiling.inputBlock),
                                   loops.mul(tile, amxTile));
      Value count = loops.min(loops.sub(loops.index(inputChannels), firstInput),
                              loops.index(amxTile));
      Value row =
          loops.mul(loops.add(loops.mul(tap, inputChannels), firstInput),
                    shape.outputChannels);
      auto run = [&](Value output, int64_t valid) {
        SmallVector<Value> columns =
            sumTile(loops.add(loops.mul(block, tiling.getUnitSums()),
                              getSumTile(tap, output, tile)));
        Value start = loops.add(row, loops.mul(output, amxTile));
        Value filter = pieces.flattenResult(loops);
        for (auto [i, value] : llvm::enumerate(transpose(loops, columns))) {
          auto channel = static_cast<int64_t>(i);
          auto store = [&] {
            storeLanes(loops, value, filter,
                       loops.add(start, channel * shape.outputChannels),
                       {amxTile, valid});
          };
          if (inputChannels % amxTile == 0)
            store();
          else
            loops.when(loops.less(loops.index(channel), count), store);
        }
      };
      int64_t whole = shape.outputChannels / amxTile;
      loops.loop(whole, [&](Value output) { run(output, amxTile); });
      if (whole < outputTiles)
        run(loops.index(whole), shape.outputChannels % amxTile);
    });
  }

  /// The rows of a tile of sums, of all pieces together.
  SmallVector<Value> sumTile(Value start) {
    Value sums = viewSums();
    int64_t pieceSize = tiling.getInputBlocks() * tiling.getUnitSums();
    Lanes whole{amxTile, amxTile};
    auto loadRow = [&](int64_t row, Value piece) {
      return loadLanes(loops, sums,
                       loops.add(loops.add(start, row * amxTile),
                                 loops.mul(piece, pieceSize)),
                       whole);
    };
    SmallVector<Value> rows;
    for (int64_t row = 0; row < amxTile; ++row)
      rows.push_back(loadRow(row, loops.index(0)));
    if (tiling.pieces == 1)
      return rows;
    return llvm::to_vector(
        loops.loop(loops.index(1), loops.index(tiling.pieces), 1, rows,
                   [&](Value piece, ValueRange carried) {
                     SmallVector<Value> next;
                     for (auto [row, sum] : llvm::enumerate(carried))
                       next.push_back(arith::AddFOp::create(
                           loops.builder, loops.location, sum,
                           loadRow(static_cast<int64_t>(row), piece)));
                     return next;
                   }));
  }

  kernel::ConvolutionKernelGradOp op;
  KernelArguments arguments;
  kernel::ConvolutionShape shape;
  Value extent;
  LoopBuilder &loops;
  schedule::AMXKernelGradTiling tiling;
  FilterPieces pieces;
};
} // namespace

void cpu::generateAMXKernelGrad(kernel::ConvolutionKernelGradOp op,
                                Value extent, LoopBuilder &loops,
                                const schedule::VectorUnit &unit) {
  AMXKernelGradGenerator(op, extent, loops, unit).generate();
}
