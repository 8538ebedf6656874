//===- DifferentiateFunction.cpp - Gradients as a function ----------------===//

#include "compiler/Autodiff/BackwardPass.h"
#include "compiler/Autodiff/Passes.h"

#include "mlir/IR/IRMapping.h"

namespace anabranch::autodiff {
#define GEN_PASS_DEF_DIFFERENTIATEFUNCTIONPASS
#include "compiler/Autodiff/Passes.h.inc"
} // namespace anabranch::autodiff

using namespace mlir;
using namespace anabranch;

namespace {
struct DifferentiateFunctionPass
    : autodiff::impl::DifferentiateFunctionPassBase<DifferentiateFunctionPass> {
  using DifferentiateFunctionPassBase::DifferentiateFunctionPassBase;

  void runOnOperation() override {
    auto source = getOperation().lookupSymbol<func::FuncOp>(function);
    if (!source) {
      getOperation().emitError("there is no function '") << function << "'";
      return signalPassFailure();
    }
    OpBuilder builder(source);
    auto gradients = cast<func::FuncOp>(builder.clone(*source));
    gradients.setName((function + "_gradients"));
    Block &block = gradients.front();
    Operation *end = block.getTerminator();
    builder.setInsertionPoint(end);
    SmallVector<Value> arguments =
        llvm::to_vector_of<Value>(block.getArguments());
    SmallVector<std::pair<Value, Value>> seeds;
    for (Value result : end->getOperands())
      seeds.push_back(
          {result, block.addArgument(result.getType(), result.getLoc())});

    FailureOr<SmallVector<Value>> values =
        autodiff::buildBackwardPass(builder, block, seeds, arguments);
    if (failed(values))
      return signalPassFailure();
    SmallVector<Value> results;
    SmallVector<Attribute> attributes;
    for (auto [index, value] : llvm::enumerate(*values)) {
      if (!value)
        continue;
      results.push_back(value);
      attributes.push_back(builder.getDictionaryAttr(builder.getNamedAttr(
          "nn.argument",
          builder.getI64IntegerAttr(static_cast<int64_t>(index)))));
    }
    end->setOperands(results);
    SmallVector<Attribute> argumentAttributes;
    for (unsigned i = 0; i < block.getNumArguments(); ++i)
      argumentAttributes.push_back(i < source.getNumArguments() &&
                                           source.getArgAttrDict(i)
                                       ? source.getArgAttrDict(i)
                                       : builder.getDictionaryAttr({}));
    gradients.setType(builder.getFunctionType(block.getArgumentTypes(),
                                              ValueRange(results).getTypes()));
    gradients.setAllArgAttrs(argumentAttributes);
    gradients.setAllResultAttrs(attributes);
  }
};
} // namespace
