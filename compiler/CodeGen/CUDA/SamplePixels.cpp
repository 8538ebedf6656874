//===- SamplePixels.cpp - Images sampled at computed places ---------------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/LoopNest.h"
#include "compiler/CodeGen/WeightedPixels.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

void cuda::generate(kernel::SamplePixelsOp op, Value extent,
                    LoopBuilder &loops) {
  launchElements(loops, KernelArguments(op), extent,
                 {nullptr, [&](ValueRange indices, Lanes lanes, ValueRange) {
                    return sumPixels(op, loops, indices, lanes);
                  }});
}

/// A thread has some channels of a whole image: several pixels may be added to
/// one place, and the order has to be the same in every run. Few networks have
/// weights before what they sample.
void cuda::generate(kernel::SamplePixelsGradOp op, Value extent,
                    LoopBuilder &loops) {
  KernelArguments arguments(op);
  RankedTensorType images = arguments.domain;
  int64_t width = schedule::getDeviceLanes(op);
  Lanes lanes = getLanes(width);
  int64_t vectors = images.getDimSize(3) / width;
  Value threads = loops.mul(extent, vectors);
  Value into = arguments.stored.front();
  LaunchShape shape;
  shape.threads = warpSize;
  shape.blocks = loops.ceilDiv(threads, shape.threads);
  launch(loops, shape, [&](const Thread &thread) {
    Value number =
        loops.add(loops.mul(thread.block, shape.threads), thread.number);
    Value n = loops.div(number, vectors);
    Value channel = loops.mul(loops.rem(number, vectors), width);
    auto forEachPixel = [&](ShapedType type,
                            function_ref<void(ValueRange)> body) {
      forEachIndex(loops, {{0, type.getDimSize(1)}, {0, type.getDimSize(2)}},
                   [&](ArrayRef<Value> pixel) {
                     body({n, pixel[0], pixel[1], channel});
                   });
    };
    loops.when(loops.less(number, threads), [&] {
      forEachPixel(images, [&](ValueRange place) {
        storeLanes(loops, splat(loops, arguments.element, 0, lanes), into,
                   place, lanes);
      });
      forEachPixel(cast<ShapedType>(op.getLhs().front().getType()),
                   [&](ValueRange place) {
                     addToPixels(op, loops, into, place, lanes);
                   });
    });
  });
}
