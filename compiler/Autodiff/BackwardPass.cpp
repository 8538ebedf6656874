//===- BackwardPass.cpp - Reverse-mode differentiation --------------------===//

#include "compiler/Autodiff/BackwardPass.h"

#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch;

FailureOr<SmallVector<Value>>
autodiff::buildBackwardPass(OpBuilder &builder, Block &block,
                            ArrayRef<std::pair<Value, Value>> seeds,
                            ValueRange sources) {
  // What depends on a source, found forwards, needs a gradient.
  DenseSet<Value> active(sources.begin(), sources.end());
  SmallVector<Operation *> ops;
  for (Operation &op : block) {
    bool depends = llvm::any_of(op.getOperands(), [&](Value operand) {
      return active.contains(operand);
    });
    if (!depends || op.getNumResults() == 0)
      continue;
    active.insert(op.result_begin(), op.result_end());
    ops.push_back(&op);
  }

  DenseMap<Value, Value> gradients;
  auto accumulate = [&](Location loc, Value value, Value gradient) {
    Value &sum = gradients[value];
    sum =
        sum ? nn::AddOp::create(builder, loc, gradient.getType(), sum, gradient)
            : gradient;
  };
  for (auto [value, gradient] : seeds)
    accumulate(value.getLoc(), value, gradient);

  for (Operation *op : llvm::reverse(ops)) {
    auto resultGradients =
        llvm::map_to_vector(op->getResults(), [&](Value result) {
          return gradients.lookup(result);
        });
    if (llvm::none_of(resultGradients, [](Value v) { return bool(v); }))
      continue;
    auto differentiable = dyn_cast<nn::DifferentiableOpInterface>(op);
    if (!differentiable)
      return op->emitError("the layer cannot be trained: ")
             << op->getName() << " has no gradient";
    auto needed = llvm::map_to_vector(op->getOperands(), [&](Value operand) {
      return active.contains(operand);
    });
    SmallVector<Value> operandGradients =
        differentiable.buildGradients(builder, resultGradients, needed);
    for (auto [operand, gradient, isNeeded] :
         llvm::zip_equal(op->getOperands(), operandGradients, needed))
      if (gradient && isNeeded)
        accumulate(op->getLoc(), operand, gradient);
  }
  return llvm::map_to_vector(
      sources, [&](Value source) { return gradients.lookup(source); });
}
