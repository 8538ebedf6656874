//===- BackwardPass.h - Reverse-mode differentiation ----------------------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_BACKWARDPASS_H
#define ANABRANCH_COMPILER_AUTODIFF_BACKWARDPASS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"

namespace anabranch::autodiff {

/// Reverse-mode differentiation of straight-line code (Griewank and Walther,
/// "Evaluating Derivatives", chapter 3): ops are visited once, last first, and
/// each passes its results' gradients on to its operands.
///
/// \param block the code; new ops go where `builder` stands
/// \param seeds values and the loss's gradients with respect to them
/// \param sources the values whose gradients are wanted
/// \returns the sources' gradients, null where the loss does not depend on one;
///          failure after a diagnostic if an op on the way has no gradient
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
buildBackwardPass(mlir::OpBuilder &builder, mlir::Block &block,
                  llvm::ArrayRef<std::pair<mlir::Value, mlir::Value>> seeds,
                  mlir::ValueRange sources);

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_BACKWARDPASS_H
