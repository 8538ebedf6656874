//===- BuildPrograms.cpp - The train, evaluate and predict functions ------===//

#include "compiler/Autodiff/LossProgram.h"
#include "compiler/Autodiff/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"

namespace anabranch::autodiff {
#define GEN_PASS_DEF_BUILDPROGRAMSPASS
#include "compiler/Autodiff/Passes.h.inc"
} // namespace anabranch::autodiff

using namespace mlir;
using namespace anabranch;

namespace {
/// Makes one program of the model.
class ProgramBuilder {
public:
  ProgramBuilder(func::FuncOp model, StringRef name, bool training)
      : model(model), name(name), training(training),
        builder(model.getContext()) {}

  /// The network alone, or with `loss`, and then each metric's sums, in place
  /// of its output.
  void build(nn::LossAttr loss, ArrayRef<nn::MetricAttr> metrics) {
    Block &source = model.front();
    auto prediction =
        cast<RankedTensorType>(source.getTerminator()->getOperand(0).getType());
    SmallVector<Type> inputs = llvm::to_vector(model.getArgumentTypes());
    if (loss) {
      inputs.push_back(autodiff::getTargetType(loss, prediction));
      inputs.push_back(RankedTensorType::get({prediction.getDimSize(0), 1},
                                             prediction.getElementType()));
    }
    builder.setInsertionPoint(model);
    auto function =
        func::FuncOp::create(builder, model.getLoc(), name,
                             builder.getFunctionType(inputs, prediction));
    for (unsigned i = 0; i < model.getNumArguments(); ++i)
      function.setArgAttrs(i, model.getArgAttrDict(i));
    Block *entry = function.addEntryBlock();
    builder.setInsertionPointToStart(entry);
    IRMapping mapping;
    mapping.map(source.getArguments(),
                entry->getArguments().take_front(source.getNumArguments()));
    for (Operation &op : source.without_terminator())
      clone(&op, mapping);
    Operation *end = source.getTerminator();
    Value output = mapping.lookup(end->getOperand(0));
    if (!loss) {
      function.setResultAttrs(0, model.getResultAttrDict(0));
      func::ReturnOp::create(builder, end->getLoc(), output);
      return;
    }
    Value target = entry->getArgument(inputs.size() - 2);
    Value weights = entry->getArgument(inputs.size() - 1);
    setName(function, inputs.size() - 2, "target");
    setName(function, inputs.size() - 1, "sample_weight");
    // The loss has the location of the layer that makes the output.
    Location loc = output.getLoc();
    SmallVector<Value> values{regularize(
        loc, autodiff::buildLoss(builder, loc, loss, output, target, weights))};
    SmallVector<StringRef> names{"loss"};
    for (nn::MetricAttr metric : metrics) {
      llvm::append_range(
          values, autodiff::buildMetric(builder, loc, metric, output, target));
      names.resize(values.size(), metric.getName());
    }
    func::ReturnOp::create(builder, loc, values);
    function.setType(
        builder.getFunctionType(inputs, ValueRange(values).getTypes()));
    for (auto [index, result] : llvm::enumerate(names))
      function.setResultAttr(index, "nn.name", builder.getStringAttr(result));
  }

private:
  void setName(func::FuncOp function, unsigned argument, StringRef text) {
    function.setArgAttr(argument, "nn.name", builder.getStringAttr(text));
  }

  /// Adds what the trainable parameters' regularizers come to.
  Value regularize(Location loc, Value loss) {
    auto module = model->getParentOfType<ModuleOp>();
    for (auto parameter : module.getOps<nn::ParameterOp>()) {
      std::optional<nn::RegularizerAttr> regularizer =
          parameter.getRegularizer();
      if (!regularizer || parameter.getKind() != nn::ParameterKind::Trainable)
        continue;
      Value value = load(parameter.getLoc(),
                         FlatSymbolRefAttr::get(parameter.getSymNameAttr()),
                         parameter.getType());
      Value part = nn::RegularizationOp::create(
          builder, parameter.getLoc(), loss.getType(), value,
          builder.getF64FloatAttr(regularizer->getL1().convertToDouble()),
          builder.getF64FloatAttr(regularizer->getL2().convertToDouble()));
      loss = nn::AddOp::create(builder, loc, loss.getType(), loss, part);
    }
    return loss;
  }

  void clone(Operation *op, IRMapping &mapping) {
    if (auto load = dyn_cast<nn::LoadOp>(op)) {
      mapping.map(
          load.getResult(),
          this->load(load.getLoc(), load.getParameterAttr(), load.getType()));
      return;
    }
    if (auto norm = dyn_cast<nn::BatchNormalizationOp>(op)) {
      mapping.map(norm.getResult(),
                  normalize(norm, mapping.lookup(norm.getInput())));
      return;
    }
    if (auto dropout = dyn_cast<nn::DropoutOp>(op)) {
      mapping.map(dropout.getResult(),
                  drop(dropout, mapping.lookup(dropout.getInput())));
      return;
    }
    builder.clone(*op, mapping);
  }

  /// In training the product with a mask of the step's own.
  Value drop(nn::DropoutOp op, Value input) {
    if (!training || op.getRate().isZero())
      return input;
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(input.getType());
    auto scalar = RankedTensorType::get({}, type.getElementType());
    auto getStepValue = [&](nn::StepValueKind kind) {
      return nn::StepValueOp::create(builder, loc, scalar, kind);
    };
    SmallVector<int64_t> shape(type.getShape());
    for (int64_t axis : op.getShared())
      shape[axis] = 1;
    Value mask = nn::DropoutMaskOp::create(
        builder, loc, type.clone(shape), getStepValue(nn::StepValueKind::Seed),
        getStepValue(nn::StepValueKind::Iteration), op.getRateAttr(),
        builder.getI64IntegerAttr(++maskCount));
    return nn::MultiplyOp::create(builder, loc, input, mask);
  }

  /// A parameter's value, loaded once.
  Value load(Location loc, FlatSymbolRefAttr parameter, Type type) {
    Value &value = loaded[parameter.getAttr()];
    if (!value)
      value = nn::LoadOp::create(builder, loc, type, parameter);
    return value;
  }

  /// scale x + shift with the batch's statistics or with the moving ones.
  Value normalize(nn::BatchNormalizationOp op, Value input) {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(input.getType());
    auto channels =
        RankedTensorType::get({type.getShape().back()}, type.getElementType());
    auto loadIfAny = [&](std::optional<StringRef>, FlatSymbolRefAttr name) {
      return name ? load(loc, name, channels) : Value();
    };
    Value gamma = loadIfAny(op.getGamma(), op.getGammaAttr());
    Value beta = loadIfAny(op.getBeta(), op.getBetaAttr());
    Value mean = load(loc, op.getMovingMeanAttr(), channels);
    Value variance = load(loc, op.getMovingVarianceAttr(), channels);
    if (training && !op.getFrozen()) {
      auto statistics = nn::BatchStatisticsOp::create(builder, loc, channels,
                                                      channels, input);
      auto move = [&](Value moving, Value value, FlatSymbolRefAttr parameter) {
        Value next = nn::MovingAverageOp::create(builder, loc, channels, moving,
                                                 value, op.getMomentumAttr());
        // A layer that is applied again goes on from there.
        nn::StoreOp &store = stores[parameter.getAttr()];
        if (store)
          store.erase();
        store = nn::StoreOp::create(builder, loc, next, parameter);
        loaded[parameter.getAttr()] = next;
      };
      move(mean, statistics.getMean(), op.getMovingMeanAttr());
      move(variance, statistics.getVariance(), op.getMovingVarianceAttr());
      mean = statistics.getMean();
      variance = statistics.getVariance();
    }
    auto factors = nn::NormalizationFactorsOp::create(
        builder, loc, channels, channels, mean, variance, gamma, beta,
        op.getEpsilonAttr());
    return nn::ChannelAffineOp::create(builder, loc, type, input,
                                       factors.getScale(), factors.getShift());
  }

  func::FuncOp model;
  StringRef name;
  bool training;
  OpBuilder builder;
  DenseMap<StringAttr, Value> loaded;
  DenseMap<StringAttr, nn::StoreOp> stores; ///< of moving statistics
  int64_t maskCount = 0;
};

struct BuildProgramsPass
    : autodiff::impl::BuildProgramsPassBase<BuildProgramsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto model = module.lookupSymbol<func::FuncOp>("model");
    if (!model)
      return;
    auto loss = module->getAttrOfType<nn::LossAttr>("nn.loss");
    SmallVector<nn::MetricAttr> metrics;
    if (auto list = module->getAttrOfType<ArrayAttr>("nn.metrics"))
      llvm::append_range(metrics, list.getAsRange<nn::MetricAttr>());
    ProgramBuilder(model, "predict", /*training=*/false).build(nullptr, {});
    if (loss)
      ProgramBuilder(model, "evaluate", /*training=*/false)
          .build(loss, metrics);
    if (loss && module->hasAttr("nn.optimizer"))
      ProgramBuilder(model, "train", /*training=*/true).build(loss, metrics);
    model.erase();
  }
};
} // namespace
