//===- ConvolutionTapGrad.cpp - Gradients of filters whose taps share -----===//
//
// A block has 64 input and 64 output channels for all taps. In a turn it
// multiplies a tile of the output's gradient by the pixels of the input that it
// was computed from, which are kept with a halo: each tap reads them from
// another one on.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CUDA/KernelGradBlocks.h"
#include "compiler/CodeGen/CUDA/Operands/ConvolutionOperands.h"
#include "compiler/CodeGen/CUDA/Operands/HaloPixels.h"
#include "compiler/CodeGen/CUDA/Products/StreamedProduct.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

namespace {
class TapGradGenerator : KernelGradBlocks {
public:
  TapGradGenerator(kernel::ConvolutionKernelGradOp op,
                   const schedule::KernelGradProduct &product, Value extent,
                   LoopBuilder &loops, int64_t sharedBytes)
      : KernelGradBlocks(op, product, extent, loops), halo(*product.halo),
        pixels(loops, halo), sharedBytes(sharedBytes) {}

  void generate() {
    const schedule::ProductTiling &tiling = product.tiling;
    ProductOperand left = getLeft();
    ProductOperand right = getRight([this](Value slice, Value place) {
      return getGradPixel(slice, place);
    });
    StreamedProduct products(tiling, left, right, element, sharedBytes);
    launchBlocks(products.getBytes(), [&](const Thread &thread) {
      Value turns;
      std::tie(firstTile, turns) =
          getPiece(loops.mul(loops.ceilDiv(extent, halo.images),
                             halo.tilesDown * halo.tilesAcross));
      std::unique_ptr<ProductCode> code =
          makeWarpgroupTapProduct(loops, thread, tiling);
      StreamedProduct::Work work;
      work.finish = [&](Value, ValueRange sums) { storeSums(*code, sums); };
      products.run(loops, thread, *code, /*tiles=*/loops.index(1), turns, work);
    });
  }

private:
  void storeSums(ProductCode &code, ValueRange sums) {
    code.forEachResult(
        sums, [&](Value row, Value column, Value values, Lanes lanes) {
          Value tap = loops.div(row, halo.channels);
          Value channel = loops.add(loops.mul(rowBlock, halo.channels),
                                    loops.rem(row, halo.channels));
          column = loops.add(firstColumn, column);
          loops.when(loops.less(column, loops.index(outputChannels)), [&] {
            storeSum(values, loops.add(loops.mul(tap, inputChannels), channel),
                     getOutputChannel(column), lanes);
          });
        });
  }

  /// Channels of the input, and the pixels that a tile's pixels read.
  ProductOperand getLeft() {
    int64_t lanes = getOperandLanes(op.getLhs(), inputChannels);
    ProductOperand operand(op.getLhs(), op.getLhsPrologue(), halo.channels,
                           /*alongDepth=*/false, lanes);
    operand.halo = pixels.getHalo(product.rowTaps, product.columnTaps,
                                  /*turns=*/1);
    KeptPixels kept{shape.inputHeight, shape.inputWidth, {}, {}};
    kept.getChannel = [this](Value, Value position, Value) {
      Value block = loops.mul(rowBlock, halo.channels);
      return loops.add(loops.mul(group, inputChannels),
                       loops.add(block, position));
    };
    kept.find = [this](Value line, Value slice) -> std::pair<Pixel, Value> {
      Pixel pixel = pixels.getSource(loops.add(firstTile, slice), line);
      SourcePixel clamped =
          clamp(loops, testPixel(loops, pixel.y, pixel.x, shape.inputHeight,
                                 shape.inputWidth));
      return {{getImage(pixel), clamped.y, clamped.x}, clamped.inside};
    };
    locateKept(loops, operand, kept);
    return operand;
  }

  /// A tile's pixel: a zero beside the image.
  GradPixel getGradPixel(Value slice, Value place) {
    Value tile = loops.add(firstTile, slice);
    Pixel pixel = pixels.getResult(
        loops.add(loops.mul(tile, product.tiling.depth), place));
    SourcePixel kept =
        clamp(loops, {pixels.isResult(pixel, extent), pixel.y, pixel.x});
    return {{getImage(pixel), kept.y, kept.x}, kept.inside};
  }

  /// Tiles behind the last image are loaded from that one.
  Value getImage(const Pixel &pixel) {
    return loops.min(pixel.n, loops.sub(extent, loops.index(1)));
  }

  const schedule::HaloTile &halo;
  HaloPixels pixels;
  int64_t sharedBytes; ///< that a block can have
  Value firstTile;     ///< of the block at hand
};
} // namespace

void cuda::generateTapGrad(kernel::ConvolutionKernelGradOp op,
                           const schedule::KernelGradProduct &product,
                           Value extent, LoopBuilder &loops,
                           int64_t sharedBytes) {
  TapGradGenerator(op, product, extent, loops, sharedBytes).generate();
}
