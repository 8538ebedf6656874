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

/// A gradient op for dy and tensors that the forward pass has. The attributes
/// are the op's, but for those that the gradient does not need.
template <typename GradOp>
GradOp buildGradOp(mlir::OpBuilder &builder, mlir::Operation *op,
                   mlir::ValueRange operands) {
  auto attributes = llvm::filter_to_vector(
      op->getAttrs(), [](mlir::NamedAttribute attribute) {
        return llvm::is_contained(GradOp::getAttributeNames(),
                                  attribute.getName().getValue());
      });
  return GradOp::create(builder, op->getLoc(), op->getResultTypes(), operands,
                        attributes);
}

/// A rule that needs dy and what `getSaved` says of the op. The maths is
/// `GradOp`'s.
template <typename Op, typename GradOp, auto getSaved>
struct GradientFrom : GradientRule<GradientFrom<Op, GradOp, getSaved>, Op> {
  static llvm::SmallVector<mlir::Value> build(mlir::OpBuilder &builder, Op op,
                                              mlir::ValueRange dy,
                                              llvm::ArrayRef<bool>) {
    mlir::Value saved = (op.*getSaved)();
    return {buildGradOp<GradOp>(builder, op, {dy[0], saved})};
  }
};

template <typename Op, typename GradOp>
void attachGradientFromInput(mlir::MLIRContext &context) {
  Op::template attachInterface<GradientFrom<Op, GradOp, &Op::getInput>>(
      context);
}

template <typename Op, typename GradOp>
void attachGradientFromResult(mlir::MLIRContext &context) {
  Op::template attachInterface<GradientFrom<Op, GradOp, &Op::getResult>>(
      context);
}

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_GRADIENTRULE_H
