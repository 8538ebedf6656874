//===- PhaseResults.cpp - What a convolution's products are stored as -----===//

#include "compiler/CodeGen/CUDA/Results/PhaseResults.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::DimensionPlan;

Pixel PhaseResults::getPixel(Value row) const {
  return phase.halo ? HaloPixels(loops, *phase.halo).getResult(row)
                    : cuda::getPixel(loops, row, phase.height, phase.width);
}

Value PhaseResults::exists(const Pixel &pixel) const {
  if (!phase.halo || phase.halo->isExact())
    return Value();
  return HaloPixels(loops, *phase.halo).isResult(pixel, extent);
}

Pixel PhaseResults::getPixelToLoad(const Pixel &pixel) const {
  Pixel result = pixel;
  if (Value exists = this->exists(pixel))
    for (Value *index : {&result.n, &result.y, &result.x})
      *index = arith::SelectOp::create(loops.builder, loops.location, exists,
                                       *index, loops.index(0));
  return result;
}

SmallVector<Value> PhaseResults::getIndices(const Pixel &pixel,
                                            Value channel) const {
  auto place = [&](Value index, const DimensionPlan &plan, int64_t first) {
    return loops.add(loops.mul(index, plan.phaseStep), first);
  };
  return getImageIndices(arguments.domain,
                         {pixel.n, place(pixel.y, products.height, phaseY),
                          place(pixel.x, products.width, phaseX)},
                         channel);
}

ChannelRange PhaseResults::getChannels(Value group, Value firstColumn) const {
  Value begin = loops.mul(group, products.resultChannels);
  return {loops.add(begin, firstColumn),
          loops.add(begin, products.resultChannels)};
}
