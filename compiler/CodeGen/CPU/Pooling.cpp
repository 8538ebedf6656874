//===- Pooling.cpp - Pooling kernels and their gradients ------------------===//

#include "compiler/CodeGen/CPU/KernelArguments.h"
#include "compiler/CodeGen/CPU/Kernels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::cpu;
using kernel::PoolKind;

namespace {
/// A window's part that lies inside the image.
struct Window {
  Value top, bottom, left, right;
};
} // namespace

template <typename Op>
static Window getWindow(Op op, LoopBuilder &loops, Value y, Value x,
                        ShapedType image) {
  auto clip = [&](Value position, unsigned dimension, int64_t before) {
    Value begin = loops.sub(loops.mul(position, op.getStrides()[dimension]),
                            loops.index(before));
    Value end = loops.add(begin, op.getWindow()[dimension]);
    return std::make_pair(
        loops.max(begin, loops.index(0)),
        loops.min(end, loops.index(image.getDimSize(dimension + 1))));
  };
  auto [top, bottom] = clip(y, 0, op.getPadding()[0]);
  auto [left, right] = clip(x, 1, op.getPadding()[2]);
  return {top, bottom, left, right};
}

/// Carries values over all pixels of a window.
static SmallVector<Value>
forEachPixel(LoopBuilder &loops, const Window &window, ValueRange initial,
             function_ref<SmallVector<Value>(Value, Value, ValueRange)> body) {
  return llvm::to_vector(loops.loop(
      window.top, window.bottom, 1, initial,
      [&](Value y, ValueRange row) -> SmallVector<Value> {
        return llvm::to_vector(loops.loop(
            window.left, window.right, 1, row,
            [&](Value x, ValueRange carried) { return body(y, x, carried); }));
      }));
}

/// Pixels in a window, as a float in every lane.
static Value getCount(LoopBuilder &loops, const Window &window, Type element,
                      Lanes lanes) {
  OpBuilder &builder = loops.builder;
  Value count = loops.mul(loops.sub(window.bottom, window.top),
                          loops.sub(window.right, window.left));
  Value integer = arith::IndexCastOp::create(builder, loops.location,
                                             builder.getI64Type(), count);
  return broadcast(
      loops, arith::SIToFPOp::create(builder, loops.location, element, integer),
      lanes);
}

/// Calls the body for every output pixel of an image and vector of channels.
static void forEachOutput(LoopBuilder &loops, ShapedType output, int64_t lanes,
                          function_ref<void(Value, Value, Value, Lanes)> body) {
  loops.loop(output.getDimSize(1), [&](Value y) {
    loops.loop(output.getDimSize(2), [&](Value x) {
      forEachVector(
          loops, output.getDimSize(3), lanes,
          [&](Value channel, Lanes vector) { body(y, x, channel, vector); });
    });
  });
}

void cpu::generate(kernel::PoolOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  OpBuilder &builder = loops.builder;
  KernelArguments arguments(op);
  Type element = arguments.element;
  int64_t lanes = unit.getLanes(element.getIntOrFloatBitWidth() / 8);
  int64_t channels = arguments.domain.getDimSize(3);
  auto image = cast<ShapedType>(op.getLhs().front().getType());
  bool isMax = op.getKind() == PoolKind::Max;

  loops.parallel(extent, 0, [&](Value n, Value) {
    arguments.zeroBlockSums(loops, extent, n, channels, lanes);
    forEachOutput(
        loops, arguments.domain, lanes,
        [&](Value y, Value x, Value channel, Lanes vector) {
          Window window = getWindow(op, loops, y, x, image);
          Value initial = splat(
              loops, element,
              isMax ? -std::numeric_limits<double>::infinity() : 0, vector);
          Value result = forEachPixel(
              loops, window, initial,
              [&](Value wy, Value wx,
                  ValueRange carried) -> SmallVector<Value> {
                Value pixel =
                    loadWithPrologue(loops, op.getLhs(), op.getLhsPrologue(),
                                     {n, wy, wx, channel}, vector);
                if (isMax)
                  return {arith::MaximumFOp::create(builder, loops.location,
                                                    carried[0], pixel)};
                return {arith::AddFOp::create(builder, loops.location,
                                              carried[0], pixel)};
              })[0];
          if (!isMax)
            result =
                arith::DivFOp::create(builder, loops.location, result,
                                      getCount(loops, window, element, vector));
          SmallVector<Value> sums = arguments.storeEpilogue(
              loops, result, {n, y, x, channel}, vector);
          arguments.addBlockSums(loops, extent, n, channels, sums, channel,
                                 vector);
        });
  });
  arguments.combineBlockSums(loops, extent, channels, lanes);
}

/// Where the window's first largest element lies, as y * width + x in every
/// lane.
static Value findLargest(kernel::PoolGradOp op, LoopBuilder &loops,
                         const Window &window, Value n, Value channel,
                         Lanes vector, int64_t width) {
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
  return forEachPixel(
      loops, window, {lowest, nowhere},
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

void cpu::generate(kernel::PoolGradOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  KernelArguments arguments(op);
  Type element = arguments.element;
  int64_t lanes = unit.getLanes(element.getIntOrFloatBitWidth() / 8);
  int64_t width = arguments.domain.getDimSize(2);
  auto output = cast<ShapedType>(op.getRhs().front().getType());
  Value inputGrad = arguments.stored[0];

  // One thread has a whole image, so overlapping windows may add to a pixel.
  loops.parallel(extent, 0, [&](Value n, Value) {
    forEachOutput(loops, arguments.domain, lanes,
                  [&](Value y, Value x, Value channel, Lanes vector) {
                    storeLanes(loops, splat(loops, element, 0, vector),
                               inputGrad, {n, y, x, channel}, vector);
                  });
    forEachOutput(
        loops, output, lanes,
        [&](Value y, Value x, Value channel, Lanes vector) {
          Window window = getWindow(op, loops, y, x, arguments.domain);
          Value grad = loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(),
                                        {n, y, x, channel}, vector);
          Value largest;
          if (op.getKind() == PoolKind::Max)
            largest = findLargest(op, loops, window, n, channel, vector, width);
          else
            grad =
                arith::DivFOp::create(builder, location, grad,
                                      getCount(loops, window, element, vector));
          forEachPixel(
              loops, window, {},
              [&](Value wy, Value wx, ValueRange) -> SmallVector<Value> {
                Value share = grad;
                if (largest) {
                  Value position = arith::IndexCastOp::create(
                      builder, location, builder.getI32Type(),
                      loops.add(loops.mul(wy, width), wx));
                  Value here = arith::CmpIOp::create(
                      builder, location, arith::CmpIPredicate::eq, largest,
                      broadcast(loops, position, vector));
                  share =
                      arith::SelectOp::create(builder, location, here, grad,
                                              splat(loops, element, 0, vector));
                }
                SmallVector<Value> place{n, wy, wx, channel};
                Value sum = loadLanes(loops, inputGrad, place, vector);
                sum = arith::AddFOp::create(builder, location, sum, share);
                storeLanes(loops, sum, inputGrad, place, vector);
                return {};
              });
        });
  });
}
