//===- GradientRules.h - The gradients of nn ops --------------------------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_GRADIENTRULES_H
#define ANABRANCH_COMPILER_AUTODIFF_GRADIENTRULES_H

#include "mlir/IR/DialectRegistry.h"

namespace anabranch::autodiff {

void registerActivationGradients(mlir::DialectRegistry &registry);
void registerArithmeticGradients(mlir::DialectRegistry &registry);
void registerAugmentationGradients(mlir::DialectRegistry &registry);
void registerConvolutionGradients(mlir::DialectRegistry &registry);
void registerDenseGradients(mlir::DialectRegistry &registry);
void registerDepthwiseGradients(mlir::DialectRegistry &registry);
void registerLayoutGradients(mlir::DialectRegistry &registry);
void registerLossGradients(mlir::DialectRegistry &registry);
void registerMatMulGradients(mlir::DialectRegistry &registry);
void registerNormalizationGradients(mlir::DialectRegistry &registry);
void registerPoolingGradients(mlir::DialectRegistry &registry);

/// Attaches DifferentiableOpInterface to every op that has a gradient.
void registerGradientRules(mlir::DialectRegistry &registry);

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_GRADIENTRULES_H
