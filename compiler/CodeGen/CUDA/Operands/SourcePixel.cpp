//===- SourcePixel.cpp - What pixel a tap of a convolution reads ----------===//

#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

Pixel cuda::getPixel(LoopBuilder &loops, Value place, int64_t height,
                     int64_t width) {
  Value line = loops.div(place, width);
  return {loops.div(line, height), loops.rem(line, height),
          loops.rem(place, width)};
}

Value cuda::all(LoopBuilder &loops, ArrayRef<Value> conditions) {
  Value result;
  for (Value condition : conditions)
    if (condition)
      result = result ? loops.builder.createOrFold<arith::AndIOp>(
                            loops.location, result, condition)
                      : condition;
  return result;
}

Value cuda::isInside(LoopBuilder &loops, Value a, int64_t size) {
  return loops.builder.createOrFold<arith::CmpIOp>(
      loops.location, arith::CmpIPredicate::ult, a, loops.index(size));
}

SourcePixel cuda::testPixel(LoopBuilder &loops, Value y, Value x,
                            int64_t height, int64_t width) {
  return {all(loops, {isInside(loops, y, height), isInside(loops, x, width)}),
          y, x};
}

SourcePixel cuda::getInputPixel(LoopBuilder &loops,
                                const kernel::ConvolutionShape &shape, Value y,
                                Value x, Value tapY, Value tapX) {
  auto map = [&](Value output, Value tap, unsigned dimension) {
    Value start = loops.sub(
        loops.mul(output, shape.strides[dimension]),
        loops.index(shape.padding[2 * static_cast<size_t>(dimension)]));
    return loops.add(start, loops.mul(tap, shape.dilations[dimension]));
  };
  Value inputY = map(y, tapY, 0), inputX = map(x, tapX, 1);
  return testPixel(loops, inputY, inputX, shape.inputHeight, shape.inputWidth);
}

SourcePixel cuda::getOutputPixel(LoopBuilder &loops,
                                 const kernel::ConvolutionShape &shape, Value y,
                                 Value x, Value tapY, Value tapX) {
  SmallVector<Value> conditions;
  auto map = [&](Value input, Value tap, unsigned dimension, int64_t size) {
    int64_t stride = shape.strides[dimension];
    Value start =
        loops.sub(loops.add(input, shape.padding[2 * size_t(dimension)]),
                  loops.mul(tap, shape.dilations[dimension]));
    // A negative start is a huge unsigned one, and remains outside if divided.
    Value output = stride == 1 ? start : loops.div(start, stride);
    conditions.push_back(isInside(loops, output, size));
    if (stride != 1)
      conditions.push_back(loops.equal(loops.rem(start, stride), 0));
    return output;
  };
  Value outputY = map(y, tapY, 0, shape.outputHeight);
  Value outputX = map(x, tapX, 1, shape.outputWidth);
  return {all(loops, conditions), outputY, outputX};
}

SourcePixel cuda::clamp(LoopBuilder &loops, const SourcePixel &pixel) {
  auto keep = [&](Value index) {
    return loops.builder.createOrFold<arith::SelectOp>(
        loops.location, pixel.inside, index, loops.index(0));
  };
  return {pixel.inside, keep(pixel.y), keep(pixel.x)};
}
