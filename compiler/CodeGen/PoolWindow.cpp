//===- PoolWindow.cpp - Windows of pooling kernels ------------------------===//

#include "compiler/CodeGen/PoolWindow.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using kernel::PoolKind;

template <typename Op>
static PoolWindow clipWindow(Op op, LoopBuilder &loops, Value y, Value x,
                             ShapedType image) {
  auto isWhole = [&](size_t dimension) {
    return op.getPadding()[2 * dimension] == 0 &&
           op.getPadding()[2 * dimension + 1] == 0;
  };
  auto clip = [&](Value position, unsigned dimension, int64_t before) {
    Value begin = loops.sub(loops.mul(position, op.getStrides()[dimension]),
                            loops.index(before));
    Value end = loops.add(begin, op.getWindow()[dimension]);
    if (isWhole(dimension))
      return std::make_pair(begin, end);
    return std::make_pair(
        loops.max(begin, loops.index(0)),
        loops.min(end, loops.index(image.getDimSize(dimension + 1))));
  };
  auto [top, bottom] = clip(y, 0, op.getPadding()[0]);
  auto [left, right] = clip(x, 1, op.getPadding()[2]);
  PoolWindow window{top, bottom, left, right};
  if (isWhole(0) && isWhole(1)) {
    window.height = op.getWindow()[0];
    window.width = op.getWindow()[1];
  }
  return window;
}

PoolWindow codegen::getWindow(kernel::PoolGradOp op, LoopBuilder &loops,
                              Value y, Value x, ShapedType image) {
  return clipWindow(op, loops, y, x, image);
}

SmallVector<Value> PoolWindow::forEachPixel(
    LoopBuilder &loops, ValueRange initial,
    function_ref<SmallVector<Value>(Value, Value, ValueRange)> body) const {
  // Pixels of a row whose length is known are loaded together, and so are those
  // of a small window.
  constexpr int64_t mostTogether = 16;
  auto addRow = [&](Value y, ValueRange carried) -> SmallVector<Value> {
    if (width == 0 || width > mostTogether)
      return llvm::to_vector(
          loops.loop(left, right, 1, carried, [&](Value x, ValueRange carried) {
            return body(y, x, carried);
          }));
    SmallVector<Value> values = llvm::to_vector(carried);
    for (int64_t x = 0; x < width; ++x)
      values = body(y, loops.add(left, x), values);
    return values;
  };
  if (height * width == 0 || height * width > mostTogether)
    return llvm::to_vector(loops.loop(top, bottom, 1, initial, addRow));
  SmallVector<Value> values = llvm::to_vector(initial);
  for (int64_t y = 0; y < height; ++y)
    values = addRow(loops.add(top, y), values);
  return values;
}

Value PoolWindow::getCount(LoopBuilder &loops, Type element,
                           Lanes lanes) const {
  OpBuilder &builder = loops.builder;
  if (height * width != 0)
    return splat(loops, element, static_cast<double>(height * width), lanes);
  Value count = loops.mul(loops.sub(bottom, top), loops.sub(right, left));
  Value integer = arith::IndexCastOp::create(builder, loops.location,
                                             builder.getI64Type(), count);
  return broadcast(
      loops, arith::SIToFPOp::create(builder, loops.location, element, integer),
      lanes);
}

Value codegen::pool(kernel::PoolOp op, LoopBuilder &loops, ValueRange indices,
                    Lanes lanes) {
  OpBuilder &builder = loops.builder;
  Type element = op.getDomain().getElementType();
  bool isMax = op.getKind() == PoolKind::Max;
  PoolWindow window =
      clipWindow(op, loops, indices[1], indices[2],
                 cast<ShapedType>(op.getLhs().front().getType()));
  Value initial =
      splat(loops, element,
            isMax ? -std::numeric_limits<double>::infinity() : 0, lanes);
  Value result = window.forEachPixel(
      loops, initial,
      [&](Value y, Value x, ValueRange carried) -> SmallVector<Value> {
        Value pixel = loadWithPrologue(loops, op.getLhs(), op.getLhsPrologue(),
                                       {indices[0], y, x, indices[3]}, lanes);
        if (isMax)
          return {arith::MaximumFOp::create(builder, loops.location, carried[0],
                                            pixel)};
        return {
            arith::AddFOp::create(builder, loops.location, carried[0], pixel)};
      })[0];
  if (isMax)
    return result;
  return arith::DivFOp::create(builder, loops.location, result,
                               window.getCount(loops, element, lanes));
}

Value codegen::findLargest(kernel::PoolGradOp op, LoopBuilder &loops,
                           const PoolWindow &window, Value n, Value channel,
                           Lanes vector) {
  int64_t width = op.getDomain().getDimSize(2);
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  Type element = op.getDomain().getElementType();
  Value lowest =
      splat(loops, element, -std::numeric_limits<double>::infinity(), vector);
  Value nowhere =
      broadcast(loops,
                arith::ConstantOp::create(builder, location,
                                          builder.getI32IntegerAttr(-1)),
                vector);
  return window.forEachPixel(
      loops, {lowest, nowhere},
      [&](Value y, Value x, ValueRange carried) -> SmallVector<Value> {
        Value pixel = loadWithPrologue(loops, op.getLhs(), op.getLhsPrologue(),
                                       {n, y, x, channel}, vector);
        Value position =
            arith::IndexCastOp::create(builder, location, builder.getI32Type(),
                                       loops.add(loops.mul(y, width), x));
        Value greater = arith::CmpFOp::create(
            builder, location, arith::CmpFPredicate::OGT, pixel, carried[0]);
        return {arith::SelectOp::create(builder, location, greater, pixel,
                                        carried[0]),
                arith::SelectOp::create(builder, location, greater,
                                        broadcast(loops, position, vector),
                                        carried[1])};
      })[1];
}
