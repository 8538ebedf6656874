//===- Differentiate.cpp - The backward pass and the optimizer ------------===//

#include "compiler/Autodiff/BackwardPass.h"
#include "compiler/Autodiff/Passes.h"
#include "dialects/NN/NN.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace anabranch::autodiff {
#define GEN_PASS_DEF_DIFFERENTIATEPASS
#include "compiler/Autodiff/Passes.h.inc"
} // namespace anabranch::autodiff

using namespace mlir;
using namespace anabranch;

namespace {
struct DifferentiatePass
    : autodiff::impl::DifferentiatePassBase<DifferentiatePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto train = module.lookupSymbol<func::FuncOp>("train");
    auto optimizer =
        module->getAttrOfType<nn::OptimizerAttrInterface>("nn.optimizer");
    if (!train || !optimizer)
      return;

    SymbolTable symbols(module);
    SmallVector<nn::LoadOp> loads;
    SmallVector<Value> sources;
    for (auto load : train.getOps<nn::LoadOp>()) {
      auto parameter = symbols.lookup<nn::ParameterOp>(load.getParameter());
      if (parameter.getKind() != nn::ParameterKind::Trainable)
        continue;
      loads.push_back(load);
      sources.push_back(load.getResult());
    }

    Operation *end = train.front().getTerminator();
    OpBuilder builder(end);
    Value loss = end->getOperand(0);
    auto type = cast<RankedTensorType>(loss.getType());
    Value one = nn::ConstantOp::create(
        builder, loss.getLoc(), type,
        cast<ElementsAttr>(Attribute(DenseElementsAttr::get(
            type, builder.getFloatAttr(type.getElementType(), 1)))));
    FailureOr<SmallVector<Value>> gradients = autodiff::buildBackwardPass(
        builder, train.front(), {{loss, one}}, sources);
    if (failed(gradients))
      return signalPassFailure();

    Value rate = optimizer.buildRate(builder, train.getLoc());
    for (auto [load, gradient] : llvm::zip_equal(loads, *gradients))
      if (gradient)
        buildUpdate(builder, optimizer, symbols, load, gradient, rate);
  }

private:
  /// Updates a parameter and its slots, which become parameters too.
  void buildUpdate(OpBuilder &builder, nn::OptimizerAttrInterface optimizer,
                   SymbolTable &symbols, nn::LoadOp load, Value gradient,
                   Value rate) {
    Location loc = load.getLoc();
    Type type = load.getType();
    SmallVector<FlatSymbolRefAttr> targets{load.getParameterAttr()};
    SmallVector<Value> slots;
    for (StringRef name : optimizer.getSlotNames()) {
      OpBuilder atTop(&getContext());
      auto zero =
          nn::InitializerAttr::get(&getContext(), nn::Distribution::Constant,
                                   APFloat(0.0), APFloat(0.0));
      auto slot = nn::ParameterOp::create(
          atTop, loc, (name + "/" + load.getParameter()).str(),
          nn::ParameterKind::OptimizerSlot, load.getType(), zero,
          /*value=*/ElementsAttr());
      // Behind the parameter, so that the order is the same for every model.
      Operation *parameter = symbols.lookup(load.getParameter());
      symbols.insert(slot, std::next(Block::iterator(parameter)));
      targets.push_back(FlatSymbolRefAttr::get(slot.getSymNameAttr()));
      slots.push_back(nn::LoadOp::create(builder, loc, type, targets.back()));
    }
    SmallVector<Value> updated =
        optimizer.buildUpdate(builder, loc, load, gradient, slots, rate);
    for (auto [value, target] : llvm::zip_equal(updated, targets))
      nn::StoreOp::create(builder, loc, value, target);
  }
};
} // namespace
