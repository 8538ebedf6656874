//===- LossProgram.h - The losses of a model ------------------------------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_LOSSPROGRAM_H
#define ANABRANCH_COMPILER_AUTODIFF_LOSSPROGRAM_H

#include "dialects/NN/NN.h"

#include "mlir/IR/Builders.h"

namespace anabranch::autodiff {

/// The type of the targets that a loss compares a prediction with: one label
/// an example, or the prediction's.
mlir::RankedTensorType getTargetType(nn::LossAttr loss,
                                     mlir::RankedTensorType prediction);

/// Builds the loss of a batch, a scalar.
///
/// \param weights of the examples, tensor<?x1xf32>
mlir::Value buildLoss(mlir::OpBuilder &builder, mlir::Location location,
                      nn::LossAttr loss, mlir::Value prediction,
                      mlir::Value targets, mlir::Value weights);

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_LOSSPROGRAM_H
