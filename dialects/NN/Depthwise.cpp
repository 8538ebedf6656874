//===- Depthwise.cpp - Verification of depthwise convolutions -------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/PadFolding.h"
#include "dialects/NN/Window.h"

using namespace mlir;
using namespace anabranch::nn;

/// All three ops relate the same input, kernel and output; each has one of them
/// as its result.
template <typename Op>
static LogicalResult verifyDepthwise(Op op, RankedTensorType input,
                                     RankedTensorType kernel,
                                     RankedTensorType output) {
  if (failed(verifyKernel(op, input, kernel, output, op.getStrides(),
                          op.getDilations(), op.getPadding())))
    return failure();
  int64_t channels = kernel.getDimSize(2);
  if (input.getDimSize(3) != channels || output.getDimSize(3) != channels)
    return op.emitOpError("keeps the channels, but has ")
           << input << ", " << kernel << " and " << output;
  return success();
}

LogicalResult DepthwiseConv2DOp::verify() {
  return verifyDepthwise(*this, getInput().getType(), getKernel().getType(),
                         getType());
}

void DepthwiseConv2DOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                                    MLIRContext *context) {
  patterns.add<FoldPad<DepthwiseConv2DOp>>(context);
}

LogicalResult DepthwiseConv2DInputGradOp::verify() {
  return verifyDepthwise(*this, getType(), getKernel().getType(),
                         getOutputGrad().getType());
}

LogicalResult DepthwiseConv2DKernelGradOp::verify() {
  return verifyDepthwise(*this, getInput().getType(), getType(),
                         getOutputGrad().getType());
}
