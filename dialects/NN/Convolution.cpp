//===- Convolution.cpp - Verification of convolutions ---------------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/PadFolding.h"
#include "dialects/NN/Window.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::nn;

LogicalResult nn::verifyKernel(Operation *op, RankedTensorType input,
                               RankedTensorType kernel, RankedTensorType output,
                               ArrayRef<int64_t> strides,
                               ArrayRef<int64_t> dilations,
                               ArrayRef<int64_t> padding) {
  if (input.getElementType() != kernel.getElementType() ||
      input.getElementType() != output.getElementType())
    return op->emitOpError("needs one element type, but has ")
           << input << ", " << kernel << " and " << output;
  if (!kernel.hasStaticShape())
    return op->emitOpError("needs a kernel of static shape, but has ")
           << kernel;
  return verifyWindow(op, input, output, kernel.getShape().take_front(2),
                      strides, dilations, padding);
}

/// All three convolution ops relate the same input, kernel and output; each has
/// one of them as its result.
template <typename Op>
static LogicalResult verifyConvolution(Op op, RankedTensorType input,
                                       RankedTensorType kernel,
                                       RankedTensorType output) {
  if (failed(verifyKernel(op, input, kernel, output, op.getStrides(),
                          op.getDilations(), op.getPadding())))
    return failure();
  int64_t groups = op.getGroups();
  if (groups < 1 || kernel.getDimSize(3) % groups != 0)
    return op.emitOpError("cannot split ")
           << kernel.getDimSize(3) << " output channels into " << groups
           << " groups";
  if (input.getDimSize(3) != kernel.getDimSize(2) * groups)
    return op.emitOpError("has ")
           << input.getDimSize(3) << " input channels where the kernel takes "
           << kernel.getDimSize(2) * groups;
  if (output.getDimSize(3) != kernel.getDimSize(3))
    return op.emitOpError("has ")
           << output.getDimSize(3) << " output channels where the kernel makes "
           << kernel.getDimSize(3);
  return success();
}

LogicalResult Conv2DOp::verify() {
  return verifyConvolution(*this, getInput().getType(), getKernel().getType(),
                           getType());
}

void Conv2DOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<FoldPad<Conv2DOp>>(context);
}

LogicalResult Conv2DInputGradOp::verify() {
  return verifyConvolution(*this, getType(), getKernel().getType(),
                           getOutputGrad().getType());
}

LogicalResult Conv2DKernelGradOp::verify() {
  return verifyConvolution(*this, getInput().getType(), getType(),
                           getOutputGrad().getType());
}
