//===- BuildPrograms.cpp - The train, evaluate and predict functions ------===//

#include "compiler/Autodiff/Passes.h"
#include "dialects/NN/NN.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"

namespace anabranch::autodiff {
#define GEN_PASS_DEF_BUILDPROGRAMSPASS
#include "compiler/Autodiff/Passes.h.inc"
} // namespace anabranch::autodiff

using namespace mlir;
using namespace anabranch;

/// Keras's epsilon, which keeps logarithms of probabilities finite.
static constexpr double probabilityEpsilon = 1e-7;

namespace {
/// Makes one program of the model.
class ProgramBuilder {
public:
  ProgramBuilder(func::FuncOp model, StringRef name, bool training)
      : model(model), name(name), training(training),
        builder(model.getContext()) {}

  /// The network alone, or with `loss` and `accuracy` in place of its output.
  void build(nn::LossAttr loss, bool accuracy) {
    Block &source = model.front();
    auto prediction =
        cast<RankedTensorType>(source.getTerminator()->getOperand(0).getType());
    SmallVector<Type> inputs = llvm::to_vector(model.getArgumentTypes());
    auto scalar = RankedTensorType::get({}, prediction.getElementType());
    SmallVector<Type> results{prediction};
    if (loss) {
      inputs.push_back(getTargetType(loss, prediction));
      results.assign(accuracy ? 2 : 1, scalar);
    }
    builder.setInsertionPoint(model);
    auto function =
        func::FuncOp::create(builder, model.getLoc(), name,
                             builder.getFunctionType(inputs, results));
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
    function.setArgAttr(inputs.size() - 1, "nn.name",
                        builder.getStringAttr("target"));
    // The loss has the location of the layer that makes the output.
    Location loc = output.getLoc();
    Value target = entry->getArguments().back();
    SmallVector<Value> values{buildLoss(loc, loss, output, target)};
    function.setResultAttr(0, "nn.name", builder.getStringAttr("loss"));
    if (accuracy) {
      values.push_back(nn::CorrectPredictionsOp::create(builder, loc, scalar,
                                                        output, target));
      function.setResultAttr(1, "nn.name", builder.getStringAttr("correct"));
    }
    func::ReturnOp::create(builder, loc, values);
  }

private:
  Type getTargetType(nn::LossAttr loss, RankedTensorType prediction) {
    if (loss.getKind() == nn::LossKind::SparseCategoricalCrossentropy)
      return RankedTensorType::get({prediction.getDimSize(0), 1},
                                   builder.getI32Type());
    return prediction;
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
    builder.clone(*op, mapping);
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
        nn::StoreOp::create(builder, loc, next, parameter);
        // A layer that is applied again goes on from there.
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

  Value buildLoss(Location loc, nn::LossAttr loss, Value output, Value target) {
    auto type = cast<RankedTensorType>(output.getType());
    auto scalar = RankedTensorType::get({}, type.getElementType());
    Value batchSize = nn::StepValueOp::create(builder, loc, scalar,
                                              nn::StepValueKind::BatchSize);
    if (loss.getKind() == nn::LossKind::MeanSquaredError)
      return nn::MeanSquaredErrorOp::create(builder, loc, scalar, output,
                                            target, batchSize);
    Value logarithms;
    if (loss.getFromLogits()) {
      logarithms = nn::LogSoftmaxOp::create(builder, loc, type, output);
    } else {
      Value clipped =
          nn::ClipOp::create(builder, loc, type, output,
                             builder.getF64FloatAttr(probabilityEpsilon),
                             builder.getF64FloatAttr(1 - probabilityEpsilon));
      logarithms = nn::LogOp::create(builder, loc, type, clipped);
    }
    if (loss.getKind() == nn::LossKind::SparseCategoricalCrossentropy)
      return nn::SparseNegativeLogLikelihoodOp::create(
          builder, loc, scalar, logarithms, target, batchSize);
    return nn::NegativeLogLikelihoodOp::create(
        builder, loc, scalar, logarithms, target, batchSize,
        builder.getF64FloatAttr(loss.getLabelSmoothing().convertToDouble()));
  }

  func::FuncOp model;
  StringRef name;
  bool training;
  OpBuilder builder;
  DenseMap<StringAttr, Value> loaded;
};

struct BuildProgramsPass
    : autodiff::impl::BuildProgramsPassBase<BuildProgramsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto model = module.lookupSymbol<func::FuncOp>("model");
    if (!model)
      return;
    auto loss = module->getAttrOfType<nn::LossAttr>("nn.loss");
    auto metrics = module->getAttrOfType<ArrayAttr>("nn.metrics");
    bool accuracy =
        metrics &&
        llvm::is_contained(metrics, StringAttr::get(&getContext(), "accuracy"));
    ProgramBuilder(model, "predict", /*training=*/false).build(nullptr, false);
    if (loss)
      ProgramBuilder(model, "evaluate", /*training=*/false)
          .build(loss, accuracy);
    if (loss && module->hasAttr("nn.optimizer"))
      ProgramBuilder(model, "train", /*training=*/true).build(loss, accuracy);
    model.erase();
  }
};
} // namespace
