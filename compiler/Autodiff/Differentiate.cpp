//===- Differentiate.cpp - The backward pass and the optimizer ------------===//

#include "compiler/Autodiff/BackwardPass.h"
#include "compiler/Autodiff/ClipGradients.h"
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
/// Builds the optimizer's updates at the end of the step.
class UpdateBuilder {
public:
  UpdateBuilder(OpBuilder &builder, ModuleOp module, Location loc)
      : builder(builder), symbols(module),
        optimizer(
            module->getAttrOfType<nn::OptimizerAttrInterface>("nn.optimizer")),
        decay(module->getAttrOfType<FloatAttr>("nn.weight_decay")) {
    auto scalar = RankedTensorType::get({}, builder.getF32Type());
    learningRate = nn::StepValueOp::create(builder, loc, scalar,
                                           nn::StepValueKind::LearningRate);
    SmallVector<FlatSymbolRefAttr> targets;
    SmallVector<Value> shared;
    for (nn::OptimizerSlot slot : optimizer.getSharedSlots())
      shared.push_back(declare(loc, slot, optimizer.getOptimizerName(), scalar,
                               module.getBody()->begin(), targets));
    step = optimizer.buildStep(builder, loc, learningRate, shared);
    store(loc, ArrayRef(step).take_back(shared.size()), targets);
    step.pop_back_n(shared.size());
  }

  /// Updates a parameter and its slots, which become parameters too.
  void build(nn::LoadOp load, Value gradient) {
    Location loc = load.getLoc();
    SmallVector<FlatSymbolRefAttr> targets{load.getParameterAttr()};
    SmallVector<Value> slots;
    for (nn::OptimizerSlot slot : optimizer.getSlots()) {
      // Behind the parameter, so that the order is the same for every model.
      Operation *parameter = symbols.lookup(load.getParameter());
      slots.push_back(declare(loc, slot, load.getParameter(), load.getType(),
                              std::next(Block::iterator(parameter)), targets));
    }
    Value parameter = load;
    if (decay)
      parameter = nn::DecayWeightsOp::create(builder, loc, load.getType(), load,
                                             learningRate, decay);
    store(loc,
          optimizer.buildUpdate(builder, loc, parameter, gradient, slots, step),
          targets);
  }

private:
  /// Declares a slot of `owner` at `place` unless the model came with it,
  /// appends its symbol to `targets` and loads it.
  Value declare(Location loc, nn::OptimizerSlot slot, StringRef owner,
                RankedTensorType type, Block::iterator place,
                SmallVectorImpl<FlatSymbolRefAttr> &targets) {
    MLIRContext *context = builder.getContext();
    std::string name = slot.getParameterName(owner);
    if (auto known = symbols.lookup<nn::ParameterOp>(name);
        known && known.getKind() == nn::ParameterKind::OptimizerSlot) {
      targets.push_back(FlatSymbolRefAttr::get(known.getSymNameAttr()));
      return nn::LoadOp::create(builder, loc, type, targets.back());
    }
    OpBuilder atTop(context);
    auto initializer =
        nn::InitializerAttr::get(context, nn::Distribution::Constant,
                                 APFloat(slot.initialValue), APFloat(0.0));
    auto parameter = nn::ParameterOp::create(
        atTop, loc, name, nn::ParameterKind::OptimizerSlot, type, initializer,
        /*value=*/ElementsAttr(),
        /*regularizer=*/nn::RegularizerAttr());
    symbols.insert(parameter, place);
    targets.push_back(FlatSymbolRefAttr::get(parameter.getSymNameAttr()));
    return nn::LoadOp::create(builder, loc, type, targets.back());
  }

  void store(Location loc, ArrayRef<Value> values,
             ArrayRef<FlatSymbolRefAttr> targets) {
    for (auto [value, target] : llvm::zip_equal(values, targets))
      nn::StoreOp::create(builder, loc, value, target);
  }

  OpBuilder &builder;
  SymbolTable symbols;
  nn::OptimizerAttrInterface optimizer;
  FloatAttr decay; ///< null if weights do not decay
  Value learningRate;
  SmallVector<Value> step; ///< the numbers that all updates share
};

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
    Value one = nn::ConstantOp::create(builder, loss.getLoc(), type, 1);
    FailureOr<SmallVector<Value>> gradients = autodiff::buildBackwardPass(
        builder, train.front(), {{loss, one}}, sources);
    if (failed(gradients))
      return signalPassFailure();

    if (auto clipping = module->getAttrOfType<nn::GradientClippingAttr>(
            "nn.gradient_clipping"))
      autodiff::clipGradients(builder, clipping, *gradients);
    UpdateBuilder update(builder, module, train.getLoc());
    for (auto [load, gradient] : llvm::zip_equal(loads, *gradients))
      if (gradient)
        update.build(load, gradient);
  }
};
} // namespace
