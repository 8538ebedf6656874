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

/// A gradient op for dy and a tensor that the forward pass has. The attributes
/// are the op's, but for those that the gradient does not need.
template <typename GradOp>
llvm::SmallVector<mlir::Value> buildGradOp(mlir::OpBuilder &builder,
                                           mlir::Operation *op, mlir::Value dy,
                                           mlir::Value saved) {
  auto attributes = llvm::filter_to_vector(
      op->getAttrs(), [](mlir::NamedAttribute attribute) {
        return llvm::is_contained(GradOp::getAttributeNames(),
                                  attribute.getName().getValue());
      });
  return {GradOp::create(builder, op->getLoc(), op->getResultTypes(),
                         mlir::ValueRange{dy, saved}, attributes)};
}

/// A rule that needs dy and the op's input. The maths is `GradOp`'s.
template <typename Op, typename GradOp>
struct GradientFromInput : GradientRule<GradientFromInput<Op, GradOp>, Op> {
  static llvm::SmallVector<mlir::Value> build(mlir::OpBuilder &builder, Op op,
                                              mlir::ValueRange dy,
                                              llvm::ArrayRef<bool>) {
    return buildGradOp<GradOp>(builder, op, dy[0], op.getInput());
  }
};

/// A rule that needs dy and the op's result. The maths is `GradOp`'s.
template <typename Op, typename GradOp>
struct GradientFromResult : GradientRule<GradientFromResult<Op, GradOp>, Op> {
  static llvm::SmallVector<mlir::Value> build(mlir::OpBuilder &builder, Op op,
                                              mlir::ValueRange dy,
                                              llvm::ArrayRef<bool>) {
    return buildGradOp<GradOp>(builder, op, dy[0], op.getResult());
  }
};

template <typename Op, typename GradOp>
void attachGradientFromInput(mlir::MLIRContext &context) {
  Op::template attachInterface<GradientFromInput<Op, GradOp>>(context);
}

template <typename Op, typename GradOp>
void attachGradientFromResult(mlir::MLIRContext &context) {
  Op::template attachInterface<GradientFromResult<Op, GradOp>>(context);
}

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_GRADIENTRULE_H
