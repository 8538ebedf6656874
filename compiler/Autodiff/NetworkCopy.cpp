//===- NetworkCopy.cpp - A program's copy of the network ------------------===//

#include "compiler/Autodiff/NetworkCopy.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::autodiff;

void NetworkCopy::clone(Operation &op, IRMapping &mapping) {
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
  if (auto choice = dyn_cast<nn::InTrainingOp>(op)) {
    mapping.map(choice.getResult(),
                mapping.lookup(training ? choice.getTraining()
                                        : choice.getOtherwise()));
    return;
  }
  if (auto regularization = dyn_cast<nn::ActivityRegularizationOp>(op)) {
    activities.push_back(
        {regularization, mapping.lookup(regularization.getInput())});
    return;
  }
  if (auto dropout = dyn_cast<nn::DropoutOp>(op)) {
    mapping.map(dropout.getResult(),
                drop(dropout, mapping.lookup(dropout.getInput())));
    return;
  }
  Operation *copy = builder.clone(op, mapping);
  if (auto random = dyn_cast<nn::RandomUniformOp>(copy))
    random.setSalt(static_cast<uint64_t>(++maskCount));
}

/// In training the product with a mask of the step's own.
Value NetworkCopy::drop(nn::DropoutOp op, Value input) {
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

Value NetworkCopy::load(Location loc, FlatSymbolRefAttr parameter, Type type) {
  Value &value = loaded[parameter.getAttr()];
  if (!value)
    value = nn::LoadOp::create(builder, loc, type, parameter);
  return value;
}

/// scale x + shift with the batch's statistics or with the moving ones.
Value NetworkCopy::normalize(nn::BatchNormalizationOp op, Value input) {
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
    auto statistics =
        nn::BatchStatisticsOp::create(builder, loc, channels, channels, input);
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
