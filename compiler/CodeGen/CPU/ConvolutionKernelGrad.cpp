//===- ConvolutionKernelGrad.cpp - Gradient of a convolution's filter -----===//
//
// See compiler/Schedule/CPU/KernelGradTiling.h for the units of work. Pieces of
// the batch are added up in order at the end.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/FilterPieces.h"
#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/MatrixTile.h"
#include "compiler/CodeGen/ImageIndices.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/Schedule/CPU/KernelGradTiling.h"

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
        lanes(tiling.lanes), panelChannels(tiling.getPanelChannels()),
        pieces(arguments, tiling.pieces), inputBlock{tiling.images,
                                                     tiling.getBlockHeight(),
                                                     tiling.getBlockWidth(),
                                                     tiling.inputBlock,
                                                     tiling.width.lowest,
                                                     lanes},
        panelSize(tiling.images * tiling.rows * shape.outputWidth *
                  panelChannels) {}

  void generate() {
    int64_t inputBlocks = tiling.getInputBlocks();
    int64_t outputBlocks = tiling.getOutputBlocks();
    int64_t units = tiling.pieces * shape.groups * outputBlocks * inputBlocks;
    int64_t inputBytes = (inputBlock.getSize() * elementBytes + 63) / 64 * 64;
    int64_t gradSize = panelSize * tiling.outputPanels;
    loops.parallel(
        loops.index(units), inputBytes + gradSize * elementBytes,
        [&](Value unit, Value scratch) {
          // Neighbours share the gradient.
          place.firstChannel =
              loops.mul(loops.rem(unit, inputBlocks), tiling.inputBlock);
          // The last block's copy starts earlier, so that it is as wide.
          int64_t last = tiling.inputChannels - tiling.inputBlock;
          place.firstCopied = place.firstChannel;
          if (!tiling.hasEqualInputBlocks())
            place.firstCopied =
                loops.min(place.firstChannel, loops.index(last));
          Value rest = loops.div(unit, inputBlocks);
          place.firstPanel =
              loops.mul(loops.rem(rest, outputBlocks), tiling.outputPanels);
          rest = loops.div(rest, outputBlocks);
          place.group = loops.rem(rest, shape.groups);
          place.piece = loops.div(rest, shape.groups);
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
    Value piece, group, firstChannel, firstCopied, firstPanel;
    Value input, grad, filter;
  };

  /// A panel's first element in the row of the piece's filter that belongs to a
  /// tap and to an input channel of the unit.
  Value getFilterOffset(Value tapRow, Value tapColumn, Value channel,
                        Value panel) {
    Value tap = loops.add(loops.mul(tapRow, shape.filterWidth), tapColumn);
    Value row = loops.add(loops.mul(tap, tiling.inputChannels),
                          loops.add(place.firstChannel, channel));
    Value offset = loops.add(loops.mul(row, shape.outputChannels),
                             loops.mul(place.group, tiling.outputChannels));
    return loops.add(loops.add(pieces.getStart(loops, place.piece), offset),
                     loops.mul(panel, panelChannels));
  }

  /// Calls `body` for each of the unit's panels with the number of its valid
  /// channels: the last of all may have fewer.
  void forEachPanel(function_ref<void(Value, int64_t)> body) {
    int64_t whole = tiling.outputChannels / panelChannels;
    Value end = loops.add(place.firstPanel, tiling.outputPanels);
    loops.loop(place.firstPanel, loops.min(end, loops.index(whole)),
               [&](Value panel) { body(panel, panelChannels); });
    if (int64_t rest = tiling.outputChannels % panelChannels)
      loops.when(loops.less(loops.index(whole), end),
                 [&] { body(loops.index(whole), rest); });
  }

  /// Calls `body` for each vector of a panel with its first channel there.
  void forEachLanes(int64_t valid, function_ref<void(int64_t, Lanes)> body) {
    for (int64_t channel = 0; channel < valid; channel += lanes)
      body(channel, {lanes, std::min(lanes, valid - channel)});
  }

  void forEachTap(function_ref<void(Value, Value)> body) {
    loops.loop(shape.filterHeight, [&](Value tapRow) {
      loops.loop(shape.filterWidth,
                 [&](Value tapColumn) { body(tapRow, tapColumn); });
    });
  }

  /// How many input channels the unit has.
  Value getChannels() {
    return loops.blockSize(place.firstChannel, tiling.inputBlock,
                           tiling.inputChannels);
  }

  /// Calls `body` for each tile of the unit's input channels with their number.
  void forEachTile(function_ref<void(Value, int64_t)> body) {
    int64_t tile = tiling.tileChannels;
    int64_t rest = tiling.getLastInputBlock() % tile;
    Value whole = tiling.hasEqualInputBlocks()
                      ? loops.index(tiling.inputBlock - rest)
                      : loops.mul(loops.div(getChannels(), tile), tile);
    loops.loop(
        whole, [&](Value channel) { body(channel, tile); }, tile);
    if (rest != 0)
      loops.when(loops.less(whole, getChannels()), [&] { body(whole, rest); });
  }

  void sumPiece() {
    forEachTap([&](Value tapRow, Value tapColumn) {
      loops.loop(getChannels(), [&](Value c) {
        forEachPanel([&](Value panel, int64_t valid) {
          Value offset = getFilterOffset(tapRow, tapColumn, c, panel);
          forEachLanes(valid, [&](int64_t channel, Lanes vector) {
            storeLanes(loops, splat(loops, element, 0, vector), place.filter,
                       loops.add(offset, channel), vector);
          });
        });
      });
    });
    auto [begin, end] = pieces.getExamples(loops, place.piece, extent);
    loops.loop(
        begin, end,
        [&, end = end](Value image) {
          Value count =
              loops.min(loops.sub(end, image), loops.index(tiling.images));
          loops.loop(
              shape.outputHeight,
              [&](Value row) { addBlock(image, count, row); }, tiling.rows);
        },
        tiling.images);
  }

  /// Adds the products of `count` images' rows from `row` on.
  void addBlock(Value image, Value count, Value row) {
    Value rows = loops.blockSize(row, tiling.rows, shape.outputHeight);
    Value firstRow = loops.sub(loops.mul(row, shape.strides[0]),
                               loops.index(shape.padding[0]));
    Value firstChannel = loops.add(loops.mul(place.group, tiling.inputChannels),
                                   place.firstCopied);
    copyImageBlock(loops, inputBlock, op.getLhs(), op.getLhsPrologue(), image,
                   count, firstRow, firstChannel, place.input);
    copyGrad(image, count, row, rows);
    forEachPanel([&](Value panel, int64_t valid) {
      forEachTap([&](Value tapRow, Value tapColumn) {
        forEachTile([&](Value channel, int64_t size) {
          addTile(tapRow, tapColumn, channel, size, panel, valid, count, rows);
        });
      });
    });
  }

  /// Where a panel's copy starts.
  Value getPanelStart(Value panel) {
    return loops.mul(loops.sub(panel, place.firstPanel), panelSize);
  }

  /// Copies the gradient as panels [panel][image][row][column][lane], with
  /// anything in the lanes beyond the last channel: their sums are not stored.
  void copyGrad(Value image, Value count, Value firstRow, Value rows) {
    auto grads = cast<ShapedType>(op.getRhs().front().getType());
    Value firstChannel = loops.mul(place.group, tiling.outputChannels);
    loops.loop(count, [&](Value n) {
      loops.loop(rows, [&](Value r) {
        loops.loop(shape.outputWidth, [&](Value c) {
          Value pixel = getPixel(n, r, c);
          forEachPanel([&](Value panel, int64_t valid) {
            Value source =
                loops.add(firstChannel, loops.mul(panel, panelChannels));
            Value target = loops.add(getPanelStart(panel),
                                     loops.mul(pixel, panelChannels));
            forEachLanes(valid, [&](int64_t channel, Lanes vector) {
              Value value = loadWithPrologue(
                  loops, op.getRhs(), op.getRhsPrologue(),
                  getImageIndices(
                      grads, {loops.add(image, n), loops.add(firstRow, r), c},
                      loops.add(source, channel)),
                  vector);
              storeLanes(loops, value, place.grad, loops.add(target, channel),
                         {lanes, lanes});
            });
          });
        });
      });
    });
  }

  Value getPixel(Value n, Value row, Value column) {
    Value line = loops.add(loops.mul(n, tiling.rows), row);
    return loops.add(loops.mul(line, shape.outputWidth), column);
  }

  /// Adds the block's products to `size` input channels x one panel of the
  /// filter at a tap, in registers.
  void addTile(Value tapRow, Value tapColumn, Value channel, int64_t size,
               Value panel, int64_t valid, Value count, Value rows) {
    auto forEachSum = [&](function_ref<void(Value, Lanes)> body) {
      Value start = getFilterOffset(tapRow, tapColumn, channel, panel);
      for (int64_t c = 0; c < size; ++c)
        forEachLanes(valid, [&](int64_t first, Lanes vector) {
          body(loops.add(start, c * shape.outputChannels + first), vector);
        });
    };
    SmallVector<Value> sums;
    forEachSum([&](Value offset, Lanes vector) {
      sums.push_back(loadLanes(loops, place.filter, offset, vector));
    });

    int64_t rowSize = inputBlock.columns * inputBlock.channels;
    Value tap = loops.add(
        loops.add(
            loops.mul(tapRow, shape.dilations[0] * rowSize),
            loops.mul(tapColumn, shape.dilations[1] * inputBlock.channels)),
        loops.add(channel, loops.sub(place.firstChannel, place.firstCopied)));
    Value panelStart = getPanelStart(panel);
    auto offsets = llvm::to_vector(llvm::seq<int64_t>(0, size));
    // The rows of a single column are one long row.
    bool isColumn = shape.outputWidth == 1;
    int64_t step = isColumn ? shape.strides[0] * rowSize
                            : shape.strides[1] * inputBlock.channels;
    Value pixelCount = isColumn ? rows : loops.index(shape.outputWidth);
    auto addRow = [&](Value n, Value row, ValueRange carried) {
      Value line = loops.add(loops.mul(n, inputBlock.rows),
                             loops.mul(row, shape.strides[0]));
      Value pixels = getPixel(n, row, loops.index(0));
      MatrixTile product{
          place.input,
          loops.add(loops.mul(line, rowSize), tap),
          offsets,
          /*lhsStep=*/step,
          place.grad,
          loops.add(panelStart, loops.mul(pixels, panelChannels)),
          /*rhsStep=*/panelChannels,
          (valid + lanes - 1) / lanes,
          lanes};
      return llvm::to_vector(multiplyTile(loops, product, pixelCount, carried));
    };
    Value zero = loops.index(0);
    Value rowCount = isColumn ? loops.index(1) : rows;
    ValueRange results =
        loops.loop(zero, count, 1, sums, [&](Value n, ValueRange image) {
          return llvm::to_vector(loops.loop(zero, rowCount, 1, image,
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
  int64_t lanes, panelChannels;
  FilterPieces pieces;
  ImageBlock inputBlock;
  int64_t panelSize;
  UnitPlace place;
};
} // namespace

void cpu::generate(kernel::ConvolutionKernelGradOp op, Value extent,
                   LoopBuilder &loops, const schedule::VectorUnit &unit) {
  if (op.getAlgorithm() == kernel::ConvolutionAlgorithm::AMX)
    return generateAMXKernelGrad(op, extent, loops, unit);
  if (op.getAlgorithm() != kernel::ConvolutionAlgorithm::Direct)
    return generateWinogradKernelGrad(op, extent, loops, unit);
  KernelGradGenerator(op, extent, loops, unit).generate();
}
