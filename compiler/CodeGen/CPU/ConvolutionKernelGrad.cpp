//===- ConvolutionKernelGrad.cpp - Gradient of a convolution's filter -----===//
//
// A matrix product over pixels: for each tap, input channels x output
// channels. A unit of work has a piece of the batch and a block of input
// channels; it copies a few images at a time, inputs and gradients, and adds
// their products to its part of the filter. Pieces are added up in order at the
// end.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/FilterPieces.h"
#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/MatrixTile.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/Schedule/ConvolutionTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

namespace {
class KernelGradGenerator {
public:
  KernelGradGenerator(kernel::ConvolutionKernelGradOp op, Value extent,
                      LoopBuilder &loops, const schedule::VectorUnit &unit)
      : op(op), arguments(op), shape(op.getShape()), extent(extent),
        loops(loops), element(arguments.element),
        elementBytes(element.getIntOrFloatBitWidth() / 8),
        tiling(schedule::tileKernelGrad(shape, elementBytes, unit)),
        lanes(tiling.lanes), inputChannels(shape.inputChannels / shape.groups),
        pieces(arguments, tiling.pieces),
        inputBlock{tiling.images,
                   (tiling.rows - 1) * shape.strides[0] +
                       (shape.filterHeight - 1) * shape.dilations[0] + 1,
                   (shape.outputWidth - 1) * shape.strides[1] +
                       (shape.filterWidth - 1) * shape.dilations[1] + 1,
                   tiling.channelBlock,
                   -shape.padding[2],
                   lanes},
        panelSize(tiling.images * tiling.rows * shape.outputWidth *
                  tiling.getBlockChannels()) {}

  void generate() {
    int64_t units = tiling.pieces * shape.groups * tiling.channelBlocks;
    int64_t inputBytes = (inputBlock.getSize() * elementBytes + 63) / 64 * 64;
    int64_t gradSize = panelSize * tiling.getOutputBlocks();
    loops.parallel(
        loops.index(units), inputBytes + gradSize * elementBytes,
        [&](Value unit, Value scratch) {
          Value channelBlock = loops.rem(unit, tiling.channelBlocks);
          Value rest = loops.div(unit, tiling.channelBlocks);
          place.group = loops.rem(rest, shape.groups);
          place.piece = loops.div(rest, shape.groups);
          place.firstChannel = loops.mul(channelBlock, tiling.channelBlock);
          place.input = loops.view(scratch, 0, element, inputBlock.getSize());
          place.grad = loops.view(scratch, inputBytes, element, gradSize);
          place.filter = pieces.view(loops);
          sumPiece();
        });
    pieces.combine(loops, lanes);
  }

private:
  /// What one unit of work reads and writes.
  struct UnitPlace {
    Value piece, group, firstChannel, input, grad, filter;
  };

  /// Offset of an input channel (within the group) and the group's first output
  /// channel in the piece's filter.
  Value getFilterOffset(Value tapRow, Value tapColumn, Value channel) {
    Value tap = loops.add(loops.mul(tapRow, shape.filterWidth), tapColumn);
    Value row = loops.add(loops.mul(tap, inputChannels), channel);
    Value offset = loops.add(loops.mul(row, shape.outputChannels),
                             loops.mul(place.group, tiling.outputChannels));
    return loops.add(pieces.getStart(loops, place.piece), offset);
  }

  void sumPiece() {
    forEachTap([&](Value tapRow, Value tapColumn) {
      loops.loop(tiling.channelBlock, [&](Value c) {
        Value offset = getFilterOffset(tapRow, tapColumn,
                                       loops.add(place.firstChannel, c));
        forEachVector(loops, tiling.outputChannels, lanes,
                      [&](Value channel, Lanes vector) {
                        storeLanes(loops, splat(loops, element, 0, vector),
                                   place.filter, loops.add(offset, channel),
                                   vector);
                      });
      });
    });
    auto [begin, end] = pieces.getExamples(loops, place.piece, extent);
    loops.loop(begin, end, tiling.images, {},
               [&, end = end](Value image, ValueRange) -> SmallVector<Value> {
                 Value count = loops.min(loops.sub(end, image),
                                         loops.index(tiling.images));
                 loops.loop(
                     shape.outputHeight,
                     [&](Value row) { addBlock(image, count, row); },
                     tiling.rows);
                 return {};
               });
  }

  void forEachTap(function_ref<void(Value, Value)> body) {
    loops.loop(shape.filterHeight, [&](Value tapRow) {
      loops.loop(shape.filterWidth,
                 [&](Value tapColumn) { body(tapRow, tapColumn); });
    });
  }

  /// Adds the products of `count` images' rows from `row` on.
  void addBlock(Value image, Value count, Value row) {
    Value firstRow = loops.sub(loops.mul(row, shape.strides[0]),
                               loops.index(shape.padding[0]));
    Value firstChannel =
        loops.add(loops.mul(place.group, inputChannels), place.firstChannel);
    copyImageBlock(loops, inputBlock, op.getLhs(), op.getLhsPrologue(), image,
                   count, firstRow, firstChannel, place.input);
    copyGrad(image, count, row);
    int64_t whole = tiling.outputChannels / tiling.getBlockChannels();
    int64_t rest = tiling.outputChannels % tiling.getBlockChannels();
    auto run = [&](Value number, int64_t valid) {
      forEachTap([&](Value tapRow, Value tapColumn) {
        int64_t tile = tiling.tileChannels;
        int64_t tiles = tiling.channelBlock / tile * tile;
        auto add = [&](Value channel, int64_t size) {
          addTile(tapRow, tapColumn, channel, size, number, valid, count);
        };
        loops.loop(
            tiles, [&](Value channel) { add(channel, tile); }, tile);
        if (tiles < tiling.channelBlock)
          add(loops.index(tiles), tiling.channelBlock - tiles);
      });
    };
    loops.loop(whole,
               [&](Value number) { run(number, tiling.getBlockChannels()); });
    if (rest != 0)
      run(loops.index(whole), rest);
  }

  /// Copies the gradient as panels [channel block][image][row][column][lane],
  /// with zeros in the lanes beyond the last channel.
  void copyGrad(Value image, Value count, Value firstRow) {
    auto rank = cast<ShapedType>(op.getRhs().front().getType()).getRank();
    Value firstChannel = loops.mul(place.group, tiling.outputChannels);
    int64_t blockChannels = tiling.getBlockChannels();
    loops.loop(count, [&](Value n) {
      loops.loop(tiling.rows, [&](Value r) {
        loops.loop(shape.outputWidth, [&](Value c) {
          Value pixel = getPixel(n, r, c);
          auto copy = [&](Value channel, Lanes vector) {
            Value value = loadWithPrologue(
                loops, op.getRhs(), op.getRhsPrologue(),
                getImageIndices(rank, loops.add(image, n),
                                loops.add(firstRow, r), c,
                                loops.add(firstChannel, channel)),
                vector);
            if (vector.isMasked())
              value = zeroInvalid(value, vector);
            Value target = loops.add(
                loops.mul(loops.div(channel, blockChannels), panelSize),
                loops.add(loops.mul(pixel, blockChannels),
                          loops.rem(channel, blockChannels)));
            storeLanes(loops, value, place.grad, target, {lanes, lanes});
          };
          forEachVector(loops, tiling.outputChannels, lanes, copy);
        });
      });
    });
  }

  /// A prologue may turn the zeros of invalid lanes into something else.
  Value zeroInvalid(Value value, Lanes vector) {
    SmallVector<bool> bits(lanes, false);
    std::fill_n(bits.begin(), vector.valid, true);
    Value mask = arith::ConstantOp::create(
        loops.builder, loops.location,
        DenseElementsAttr::get(
            VectorType::get({lanes}, loops.builder.getI1Type()), bits));
    return arith::SelectOp::create(loops.builder, loops.location, mask, value,
                                   splat(loops, element, 0, {lanes, lanes}));
  }

  Value getPixel(Value n, Value row, Value column) {
    Value line = loops.add(loops.mul(n, tiling.rows), row);
    return loops.add(loops.mul(line, shape.outputWidth), column);
  }

  /// Adds the block's products to `size` input channels x one channel block of
  /// the filter at a tap, in registers.
  void addTile(Value tapRow, Value tapColumn, Value channel, int64_t size,
               Value number, int64_t valid, Value count) {
    int64_t vectors = (valid + lanes - 1) / lanes;
    int64_t blockChannels = tiling.getBlockChannels();
    auto forEachSum = [&](function_ref<void(Value, Lanes)> body) {
      Value start =
          loops.add(getFilterOffset(tapRow, tapColumn,
                                    loops.add(place.firstChannel, channel)),
                    loops.mul(number, blockChannels));
      for (int64_t c = 0; c < size; ++c)
        for (int64_t v = 0; v < vectors; ++v)
          body(loops.add(start, c * shape.outputChannels + v * lanes),
               {lanes, std::min(lanes, valid - v * lanes)});
    };
    SmallVector<Value> sums;
    forEachSum([&](Value offset, Lanes vector) {
      sums.push_back(loadLanes(loops, place.filter, offset, vector));
    });

    int64_t rowSize = inputBlock.columns * inputBlock.channels;
    Value tap =
        loops.add(loops.add(loops.mul(tapRow, shape.dilations[0] * rowSize),
                            loops.mul(tapColumn, shape.dilations[1] *
                                                     inputBlock.channels)),
                  channel);
    Value panel = loops.mul(number, panelSize);
    auto offsets = llvm::to_vector(llvm::seq<int64_t>(0, size));
    auto addRow = [&](Value n, Value row, ValueRange carried) {
      Value line = loops.add(loops.mul(n, inputBlock.rows),
                             loops.mul(row, shape.strides[0]));
      Value pixels = getPixel(n, row, loops.index(0));
      MatrixTile product{place.input,
                         loops.add(loops.mul(line, rowSize), tap),
                         offsets,
                         /*lhsStep=*/shape.strides[1] * inputBlock.channels,
                         place.grad,
                         loops.add(panel, loops.mul(pixels, blockChannels)),
                         /*rhsStep=*/blockChannels,
                         vectors,
                         lanes};
      return llvm::to_vector(multiplyTile(
          loops, product, loops.index(shape.outputWidth), carried));
    };
    Value zero = loops.index(0);
    ValueRange results =
        loops.loop(zero, count, 1, sums, [&](Value n, ValueRange image) {
          return llvm::to_vector(loops.loop(zero, loops.index(tiling.rows), 1,
                                            image,
                                            [&](Value row, ValueRange line) {
                                              return addRow(n, row, line);
                                            }));
        });
    size_t next = 0;
    forEachSum([&](Value offset, Lanes vector) {
      storeLanes(loops, results[next++], place.filter, offset, vector);
    });
  }

  kernel::ConvolutionKernelGradOp op;
  KernelArguments arguments;
  kernel::ConvolutionShape shape;
  Value extent;
  LoopBuilder &loops;
  Type element;
  int64_t elementBytes;
  schedule::KernelGradTiling tiling;
  int64_t lanes, inputChannels;
  FilterPieces pieces;
  ImageBlock inputBlock;
  int64_t panelSize;
  UnitPlace place;
};
} // namespace

void cpu::generate(kernel::ConvolutionKernelGradOp op, Value extent,
                   LoopBuilder &loops, const schedule::VectorUnit &unit) {
  if (op.getAlgorithm() != kernel::ConvolutionAlgorithm::Direct)
    return generateWinogradKernelGrad(op, extent, loops, unit);
  KernelGradGenerator(op, extent, loops, unit).generate();
}
