//===- GradientRule.h - What every gradient rule derives from -------------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_GRADIENTRULE_H
#define ANABRANCH_COMPILER_AUTODIFF_GRADIENTRULE_H

#include "compiler/Autodiff/GradientRules.h"
#include "dialects/NN/NN.h"

#include "mlir/IR/Builders.h"

namespace anabranch::autodiff {

/// A gradient rule for `Op`, whose maths is `Rule::build(builder, op, dy,
/// needed)`: see DifferentiableOpInterface. `dy` holds the gradients of the
/// results.
template <typename Rule, typename Op>
struct GradientRule : nn::DifferentiableOpInterface::ExternalModel<Rule, Op> {
  llvm::SmallVector<mlir::Value>
  buildGradients(mlir::Operation *op, mlir::OpBuilder &builder,
                 mlir::ValueRange resultGradients,
                 llvm::ArrayRef<bool> needed) const {
    return Rule::build(builder, mlir::cast<Op>(op), resultGradients, needed);
  }
};

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_GRADIENTRULE_H
