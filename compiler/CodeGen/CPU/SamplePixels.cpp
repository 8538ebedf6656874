//===- SamplePixels.cpp - Images sampled at computed places ---------------===//

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/LoopNest.h"
#include "compiler/CodeGen/WeightedPixels.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

void cpu::generate(kernel::SamplePixelsOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  KernelArguments arguments(op);
  RankedTensorType domain = arguments.domain;
  int64_t lanes = unit.getLanes(arguments.element.getIntOrFloatBitWidth() / 8);
  forEachPart(loops, arguments, extent, domain.getDimSize(1), lanes,
              [&](Value n, Value y, BlockSums &sums) {
                loops.loop(domain.getDimSize(2), [&](Value x) {
                  forEachVector(loops, domain.getDimSize(3), lanes,
                                [&](Value channel, Lanes vector) {
                                  SmallVector<Value> indices{n, y, x, channel};
                                  sums.storeEpilogue(
                                      n, sumPixels(op, loops, indices, vector),
                                      indices, vector);
                                });
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
  auto forEachPixel = [&](Value n, ShapedType images,
                          function_ref<void(ValueRange, Lanes)> body) {
    forEachIndex(loops, {{0, images.getDimSize(1)}, {0, images.getDimSize(2)}},
                 [&](ArrayRef<Value> pixel) {
                   forEachVector(
                       loops, images.getDimSize(3), lanes,
                       [&](Value channel, Lanes vector) {
                         body({n, pixel[0], pixel[1], channel}, vector);
                       });
                 });
  };
  loops.parallel(extent, 0, [&](Value n, Value) {
    forEachPixel(n, arguments.domain, [&](ValueRange place, Lanes vector) {
      storeLanes(loops, splat(loops, element, 0, vector), into, place, vector);
    });
    forEachPixel(n, cast<ShapedType>(op.getLhs().front().getType()),
                 [&](ValueRange place, Lanes vector) {
                   addToPixels(op, loops, into, place, vector);
                 });
  });
}
