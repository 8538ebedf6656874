//===- Dense.cpp - Verification of fully connected layers -----------------===//

#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch::nn;

static LogicalResult verifyDense(Operation *op, RankedTensorType input,
                                 RankedTensorType kernel,
                                 RankedTensorType output) {
  if (kernel.getRank() != 2 || !kernel.hasStaticShape())
    return op->emitOpError("needs a kernel of inputs x units, but has ")
           << kernel;
  if (input.getRank() < 2 || input.getRank() != output.getRank() ||
      input.getShape().drop_back() != output.getShape().drop_back() ||
      input.getShape().back() != kernel.getDimSize(0) ||
      output.getShape().back() != kernel.getDimSize(1))
    return op->emitOpError("cannot multiply rows of ")
           << input << " by " << kernel << " into " << output;
  if (input.getElementType() != kernel.getElementType() ||
      input.getElementType() != output.getElementType())
    return op->emitOpError("needs one element type, but has ")
           << input << ", " << kernel << " and " << output;
  return success();
}

LogicalResult DenseOp::verify() {
  return verifyDense(*this, getInput().getType(), getKernel().getType(),
                     getType());
}

LogicalResult DenseInputGradOp::verify() {
  return verifyDense(*this, getType(), getKernel().getType(),
                     getOutputGrad().getType());
}

LogicalResult DenseKernelGradOp::verify() {
  return verifyDense(*this, getInput().getType(), getType(),
                     getOutputGrad().getType());
}
