//===- Augmentation.cpp - Gradients of sampling ---------------------------===//

#include "compiler/Autodiff/GradientRule.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

namespace {
/// y[p] = sum over k of w[p, k] x[places[p, k]], so dx[q] is the sum of
/// w[p, k] dy[p] over all p and k whose place is q. Places and weights are made
/// of random numbers, of which the loss has no gradient.
struct SamplePixelsGradient
    : GradientRule<SamplePixelsGradient, nn::SamplePixelsOp> {
  static SmallVector<Value> build(OpBuilder &builder, nn::SamplePixelsOp op,
                                  ValueRange dy, ArrayRef<bool>) {
    return {nn::SamplePixelsGradOp::create(builder, op.getLoc(),
                                           op.getImage().getType(), dy[0],
                                           op.getPlaces(), op.getWeights()),
            Value(), Value()};
  }
};
} // namespace

void autodiff::registerAugmentationGradients(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, nn::NNDialect *) {
    nn::SamplePixelsOp::attachInterface<SamplePixelsGradient>(*context);
  });
}
