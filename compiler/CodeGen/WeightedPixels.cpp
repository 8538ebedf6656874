//===- WeightedPixels.cpp - Pixels at computed places ---------------------===//

#include "compiler/CodeGen/WeightedPixels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

namespace {
/// A pixel of the image, and its weight in one that is sampled.
struct WeightedPixel {
  Value y, x, weight;
};
} // namespace

/// What a sampled pixel is made of.
///
/// \param indices the sampled pixel's example, row and column
/// \param rhs the places and the weights
/// \param width of the image
static SmallVector<WeightedPixel> loadWeightedPixels(LoopBuilder &loops,
                                                     ValueRange indices,
                                                     ValueRange rhs,
                                                     int64_t width) {
  constexpr Lanes one{0, 0};
  SmallVector<WeightedPixel> pixels;
  int64_t count = cast<ShapedType>(rhs[0].getType()).getShape().back();
  for (int64_t i = 0; i < count; ++i) {
    SmallVector<Value> number(indices);
    number.push_back(loops.index(i));
    Value place = arith::IndexCastOp::create(
        loops.builder, loops.location, loops.builder.getIndexType(),
        loadLanes(loops, rhs[0], number, one));
    pixels.push_back({loops.div(place, width), loops.rem(place, width),
                      loadLanes(loops, rhs[1], number, one)});
  }
  return pixels;
}

static Value addProduct(LoopBuilder &loops, Value sum, Value value,
                        Value weight, Lanes lanes) {
  Value product = arith::MulFOp::create(loops.builder, loops.location, value,
                                        broadcast(loops, weight, lanes));
  return arith::AddFOp::create(loops.builder, loops.location, sum, product);
}

Value codegen::sumPixels(kernel::SamplePixelsOp op, LoopBuilder &loops,
                         ValueRange indices, Lanes lanes) {
  Value image = op.getLhs().front();
  auto type = cast<ShapedType>(image.getType());
  Value sum = splat(loops, type.getElementType(), 0, lanes);
  for (const WeightedPixel &pixel : loadWeightedPixels(
           loops, indices.drop_back(), op.getRhs(), type.getDimSize(2))) {
    Value value =
        loadLanes(loops, image,
                  {indices.front(), pixel.y, pixel.x, indices.back()}, lanes);
    sum = addProduct(loops, sum, value, pixel.weight, lanes);
  }
  return sum;
}

void codegen::addToPixels(kernel::SamplePixelsGradOp op, LoopBuilder &loops,
                          Value into, ValueRange indices, Lanes lanes) {
  Value grad = loadLanes(loops, op.getLhs().front(), indices, lanes);
  for (const WeightedPixel &pixel :
       loadWeightedPixels(loops, indices.drop_back(), op.getRhs(),
                          op.getDomain().getDimSize(2))) {
    SmallVector<Value> place{indices.front(), pixel.y, pixel.x, indices.back()};
    Value sum = loadLanes(loops, into, place, lanes);
    storeLanes(loops, addProduct(loops, sum, grad, pixel.weight, lanes), into,
               place, lanes);
  }
}
