//===- ConvolutionOperands.cpp - What convolutions multiply ---------------===//

#include "compiler/CodeGen/CUDA/ConvolutionOperands.h"

#include "compiler/Schedule/ElementTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <numeric>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

SmallVector<Value> cuda::getImageIndices(ShapedType images, Value n, Value y,
                                         Value x, Value channel) {
  switch (images.getRank()) {
  case 2:
    return {n, channel};
  case 3:
    return {n, x, channel};
  default:
    return {n, y, x, channel};
  }
}

SmallVector<Value> cuda::getFilterIndices(ShapedType filter, Value tapY,
                                          Value tapX, Value inputChannel,
                                          Value outputChannel) {
  if (filter.getRank() == 2)
    return {inputChannel, outputChannel};
  return {tapY, tapX, inputChannel, outputChannel};
}

int64_t cuda::getOperandLanes(ValueRange group, int64_t channels) {
  int64_t bytes = schedule::deviceVectorBytes;
  auto data = cast<ShapedType>(group.front().getType());
  for (Value operand : group) {
    auto type = cast<ShapedType>(operand.getType());
    if (type.getShape() == data.getShape())
      bytes = std::min<int64_t>(bytes, type.getElementTypeBitWidth() / 8);
  }
  return std::gcd(schedule::deviceVectorBytes / bytes, channels);
}

Value cuda::all(LoopBuilder &loops, ArrayRef<Value> conditions) {
  Value result = conditions.front();
  for (Value condition : conditions.drop_front())
    result = loops.builder.createOrFold<arith::AndIOp>(loops.location, result,
                                                       condition);
  return result;
}

Value cuda::isInside(LoopBuilder &loops, Value a, int64_t size) {
  return loops.builder.createOrFold<arith::CmpIOp>(
      loops.location, arith::CmpIPredicate::ult, a, loops.index(size));
}

Value cuda::loadInside(LoopBuilder &loops, ValueRange group, Region &prologue,
                       Value inside, ValueRange indices, Lanes lanes) {
  Type element = prologue.front().getTerminator()->getOperand(0).getType();
  Value zero = splat(loops, element, 0, lanes);
  return select(loops, inside, zero, [&]() -> SmallVector<Value> {
    return {loadWithPrologue(loops, group, prologue, indices, lanes)};
  })[0];
}
