//===- ConvolutionKernelGrad.cpp - Gradients of convolutions' filters -----===//
//
// A row is a tap and an input channel, a column an output channel, and the
// depth runs over the output's pixels. Pieces of the batch are summed apart, so
// that there are blocks enough, and then added up in order.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CUDA/ChannelSums.h"
#include "compiler/CodeGen/CUDA/ConvolutionOperands.h"
#include "compiler/CodeGen/CUDA/Kernels.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

namespace {
class KernelGradGenerator {
public:
  KernelGradGenerator(kernel::ConvolutionKernelGradOp op, Value extent,
                      LoopBuilder &loops)
      : op(op), arguments(op), shape(op.getShape()), extent(extent),
        loops(loops), element(schedule::getProductType(op)),
        product(schedule::planKernelGrad(shape, element)),
        inputChannels(shape.inputChannels / shape.groups),
        outputChannels(shape.outputChannels / shape.groups) {}

  void generate() {
    const schedule::ProductTiling &tiling = product.tiling;
    int64_t columnBlocks = tiling.getColumnBlocks(outputChannels);
    Value pieces = loops.index(product.pieces), pieceRows;
    if (product.pieces > 1)
      pieceRows =
          viewRows(loops, arguments.workspaces.front(), pieces,
                   arguments.domain.getNumElements(), arguments.element);
    ProductOperand left = getLeft(), right = getRight();
    LaunchShape launchShape{
        loops.index(product.getRowBlocks() * product.pieces),
        columnBlocks * shape.groups, tiling.threads,
        BlockProduct::getSharedBytes(tiling, left, right, element)};
    launch(loops, launchShape, [&](const Thread &thread) {
      Value piece = loops.div(thread.block, product.getRowBlocks());
      firstRow = loops.mul(loops.rem(thread.block, product.getRowBlocks()),
                           tiling.rows);
      group = loops.div(thread.blockY, columnBlocks);
      firstColumn =
          loops.mul(loops.rem(thread.blockY, columnBlocks), tiling.columns);
      Value images = loops.ceilDiv(extent, product.pieces);
      Value begin = loops.mul(piece, images);
      Value end = loops.min(loops.add(begin, images), extent);
      int64_t pixels = shape.outputHeight * shape.outputWidth;
      depthEnd = loops.mul(end, pixels);
      Value results = BlockProduct(loops, thread, tiling, element)
                          .run(left, right, loops.mul(begin, pixels), depthEnd);
      storeResults(thread, results, piece, pieceRows);
    });
    if (product.pieces > 1)
      addUpRows(loops, pieceRows, pieces, arguments.domain.getNumElements(),
                [&](Value total, Value place) {
                  int64_t columns = shape.outputChannels;
                  storeResult(total, loops.div(place, columns),
                              loops.rem(place, columns), {0, 0});
                });
  }

private:
  Pixel getOutputPixel(Value place) {
    return getPixel(loops, place, shape.outputHeight, shape.outputWidth);
  }

  ProductOperand getLeft() {
    int64_t lanes = getOperandLanes(op.getLhs(), inputChannels);
    auto images = cast<ShapedType>(op.getLhs().front().getType());
    auto load = [this, lanes, images](Value position, Value place) {
      Value row = loops.add(firstRow, position);
      Value tap = loops.div(row, inputChannels);
      Value tapY = loops.div(tap, shape.filterWidth);
      Value tapX = loops.rem(tap, shape.filterWidth);
      Pixel output = getOutputPixel(place);
      SourcePixel input =
          getInputPixel(loops, shape, output.y, output.x, tapY, tapX);
      Value inside = all(loops, {loops.less(row, loops.index(product.rows)),
                                 loops.less(place, depthEnd), input.inside});
      Value channel = loops.add(loops.mul(group, inputChannels),
                                loops.rem(row, inputChannels));
      return loadInside(
          loops, op.getLhs(), op.getLhsPrologue(), inside,
          getImageIndices(images, {output.n, input.y, input.x}, channel),
          getLanes(lanes));
    };
    return {/*alongDepth=*/false, lanes, load};
  }

  ProductOperand getRight() {
    int64_t lanes = getOperandLanes(op.getRhs(), outputChannels);
    auto grads = cast<ShapedType>(op.getRhs().front().getType());
    auto load = [this, lanes, grads](Value position, Value place) {
      Value column = loops.add(firstColumn, position);
      Value inside =
          all(loops, {loops.less(column, loops.index(outputChannels)),
                      loops.less(place, depthEnd)});
      Value channel = loops.add(loops.mul(group, outputChannels), column);
      return loadInside(loops, op.getRhs(), op.getRhsPrologue(), inside,
                        getImageIndices(grads, getOutputPixel(place), channel),
                        getLanes(lanes));
    };
    return {/*alongDepth=*/false, lanes, load};
  }

  /// The filter's elements from (row, output channel) on.
  void storeResult(Value value, Value row, Value channel, Lanes lanes) {
    Value tap = loops.div(row, inputChannels);
    arguments.storeEpilogue(
        loops, value,
        getFilterIndices(arguments.domain, loops.div(tap, shape.filterWidth),
                         loops.rem(tap, shape.filterWidth),
                         loops.rem(row, inputChannels), channel),
        lanes);
  }

  void storeResults(const Thread &thread, Value results, Value piece,
                    Value pieceRows) {
    int64_t bytes = arguments.element.getIntOrFloatBitWidth() / 8;
    int64_t lanes =
        std::gcd(schedule::deviceVectorBytes / bytes, outputChannels);
    schedule::ElementTiling stores =
        schedule::tileResults(product.tiling, shape.outputChannels, lanes);
    Value groupBegin = loops.mul(group, outputChannels);
    ChannelRange channels{loops.add(groupBegin, firstColumn),
                          loops.add(groupBegin, outputChannels)};
    Thread block = thread;
    block.block = loops.rem(thread.block, product.getRowBlocks());
    forEachRow(
        loops, block, stores, channels, loops.index(product.rows), {},
        [&](Value row, Value channel, ValueRange) -> SmallVector<Value> {
          Value result = loadLanes(
              loops, results,
              {loops.sub(row, firstRow), loops.sub(channel, channels.begin)},
              getLanes(lanes));
          if (pieceRows)
            storeLanes(loops, result, pieceRows,
                       {piece, loops.add(loops.mul(row, shape.outputChannels),
                                         channel)},
                       getLanes(lanes));
          else
            storeResult(result, row, channel, getLanes(lanes));
          return {};
        });
  }

  kernel::ConvolutionKernelGradOp op;
  KernelArguments arguments;
  kernel::ConvolutionShape shape;
  Value extent;
  LoopBuilder &loops;
  Type element;
  schedule::KernelGradProduct product;
  int64_t inputChannels, outputChannels; ///< of a group
  // Of the block at hand.
  Value firstRow, firstColumn, group, depthEnd;
};
} // namespace

void cuda::generate(kernel::ConvolutionKernelGradOp op, Value extent,
                    LoopBuilder &loops) {
  KernelGradGenerator(op, extent, loops).generate();
}
