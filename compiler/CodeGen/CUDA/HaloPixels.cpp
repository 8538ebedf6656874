//===- HaloPixels.cpp - The pixels of a block that keeps a halo -----------===//

#include "compiler/CodeGen/CUDA/HaloPixels.h"

#include "compiler/CodeGen/CUDA/ConvolutionOperands.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::HaloTile;
using schedule::TapRange;

Pixel HaloPixels::getOrigin(Value block) {
  Pixel place = getPixel(loops, block, tile.tilesDown, tile.tilesAcross);
  return {loops.mul(place.n, tile.images), loops.mul(place.y, tile.height),
          loops.mul(place.x, tile.width)};
}

Pixel HaloPixels::getSquare(Value number) {
  constexpr int64_t side = HaloTile::side;
  Pixel square = getPixel(loops, number, tile.height / side, tile.width / side);
  return {square.n, loops.mul(square.y, side), loops.mul(square.x, side)};
}

Pixel HaloPixels::getResult(Value row) {
  constexpr int64_t side = HaloTile::side, square = side * side;
  int64_t perBlock = tile.getRows();
  Value place = loops.rem(row, perBlock);
  Pixel origin = getOrigin(loops.div(row, perBlock));
  Pixel first = getSquare(loops.div(place, square));
  Pixel inSquare = getPixel(loops, loops.rem(place, square), side, side);
  auto add = [&](Value a, Value b, Value c) {
    return loops.add(loops.add(a, b), c);
  };
  return {loops.add(origin.n, first.n), add(origin.y, first.y, inSquare.y),
          add(origin.x, first.x, inSquare.x)};
}

Value HaloPixels::isResult(const Pixel &pixel, Value images) {
  return all(loops, {loops.less(pixel.n, images),
                     loops.less(pixel.y, loops.index(tile.resultHeight)),
                     loops.less(pixel.x, loops.index(tile.resultWidth))});
}

Pixel HaloPixels::getSource(Value block, Value line) {
  Pixel origin = getOrigin(block);
  Pixel place = getPixel(loops, line, tile.sourceHeight, tile.sourceWidth);
  auto add = [&](Value a, Value b, int64_t c) {
    return loops.add(loops.add(a, b), c);
  };
  return {loops.add(origin.n, place.n), add(origin.y, place.y, tile.firstY),
          add(origin.x, place.x, tile.firstX)};
}

Halo HaloPixels::getHalo(const TapRange &rowTaps, const TapRange &columnTaps,
                         int64_t turns) {
  auto getLine = [this](Value y, Value x) {
    return loops.add(loops.mul(y, tile.sourceWidth), x);
  };
  Halo halo;
  halo.lines = tile.getLines();
  halo.turns = turns;
  halo.stride = tile.sourceWidth;
  halo.getBegin = [this, getLine](Value number) {
    Pixel square = getSquare(number);
    Value image = loops.mul(square.n, tile.sourceHeight * tile.sourceWidth);
    return loops.add(image, getLine(square.y, square.x));
  };
  halo.getShift = [=, this](Value tap) {
    auto shift = [&](Value number, const TapRange &taps, int64_t first) {
      return loops.add(loops.mul(number, taps.offsetStep),
                       taps.firstOffset - first);
    };
    return getLine(
        shift(loops.div(tap, columnTaps.count), rowTaps, tile.firstY),
        shift(loops.rem(tap, columnTaps.count), columnTaps, tile.firstX));
  };
  return halo;
}

/// Whether what a pixel's channel is computed from follows from its number.
static bool areByPixelOrChannel(ValueRange group) {
  auto domain = cast<ShapedType>(group.front().getType());
  return llvm::all_of(group, [&](Value value) {
    switch (*kernel::getBroadcast(cast<ShapedType>(value.getType()), domain)) {
    case kernel::Broadcast::Element:
    case kernel::Broadcast::Channel:
    case kernel::Broadcast::Scalar:
      return true;
    default:
      return false;
    }
  });
}

void cuda::locateKept(LoopBuilder &loops, ProductOperand &operand,
                      const KeptPixels &kept) {
  auto images = cast<ShapedType>(operand.group.front().getType());
  bool alongDepth = operand.alongDepth;
  operand.locate = [=, &loops](Value position, Value slice,
                               Value depth) -> OperandPlace {
    Value line = alongDepth ? position : depth;
    auto [pixel, inside] = kept.find(line, slice);
    return {
        getImageIndices(images, pixel, kept.getChannel(slice, position, depth)),
        inside};
  };
  if (!areByPixelOrChannel(operand.group))
    return;
  operand.halo->findPixel = [=, &loops](Value line, Value slice) -> Value {
    auto [pixel, inside] = kept.find(line, slice);
    Value row = loops.add(loops.mul(pixel.n, kept.height), pixel.y);
    Value number = loops.add(loops.mul(row, kept.width), pixel.x);
    return arith::SelectOp::create(loops.builder, loops.location, inside,
                                   number, loops.index(-1));
  };
  // Images lie behind each other, as rows do in them.
  operand.halo->locate = [=, &loops](Value number, Value slice, Value position,
                                     Value depth) -> OperandPlace {
    Value zero = loops.index(0);
    return {getImageIndices(images, {zero, zero, loops.max(number, zero)},
                            kept.getChannel(slice, position, depth)),
            loops.less(loops.index(-1), number)};
  };
}
