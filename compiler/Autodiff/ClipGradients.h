//===- ClipGradients.h - Limits the gradients -----------------------------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_CLIPGRADIENTS_H
#define ANABRANCH_COMPILER_AUTODIFF_CLIPGRADIENTS_H

#include "dialects/NN/NN.h"

#include "mlir/IR/Builders.h"

namespace anabranch::autodiff {

/// Replaces each gradient by its limited form. Null ones stay.
void clipGradients(mlir::OpBuilder &builder, nn::GradientClippingAttr clipping,
                   llvm::MutableArrayRef<mlir::Value> gradients);

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_CLIPGRADIENTS_H
