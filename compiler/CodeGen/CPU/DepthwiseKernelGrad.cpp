//===- DepthwiseKernelGrad.cpp - Gradient of a depthwise filter -----------===//
//
// A unit of work has a piece of the batch and a vector of channels. It copies
// some rows of its channels with their padding, and adds for a few taps at a
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
                                                tiling.lanes,
                                                tiling.width.lowest,
                                                tiling.lanes} {}

  void generate() {
    int64_t whole = shape.inputChannels / tiling.lanes;
    int64_t rest = shape.inputChannels % tiling.lanes;
    if (whole > 0)
      generateUnits(whole, [&](Value number) {
        return std::make_pair(loops.mul(number, tiling.lanes), tiling.lanes);
      });
    if (rest > 0)
      generateUnits(1, [&](Value) {
        return std::make_pair(loops.index(whole * tiling.lanes), rest);
      });
    pieces.combine(loops, tiling.lanes);
  }

private:
  /// Pieces times `vectors` vectors of channels, of which `getChannels` gives
  /// the first channel and their number.
  void
  generateUnits(int64_t vectors,
                function_ref<std::pair<Value, int64_t>(Value)> getChannels) {
    loops.parallel(
        loops.index(tiling.pieces * vectors), block.getSize() * elementBytes,
        [&](Value unit, Value scratch) {
          auto [first, valid] = getChannels(loops.rem(unit, vectors));
          channel = first;
          vector = {tiling.lanes, valid};
          block.channels = valid;
          source = loops.view(scratch, 0, element, block.getSize());
          filter = pieces.view(loops);
          sumPiece(loops.div(unit, vectors));
        });
  }

  void sumPiece(Value piece) {
    filterStart = loops.add(pieces.getStart(loops, piece), channel);
    for (int64_t tap = 0; tap < shape.filterHeight * shape.filterWidth; ++tap)
      storeLanes(loops, splat(loops, element, 0, vector), filter,
                 getFilterPlace(tap), vector);
    auto [begin, end] = pieces.getExamples(loops, piece, extent);
    loops.loop(begin, end, [&](Value image) {
      loops.loop(
          shape.outputHeight, [&](Value row) { addRows(image, row); },
          tiling.rows);
    });
  }

  Value getFilterPlace(int64_t tap) {
    return loops.add(filterStart, tap * shape.inputChannels);
  }

  /// Adds a block of output rows of an image.
  void addRows(Value image, Value row) {
    copyImageBlock(loops, block, op.getLhs(), op.getLhsPrologue(), image,
                   loops.index(1),
                   loops.sub(loops.mul(row, shape.strides[0]),
                             loops.index(shape.padding[0])),
                   channel, source);
    int64_t taps = shape.filterHeight * shape.filterWidth;
    for (int64_t first = 0; first < taps; first += tiling.taps)
      addTaps(image, row, first, std::min(first + tiling.taps, taps));
  }

  /// Adds the products of the taps from `first` to before `last`.
  void addTaps(Value image, Value firstRow, int64_t first, int64_t last) {
    SmallVector<Value> sums;
    for (int64_t tap = first; tap < last; ++tap)
      sums.push_back(loadLanes(loops, filter, getFilterPlace(tap), vector));
    auto addPixel = [&](Value row, Value column, ValueRange carried) {
      Value grad = loadWithPrologue(
          loops, op.getRhs(), op.getRhsPrologue(),
          {image, loops.add(firstRow, row), column, channel}, vector);
      Value start =
          loops.mul(loops.add(loops.mul(row, shape.strides[0] * block.columns),
                              loops.mul(column, shape.strides[1])),
                    block.channels);
      SmallVector<Value> results;
      for (int64_t tap = first; tap < last; ++tap) {
        int64_t tapRow = tap / shape.filterWidth;
        int64_t tapColumn = tap % shape.filterWidth;
        int64_t offset = (tapRow * shape.dilations[0] * block.columns +
                          tapColumn * shape.dilations[1]) *
                         block.channels;
        Value value =
            loadLanes(loops, source, loops.add(start, offset), vector);
        results.push_back(vector::FMAOp::create(
            loops.builder, loops.location, value, grad, carried[tap - first]));
      }
      return results;
    };
    ValueRange results =
        loops.loop(loops.index(0), loops.index(tiling.rows), 1, sums,
                   [&](Value row, ValueRange carried) {
                     return llvm::to_vector(loops.loop(
                         loops.index(0), loops.index(shape.outputWidth), 1,
                         carried, [&](Value column, ValueRange values) {
                           return addPixel(row, column, values);
                         }));
                   });
    for (int64_t tap = first; tap < last; ++tap)
      storeLanes(loops, results[tap - first], filter, getFilterPlace(tap),
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
  ImageBlock block;
  // Of the unit at hand:
  Value channel, source, filter, filterStart;
  Lanes vector = {0, 0};
};
} // namespace

void cpu::generate(kernel::DepthwiseKernelGradOp op, Value extent,
                   LoopBuilder &loops, const schedule::VectorUnit &unit) {
  DepthwiseKernelGradGenerator(op, extent, loops, unit).generate();
}
