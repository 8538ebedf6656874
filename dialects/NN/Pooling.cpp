//===- Pooling.cpp - Windows, and the verification of pooling -------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/Window.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::nn;

std::pair<int64_t, int64_t> nn::getSamePadding(int64_t size, int64_t window,
                                               int64_t stride,
                                               int64_t dilation) {
  int64_t outputs = (size + stride - 1) / stride;
  int64_t reach = (window - 1) * dilation + 1;
  int64_t total = std::max<int64_t>((outputs - 1) * stride + reach - size, 0);
  return {total / 2, total - total / 2};
}

LogicalResult
nn::verifyWindow(Operation *op, RankedTensorType input, RankedTensorType output,
                 ArrayRef<int64_t> window, ArrayRef<int64_t> strides,
                 ArrayRef<int64_t> dilations, ArrayRef<int64_t> padding) {
  auto positive = [](int64_t n) { return n > 0; };
  if (window.size() != 2 || strides.size() != 2 || dilations.size() != 2 ||
      !llvm::all_of(window, positive) || !llvm::all_of(strides, positive) ||
      !llvm::all_of(dilations, positive))
    return op->emitOpError("needs two positive numbers for window, strides and "
                           "dilations: height and width");
  if (padding.size() != 4 ||
      llvm::any_of(padding, [](int64_t n) { return n < 0; }))
    return op->emitOpError("needs four padding sizes that are not negative: "
                           "top, bottom, left and right");
  for (unsigned i : {0u, 1u}) {
    int64_t size = input.getDimSize(i + 1);
    if (ShapedType::isDynamic(size))
      return op->emitOpError("needs a static height and width, but has ")
             << input;
    int64_t expected =
        getWindowedSize(size, window[i], strides[i], dilations[i],
                        padding[2 * i] + padding[2 * i + 1]);
    if (output.getDimSize(i + 1) != expected)
      return op->emitOpError("slides to ")
             << (i == 0 ? "height " : "width ") << expected << ", but has "
             << output;
  }
  return success();
}

template <typename Op>
static LogicalResult verifyPooling(Op op, RankedTensorType input,
                                   RankedTensorType output) {
  if (input.getElementType() != output.getElementType() ||
      input.getDimSize(3) != output.getDimSize(3))
    return op.emitOpError("keeps the element type and the channels, but has ")
           << input << " and " << output;
  return verifyWindow(op, input, output, op.getWindow(), op.getStrides(),
                      /*dilations=*/{1, 1}, op.getPadding());
}

LogicalResult AveragePool2DOp::verify() {
  return verifyPooling(*this, getInput().getType(), getType());
}

LogicalResult AveragePool2DGradOp::verify() {
  return verifyPooling(*this, getType(), getOutputGrad().getType());
}

LogicalResult MaxPool2DOp::verify() {
  return verifyPooling(*this, getInput().getType(), getType());
}

LogicalResult MaxPool2DGradOp::verify() {
  if (getInput().getType() != getType())
    return emitOpError("has the input's type, ")
           << getInput().getType() << ", not " << getType();
  return verifyPooling(*this, getType(), getOutputGrad().getType());
}
