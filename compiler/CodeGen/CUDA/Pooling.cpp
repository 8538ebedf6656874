//===- Pooling.cpp - Pooling kernels and their gradients ------------------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/PoolWindow.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using kernel::PoolKind;

void cuda::generate(kernel::PoolOp op, Value extent, LoopBuilder &loops) {
  launchElements(loops, KernelArguments(op), extent,
                 {nullptr, [&](ValueRange indices, Lanes lanes, ValueRange) {
                    return pool(op, loops, indices, lanes);
                  }});
}

namespace {
/// The outputs whose windows contain a pixel, along one dimension.
struct OutputRange {
  Value begin, end;
};
} // namespace

/// Window o covers the pixels from o * stride - before on, `size` of them, so
/// those with (p + before - size) / stride < o <= (p + before) / stride.
static OutputRange getOutputs(kernel::PoolGradOp op, LoopBuilder &loops,
                              Value pixel, unsigned dimension) {
  int64_t stride = op.getStrides()[dimension];
  int64_t size = op.getWindow()[dimension];
  int64_t before = op.getPadding()[2 * static_cast<size_t>(dimension)];
  auto output = cast<ShapedType>(op.getRhs().front().getType());
  Value first =
      loops.max(loops.add(pixel, before + stride - size), loops.index(0));
  Value last = loops.div(loops.add(pixel, before), stride);
  return {loops.div(first, stride),
          loops.min(loops.add(last, 1),
                    loops.index(output.getDimSize(dimension + 1)))};
}

/// Each input pixel collects its share of the windows that contain it, so no
/// two threads add to the same place.
void cuda::generate(kernel::PoolGradOp op, Value extent, LoopBuilder &loops) {
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  KernelArguments arguments(op);
  Type element = arguments.element;
  int64_t width = arguments.domain.getDimSize(2);
  auto compute = [&](ValueRange indices, Lanes lanes, ValueRange) -> Value {
    Value n = indices[0], y = indices[1], x = indices[2], channel = indices[3];
    OutputRange rows = getOutputs(op, loops, y, 0);
    OutputRange columns = getOutputs(op, loops, x, 1);
    PoolWindow outputs{rows.begin, rows.end, columns.begin, columns.end};
    Value zero = splat(loops, element, 0, lanes);
    return outputs.forEachPixel(
        loops, zero,
        [&](Value outputY, Value outputX,
            ValueRange carried) -> SmallVector<Value> {
          Value share =
              loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(),
                               {n, outputY, outputX, channel}, lanes);
          PoolWindow window =
              getWindow(op, loops, outputY, outputX, arguments.domain);
          if (op.getKind() == PoolKind::Average) {
            share =
                arith::DivFOp::create(builder, location, share,
                                      window.getCount(loops, element, lanes));
          } else {
            Value largest = findLargest(op, loops, window, n, channel, lanes);
            Value position = arith::IndexCastOp::create(
                builder, location, builder.getI32Type(),
                loops.add(loops.mul(y, width), x));
            Value isLargest = arith::CmpIOp::create(
                builder, location, arith::CmpIPredicate::eq, largest,
                broadcast(loops, position, lanes));
            share = arith::SelectOp::create(builder, location, isLargest, share,
                                            zero);
          }
          return {arith::AddFOp::create(builder, location, carried[0], share)};
        })[0];
  };
  launchElements(loops, arguments, extent, {nullptr, compute});
}
