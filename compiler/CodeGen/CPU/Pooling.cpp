//===- Pooling.cpp - Pooling kernels and their gradients ------------------===//

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/CodeGen/PoolWindow.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using kernel::PoolKind;

void cpu::generate(kernel::PoolOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  KernelArguments arguments(op);
  int64_t lanes = unit.getLanes(arguments.element.getIntOrFloatBitWidth() / 8);

  forEachPart(
      loops, arguments, extent, arguments.domain.getDimSize(1), lanes,
      [&](Value n, Value y, BlockSums &sums) {
        forEachPixel(
            loops, arguments.domain, lanes,
            [&](Value x, Value channel, Lanes vector) {
              Value result = pool(op, loops, {n, y, x, channel}, vector);
              sums.storeEpilogue(n, result, {n, y, x, channel}, vector);
            });
      });
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
  // One thread has a whole image, so overlapping windows may add to a pixel:
  // where it is to be, unless that is too narrow for sums.
  auto stored = cast<MemRefType>(arguments.stored[0].getType());
  bool isNarrow = stored.getElementType() != element;
  auto image = MemRefType::get(stored.getShape().drop_front(), element);
  int64_t scratchBytes =
      isNarrow ? image.getNumElements() * element.getIntOrFloatBitWidth() / 8
               : 0;
  loops.parallel(extent, scratchBytes, [&](Value n, Value scratch) {
    Value inputGrad = arguments.stored[0];
    SmallVector<Value> first{n};
    if (isNarrow) {
      inputGrad = memref::ViewOp::create(builder, location, image, scratch,
                                         loops.index(0), ValueRange());
      first.clear();
    }
    auto getPlace = [&](Value y, Value x, Value channel) {
      SmallVector<Value> place(first);
      place.append({y, x, channel});
      return place;
    };
    forEachPixel(loops, arguments.domain, lanes,
                 [&](Value y, Value x, Value channel, Lanes vector) {
                   storeLanes(loops, splat(loops, element, 0, vector),
                              inputGrad, getPlace(y, x, channel), vector);
                 });
    forEachPixel(
        loops, output, lanes,
        [&](Value y, Value x, Value channel, Lanes vector) {
          PoolWindow window = getWindow(op, loops, y, x, arguments.domain);
          Value grad = loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(),
                                        {n, y, x, channel}, vector);
          Value largest;
          if (op.getKind() == PoolKind::Max)
            largest = findLargest(op, loops, window, n, channel, vector);
          else
            grad =
                arith::DivFOp::create(builder, location, grad,
                                      window.getCount(loops, element, vector));
          window.forEachPixel(
              loops, {},
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
                SmallVector<Value> place = getPlace(wy, wx, channel);
                Value sum = loadLanes(loops, inputGrad, place, vector);
                sum = arith::AddFOp::create(builder, location, sum, share);
                storeLanes(loops, sum, inputGrad, place, vector);
                return {};
              });
        });
    if (isNarrow)
      forEachPixel(
          loops, arguments.domain, lanes,
          [&](Value y, Value x, Value channel, Lanes vector) {
            Value sum =
                loadLanes(loops, inputGrad, getPlace(y, x, channel), vector);
            arguments.storeEpilogue(loops, sum, {n, y, x, channel}, vector);
          });
  });
}
