//===- Dense.cpp - Gradient of fully connected layers ---------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// y = x k, so dx = dy k' and dk = x' dy.
struct DenseGradient : GradientRule<DenseGradient, nn::DenseOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::DenseOp op,
                                  ValueRange dy, ArrayRef<bool> needed) {
    SmallVector<Value> gradients(2);
    if (needed[0])
      gradients[0] = nn::DenseInputGradOp::create(
          builder, op.getLoc(), op.getInput().getType(), dy[0], op.getKernel());
    if (needed[1])
      gradients[1] = nn::DenseKernelGradOp::create(
          builder, op.getLoc(), op.getKernel().getType(), op.getInput(), dy[0]);
    return gradients;
  }
};
} // namespace

void autodiff::registerDenseGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::DenseOp::attachInterface<DenseGradient>(*context);
  });
}
