//===- ConvolutionKernelGrad.cpp - Gradients of convolutions' filters -----===//

#include "compiler/CodeGen/CUDA/KernelGradBlocks.h"
#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Operands/ConvolutionOperands.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

namespace {
/// Multiplies slices of pixels by slices of taps and channels.
class KernelGradGenerator : KernelGradBlocks {
public:
  KernelGradGenerator(kernel::ConvolutionKernelGradOp op,
                      const schedule::KernelGradProduct &product, Value extent,
                      LoopBuilder &loops)
      : KernelGradBlocks(op, product, extent, loops) {}

  void generate() {
    const schedule::ProductTiling &tiling = product.tiling;
    ProductOperand left = getLeft();
    ProductOperand right =
        getRight([this](Value slice, Value offset) -> GradPixel {
          Value place = getPlace(slice, offset);
          return {getOutputPixel(place), loops.less(place, depthEnd)};
        });
    launchBlocks(BlockProduct::getSharedBytes(tiling, left, right, element),
                 [&](const Thread &thread) {
                   firstRow = loops.mul(rowBlock, tiling.rows);
                   int64_t pixels = shape.outputHeight * shape.outputWidth;
                   auto [image, images] = getPiece(extent);
                   depthBegin = loops.mul(image, pixels);
                   Value depth = loops.mul(images, pixels);
                   // Of a piece without images too, what is loaded is there.
                   depthEnd = loops.min(loops.add(depthBegin, depth),
                                        loops.mul(extent, pixels));
                   storeResults(thread,
                                BlockProduct(loops, thread, tiling, element)
                                    .run(left, right,
                                         loops.ceilDiv(depth, tiling.depth)));
                 });
  }

private:
  /// The pixel of the output at a place of the depth, or the last one.
  Pixel getOutputPixel(Value place) {
    return getPixel(loops,
                    loops.min(place, loops.sub(depthEnd, loops.index(1))),
                    shape.outputHeight, shape.outputWidth);
  }

  Value getPlace(Value slice, Value offset) {
    return loops.add(
        loops.add(depthBegin, loops.mul(slice, product.tiling.depth)), offset);
  }

  ProductOperand getLeft() {
    int64_t lanes = getOperandLanes(op.getLhs(), inputChannels);
    auto images = cast<ShapedType>(op.getLhs().front().getType());
    ProductOperand operand(op.getLhs(), op.getLhsPrologue(),
                           product.tiling.rows, /*alongDepth=*/false, lanes);
    operand.locate = [=, this](Value position, Value slice,
                               Value offset) -> OperandPlace {
      Value place = getPlace(slice, offset);
      Value row = loops.add(firstRow, position);
      Value isResult = loops.less(row, loops.index(product.rows));
      Value isSummed = loops.less(place, depthEnd);
      row = loops.min(row, loops.index(product.rows - lanes));
      Value tap = loops.div(row, inputChannels);
      Value tapY = loops.div(tap, shape.filterWidth);
      Value tapX = loops.rem(tap, shape.filterWidth);
      Pixel output = getOutputPixel(place);
      SourcePixel input = clamp(
          loops, getInputPixel(loops, shape, output.y, output.x, tapY, tapX));
      Value channel = loops.add(loops.mul(group, inputChannels),
                                loops.rem(row, inputChannels));
      return {getImageIndices(images, {output.n, input.y, input.x}, channel),
              all(loops, {isResult, isSummed, input.inside})};
    };
    return operand;
  }

  void storeResults(const Thread &thread, Value results) {
    int64_t bytes = arguments.element.getIntOrFloatBitWidth() / 8;
    int64_t lanes =
        std::gcd(schedule::deviceVectorBytes / bytes, outputChannels);
    schedule::ElementTiling stores =
        schedule::tileResults(product.tiling, shape.outputChannels, lanes);
    Value groupBegin = loops.mul(group, outputChannels);
    ChannelRange channels{loops.add(groupBegin, firstColumn),
                          loops.add(groupBegin, outputChannels)};
    Thread block = thread;
    block.block = rowBlock;
    auto fetch = [&](Value row, Value channel) -> SmallVector<Value> {
      return {loadLanes(
          loops, results,
          {loops.sub(row, firstRow), loops.sub(channel, channels.begin)},
          getLanes(lanes))};
    };
    auto store = [&](Value row, Value channel, ValueRange fetched,
                     ValueRange) -> SmallVector<Value> {
      storeSum(fetched.front(), row, channel, getLanes(lanes));
      return {};
    };
    forEachRow(loops, block, stores, channels, loops.index(product.rows), {},
               fetch, store);
  }

  // Of the block at hand.
  Value firstRow, depthBegin, depthEnd;
};
} // namespace

void cuda::generate(kernel::ConvolutionKernelGradOp op, Value extent,
                    LoopBuilder &loops, const schedule::DeviceUnit &device) {
  schedule::KernelGradProduct product = schedule::planKernelGrad(
      op.getShape(), schedule::getProductType(op), device);
  if (product.halo)
    generateTapGrad(op, product, extent, loops, device.sharedBytes);
  else
    KernelGradGenerator(op, product, extent, loops).generate();
}
