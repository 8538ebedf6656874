//===- Pooling.cpp - Verification of pooling kernels ----------------------===//

#include "dialects/Kernel/VerifyAnchor.h"

#include "dialects/NN/Window.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::kernel;

/// Checks that there are `inputs` and `outputs`, and that the window slides
/// over the inputs as often as there are outputs.
template <typename Op>
static LogicalResult verifyPool(Op op, ShapedType inputs, ShapedType outputs) {
  constexpr int64_t imagesRank = 4;
  if (!inputs || !outputs || inputs.getRank() != imagesRank ||
      outputs.getRank() != imagesRank ||
      inputs.getShape().back() != outputs.getShape().back())
    return op.emitOpError("needs images of the same channels");
  ArrayRef<int64_t> padding = op.getPadding();
  constexpr size_t sides = 4;
  if (!arePositive(op.getWindow()) || !arePositive(op.getStrides()) ||
      padding.size() != sides)
    return op.emitOpError("needs two sizes and strides above 0, and the "
                          "padding of four sides");
  for (unsigned i : {0u, 1u})
    if (nn::getWindowedSize(inputs.getDimSize(i + 1), op.getWindow()[i],
                            op.getStrides()[i], /*dilation=*/1,
                            padding[2 * i] + padding[2 * i + 1]) !=
        outputs.getDimSize(i + 1))
      return op.emitOpError("cannot make ") << outputs << " of " << inputs;
  return verifyAnchor(op);
}

LogicalResult PoolOp::verify() {
  return verifyPool(*this, findDataType(getLhs()), getDomain());
}

LogicalResult PoolGradOp::verify() {
  if (failed(verifyPool(*this, getDomain(), findDataType(getRhs()))))
    return failure();
  return verifyPlainEpilogue(*this);
}
