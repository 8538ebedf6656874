//===- HaloPixels.cpp - The pixels of a block that keeps a halo -----------===//

#include "compiler/CodeGen/CUDA/Operands/HaloPixels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::HaloPatch;
using schedule::TapRange;

Pixel HaloPixels::getOrigin(Value block) {
  Pixel place = getPixel(loops, block, tile.tilesDown, tile.tilesAcross);
  return {loops.mul(place.n, tile.images), loops.mul(place.y, tile.height),
          loops.mul(place.x, tile.width)};
}

Pixel HaloPixels::getPatch(Value number) {
  const HaloPatch &patch = tile.patch;
  Pixel place = getPixel(loops, number, tile.height / patch.height,
                         tile.width / patch.width);
  return {place.n, loops.mul(place.y, patch.height),
          loops.mul(place.x, patch.width)};
}

Pixel HaloPixels::getResult(Value row) {
  const HaloPatch &patch = tile.patch;
  int64_t perBlock = tile.getRows();
  Value place = loops.rem(row, perBlock);
  Pixel origin = getOrigin(loops.div(row, perBlock));
  Pixel first = getPatch(loops.div(place, patch.getResults()));
  Value inPatch = loops.rem(place, patch.getResults());
  Pixel pixel = getPixel(loops, loops.div(inPatch, patch.interleaved),
                         patch.height, patch.width);
  auto add = [&](Value a, Value b, Value c) {
    return loops.add(loops.add(a, b), c);
  };
  return {add(origin.n, loops.mul(first.n, patch.interleaved),
              loops.rem(inPatch, patch.interleaved)),
          add(origin.y, first.y, pixel.y), add(origin.x, first.x, pixel.x)};
}

Value HaloPixels::isResult(const Pixel &pixel, Value images) {
  return all(loops, {loops.less(pixel.n, images),
                     loops.less(pixel.y, loops.index(tile.resultHeight)),
                     loops.less(pixel.x, loops.index(tile.resultWidth))});
}

Pixel HaloPixels::getSource(Value block, Value line) {
  Pixel origin = getOrigin(block);
  int64_t interleaved = tile.patch.interleaved;
  Pixel place = getPixel(loops, loops.div(line, interleaved), tile.planeHeight,
                         tile.planeWidth);
  // Planes of an image follow each other, row by row.
  Pixel plane = getPixel(loops, place.n, tile.stepY, tile.stepX);
  Value image =
      loops.add(loops.mul(plane.n, interleaved), loops.rem(line, interleaved));
  auto getSource = [&](Value origin, Value inPlane, int64_t step, Value plane,
                       int64_t first) {
    Value pixel = loops.mul(loops.add(origin, inPlane), step);
    return loops.add(loops.add(pixel, plane), first);
  };
  return {loops.add(origin.n, image),
          getSource(origin.y, place.y, tile.stepY, plane.y, tile.firstY),
          getSource(origin.x, place.x, tile.stepX, plane.x, tile.firstX)};
}

Halo HaloPixels::getHalo(const TapRange &rowTaps, const TapRange &columnTaps,
                         int64_t turns) {
  auto getLine = [this](Value y, Value x) {
    return loops.mul(loops.add(loops.mul(y, tile.planeWidth), x),
                     tile.patch.interleaved);
  };
  Halo halo;
  halo.lines = tile.getLines();
  halo.turns = turns;
  halo.stride = tile.getCoreStride();
  halo.getBegin = [this, getLine](Value number) {
    Pixel patch = getPatch(number);
    int64_t rows = tile.stepY * tile.stepX * tile.planeHeight;
    return getLine(loops.add(loops.mul(patch.n, rows), patch.y), patch.x);
  };
  halo.getLine = [this](int64_t row) { return tile.getLine(row); };
  halo.getShift = [=, this](Value tap) {
    auto shift = [&](Value number, const TapRange &taps, int64_t first) {
      return loops.add(loops.mul(number, taps.offsetStep),
                       taps.firstOffset - first);
    };
    Value y = shift(loops.div(tap, columnTaps.count), rowTaps, tile.firstY);
    Value x = shift(loops.rem(tap, columnTaps.count), columnTaps, tile.firstX);
    Value plane = loops.add(loops.mul(loops.rem(y, tile.stepY), tile.stepX),
                            loops.rem(x, tile.stepX));
    Value row =
        loops.add(loops.mul(plane, tile.planeHeight), loops.div(y, tile.stepY));
    return getLine(row, loops.div(x, tile.stepX));
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
