//===- DepthwiseKernelGrad.cpp - Gradient of a depthwise filter -----------===//
//
// A unit of work has a piece of the batch and a block of channels. It copies
// some rows of its channels, of the input with their padding and of the
// output's gradient, and adds for a vector of channels and a few taps at a
// time, whose sums fit into registers, the products of all pixels.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/FilterPieces.h"
#include "compiler/CodeGen/CPU/ImageBlock.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/Schedule/CPU/DepthwiseTiling.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

namespace {
class DepthwiseKernelGradGenerator {
public:
  DepthwiseKernelGradGenerator(kernel::DepthwiseKernelGradOp op, Value extent,
                               LoopBuilder &loops,
                               const schedule::VectorUnit &unit)
      : op(op), arguments(op), shape(op.getShape()), extent(extent),
        loops(loops), element(arguments.element),
        elementBytes(element.getIntOrFloatBitWidth() / 8),
        tiling(schedule::tileDepthwiseGrad(shape, elementBytes, unit)),
        pieces(arguments, tiling.pieces), block{/*images=*/1,
                                                tiling.height.getReach(
                                                    tiling.rows),
                                                tiling.width.getReach(
                                                    shape.outputWidth),
                                                tiling.blockChannels,
                                                tiling.width.lowest,
                                                tiling.lanes},
        gradBlock{/*images=*/1,      tiling.rows,
                  shape.outputWidth, tiling.blockChannels,
                  /*firstColumn=*/0, tiling.lanes} {}

  void generate() {
    int64_t whole = shape.inputChannels / tiling.blockChannels;
    generateUnits(0, whole, tiling.blockChannels);
    if (int64_t rest = shape.inputChannels % tiling.blockChannels)
      generateUnits(whole, 1, rest);
    pieces.combine(loops, tiling.lanes);
  }

private:
  /// Pieces times `blocks` blocks of so many channels, from number `first` on.
  void generateUnits(int64_t first, int64_t blocks, int64_t channels) {
    block.channels = gradBlock.channels = channels;
    block.gap = gradBlock.gap =
        schedule::getPixelGap(channels, tiling.lanes, elementBytes);
    int64_t size = block.getSize();
    loops.parallel(loops.index(tiling.pieces * blocks),
                   (size + gradBlock.getSize()) * elementBytes,
                   [&](Value unit, Value scratch) {
                     channel =
                         loops.mul(loops.add(loops.rem(unit, blocks), first),
                                   tiling.blockChannels);
                     source = loops.view(scratch, 0, element, size);
                     grads = loops.view(scratch, size * elementBytes, element,
                                        gradBlock.getSize());
                     filter = pieces.view(loops);
                     sumPiece(loops.div(unit, blocks));
                   });
  }

  void sumPiece(Value piece) {
    filterStart = loops.add(pieces.getStart(loops, piece), channel);
    forEachVector(
        loops, block.channels, tiling.lanes, [&](Value lane, Lanes vector) {
          Value zero = splat(loops, element, 0, vector);
          for (int64_t tap = 0; tap < countTaps(); ++tap)
            storeLanes(loops, zero, filter, getFilterPlace(tap, lane), vector);
        });
    auto [begin, end] = pieces.getExamples(loops, piece, extent);
    loops.loop(begin, end, [&](Value image) {
      loops.loop(
          shape.outputHeight, [&](Value row) { addRows(image, row); },
          tiling.rows);
    });
  }

  int64_t countTaps() const { return shape.filterHeight * shape.filterWidth; }

  Value getFilterPlace(int64_t tap, Value lane) {
    return loops.add(loops.add(filterStart, lane), tap * shape.inputChannels);
  }

  /// Adds a block of output rows of an image.
  void addRows(Value image, Value row) {
    copyImageBlock(loops, block, op.getLhs(), op.getLhsPrologue(), image,
                   loops.index(1),
                   loops.sub(loops.mul(row, shape.strides[0]),
                             loops.index(shape.padding[0])),
                   channel, source);
    copyImageBlock(loops, gradBlock, op.getRhs(), op.getRhsPrologue(), image,
                   loops.index(1), row, channel, grads);
    Value rows = loops.min(loops.sub(loops.index(shape.outputHeight), row),
                           loops.index(tiling.rows));
    forEachVector(
        loops, block.channels, tiling.lanes, [&](Value lane, Lanes vector) {
          for (int64_t first = 0; first < countTaps(); first += tiling.taps)
            addTaps(rows, lane, vector, first,
                    std::min(first + tiling.taps, countTaps()));
        });
  }

  /// Adds the products of the taps from `first` to before `last`, for a vector
  /// of channels.
  void addTaps(Value rows, Value lane, Lanes vector, int64_t first,
               int64_t last) {
    SmallVector<Value> sums;
    for (int64_t tap = first; tap < last; ++tap)
      sums.push_back(
          loadLanes(loops, filter, getFilterPlace(tap, lane), vector));
    auto addPixel = [&](Value row, Value column, ValueRange carried) {
      Value pixel = loops.add(loops.mul(row, gradBlock.columns), column);
      Value grad = loadLanes(
          loops, grads,
          loops.add(loops.mul(pixel, gradBlock.getPixelSize()), lane), vector);
      Value start = loops.add(
          loops.mul(loops.add(loops.mul(row, shape.strides[0] * block.columns),
                              loops.mul(column, shape.strides[1])),
                    block.getPixelSize()),
          lane);
      SmallVector<Value> results;
      for (int64_t tap = first; tap < last; ++tap) {
        int64_t tapRow = tap / shape.filterWidth;
        int64_t tapColumn = tap % shape.filterWidth;
        int64_t offset = (tapRow * shape.dilations[0] * block.columns +
                          tapColumn * shape.dilations[1]) *
                         block.getPixelSize();
        Value value =
            loadLanes(loops, source, loops.add(start, offset), vector);
        results.push_back(vector::FMAOp::create(
            loops.builder, loops.location, value, grad, carried[tap - first]));
      }
      return results;
    };
    ValueRange results = loops.loop(
        loops.index(0), rows, 1, sums, [&](Value row, ValueRange carried) {
          return llvm::to_vector(
              loops.loop(loops.index(0), loops.index(shape.outputWidth), 1,
                         carried, [&](Value column, ValueRange values) {
                           return addPixel(row, column, values);
                         }));
        });
    for (int64_t tap = first; tap < last; ++tap)
      storeLanes(loops, results[tap - first], filter, getFilterPlace(tap, lane),
                 vector);
  }

  kernel::DepthwiseKernelGradOp op;
  KernelArguments arguments;
  kernel::ConvolutionShape shape;
  Value extent;
  LoopBuilder &loops;
  Type element;
  int64_t elementBytes;
  schedule::DepthwiseGradTiling tiling;
  FilterPieces pieces;
  ImageBlock block, gradBlock;
  // Of the unit at hand:
  Value channel, source, grads, filter, filterStart;
};
} // namespace

void cpu::generate(kernel::DepthwiseKernelGradOp op, Value extent,
                   LoopBuilder &loops, const schedule::VectorUnit &unit) {
  DepthwiseKernelGradGenerator(op, extent, loops, unit).generate();
}
