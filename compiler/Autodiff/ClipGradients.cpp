//===- ClipGradients.cpp - Limits the gradients ---------------------------===//

#include "compiler/Autodiff/ClipGradients.h"

using namespace mlir;
using namespace anabranch;

static Value buildSquaredNorm(OpBuilder &builder, Value gradient) {
  auto type = cast<RankedTensorType>(gradient.getType());
  return nn::SquaredNormOp::create(
      builder, gradient.getLoc(),
      RankedTensorType::get({}, type.getElementType()), gradient);
}

/// Scales the gradients so that the norm of all together is within the limit.
static void clipNorm(OpBuilder &builder, double limit,
                     ArrayRef<Value *> gradients) {
  if (gradients.empty())
    return;
  SmallVector<Value> squares;
  for (Value *gradient : gradients)
    squares.push_back(buildSquaredNorm(builder, *gradient));
  Value factor = nn::NormClipFactorOp::create(
      builder, squares.front().getLoc(), squares.front().getType(), squares,
      builder.getF64FloatAttr(limit));
  for (Value *gradient : gradients)
    *gradient = nn::ScaleGradientOp::create(
        builder, gradient->getLoc(), gradient->getType(), *gradient, factor);
}

void autodiff::clipGradients(OpBuilder &builder,
                             nn::GradientClippingAttr clipping,
                             MutableArrayRef<Value> gradients) {
  double limit = clipping.getLimit().convertToDouble();
  SmallVector<Value *> present;
  for (Value &gradient : gradients)
    if (gradient)
      present.push_back(&gradient);
  switch (clipping.getKind()) {
  case nn::ClippingKind::Value:
    for (Value *gradient : present)
      *gradient = nn::ClipOp::create(
          builder, gradient->getLoc(), gradient->getType(), *gradient,
          builder.getF64FloatAttr(-limit), builder.getF64FloatAttr(limit));
    return;
  case nn::ClippingKind::Norm:
    for (Value *gradient : present)
      clipNorm(builder, limit, gradient);
    return;
  case nn::ClippingKind::GlobalNorm:
    clipNorm(builder, limit, present);
    return;
  }
}
