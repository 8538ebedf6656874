//===- SamplePixels.cpp - Images sampled at computed places ---------------===//

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/WeightedPixels.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

void cpu::generate(kernel::SamplePixelsOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  KernelArguments arguments(op);
  int64_t lanes = unit.getLanes(arguments.element.getIntOrFloatBitWidth() / 8);
  forEachPart(loops, arguments, extent, arguments.domain.getDimSize(1), lanes,
              [&](Value n, Value y, BlockSums &sums) {
                forEachPixel(loops, arguments.domain, lanes,
                             [&](Value x, Value channel, Lanes vector) {
                               SmallVector<Value> indices{n, y, x, channel};
                               Value sum =
                                   sumPixels(op, loops, indices, vector);
                               sums.storeEpilogue(n, sum, indices, vector);
                             });
              });
}

/// One thread has a whole image: several pixels may be added to one place.
void cpu::generate(kernel::SamplePixelsGradOp op, Value extent,
                   LoopBuilder &loops, const schedule::VectorUnit &unit) {
  KernelArguments arguments(op);
  Type element = arguments.element;
  int64_t lanes = unit.getLanes(element.getIntOrFloatBitWidth() / 8);
  Value into = arguments.stored.front();
  loops.parallel(extent, 0, [&](Value n, Value) {
    forEachPixel(loops, arguments.domain, lanes,
                 [&](Value y, Value x, Value channel, Lanes vector) {
                   storeLanes(loops, splat(loops, element, 0, vector), into,
                              {n, y, x, channel}, vector);
                 });
    forEachPixel(loops, cast<ShapedType>(op.getLhs().front().getType()), lanes,
                 [&](Value y, Value x, Value channel, Lanes vector) {
                   addToPixels(op, loops, into, {n, y, x, channel}, vector);
                 });
  });
}
