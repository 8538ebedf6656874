//===- ConvolutionOperands.cpp - What convolutions multiply ---------------===//

#include "compiler/CodeGen/CUDA/Operands/ConvolutionOperands.h"

#include "compiler/Schedule/CUDA/ElementTiling.h"

#include <numeric>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

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
