//===- BuildPrograms.cpp - The train, evaluate and predict functions ------===//

#include "compiler/Autodiff/LossProgram.h"
#include "compiler/Autodiff/MetricProgram.h"
#include "compiler/Autodiff/NetworkCopy.h"
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
      : model(model), name(name), builder(model.getContext()),
        network(builder, training) {}

  /// The network alone, or with the outputs' losses (null for those that have
  /// none), and then each metric's sums, in place of its outputs.
  void build(ArrayRef<nn::LossAttr> losses, ArrayRef<nn::MetricAttr> metrics) {
    Block &source = model.front();
    SmallVector<Type> inputs = llvm::to_vector(model.getArgumentTypes());
    for (auto [loss, type] : llvm::zip(losses, model.getResultTypes()))
      if (loss)
        inputs.push_back(
            autodiff::getTargetType(loss, cast<RankedTensorType>(type)));
    if (!losses.empty()) {
      auto prediction = cast<RankedTensorType>(model.getResultTypes().front());
      inputs.push_back(RankedTensorType::get({prediction.getDimSize(0), 1},
                                             prediction.getElementType()));
    }
    builder.setInsertionPoint(model);
    auto function = func::FuncOp::create(
        builder, model.getLoc(), name,
        builder.getFunctionType(inputs, model.getResultTypes()));
    for (unsigned i = 0; i < model.getNumArguments(); ++i)
      function.setArgAttrs(i, model.getArgAttrDict(i));
    Block *entry = function.addEntryBlock();
    builder.setInsertionPointToStart(entry);
    IRMapping mapping;
    mapping.map(source.getArguments(),
                entry->getArguments().take_front(source.getNumArguments()));
    for (Operation &op : source.without_terminator())
      network.clone(op, mapping);
    Operation *end = source.getTerminator();
    auto outputs = llvm::map_to_vector(
        end->getOperands(), [&](Value value) { return mapping.lookup(value); });
    if (losses.empty()) {
      for (unsigned i = 0; i < outputs.size(); ++i)
        function.setResultAttrs(i, model.getResultAttrDict(i));
      func::ReturnOp::create(builder, end->getLoc(), outputs);
      return;
    }
    buildFigures(function, outputs, losses, metrics);
  }

private:
  /// An output with what it is compared with.
  struct Compared {
    Value prediction, target, loss;
  };

  /// Ends a program with the loss and the metrics' sums. The arguments behind
  /// the model's are the targets, named as the outputs, and the weights.
  void buildFigures(func::FuncOp function, ArrayRef<Value> outputs,
                    ArrayRef<nn::LossAttr> losses,
                    ArrayRef<nn::MetricAttr> metrics) {
    unsigned next = model.getNumArguments();
    unsigned last = function.getNumArguments() - 1;
    Value weights = function.getArgument(last);
    function.setArgAttr(last, "nn.name",
                        builder.getStringAttr("sample_weight"));
    SmallVector<Compared> compared;
    Value total;
    for (auto [index, output] : llvm::enumerate(outputs)) {
      Compared &parts = compared.emplace_back(Compared{output, {}, {}});
      nn::LossAttr loss = losses[index];
      if (!loss)
        continue;
      parts.target = function.getArgument(next);
      if (Attribute label = model.getResultAttr(index, "nn.name"))
        function.setArgAttr(next, "nn.name", label);
      ++next;
      // A loss has the location of the layer that makes the output.
      Location loc = output.getLoc();
      parts.loss = autodiff::buildLoss(builder, loc, loss, output, parts.target,
                                       weights);
      Value weighted = parts.loss;
      if (!loss.getWeight().isExactlyValue(1))
        weighted = nn::ScaleOp::create(
            builder, loc, weighted.getType(), weighted,
            builder.getF64FloatAttr(loss.getWeight().convertToDouble()));
      total = total ? nn::AddOp::create(builder, loc, total.getType(), total,
                                        weighted)
                    : weighted;
    }
    SmallVector<Value> values{regularize(total.getLoc(), total)};
    SmallVector<StringRef> names{"loss"};
    for (nn::MetricAttr metric : metrics) {
      llvm::append_range(values, measure(metric, compared[metric.getOutput()]));
      names.resize(values.size(), metric.getName());
    }
    func::ReturnOp::create(builder, total.getLoc(), values);
    function.setType(builder.getFunctionType(function.getArgumentTypes(),
                                             ValueRange(values).getTypes()));
    for (auto [index, result] : llvm::enumerate(names))
      function.setResultAttr(index, "nn.name", builder.getStringAttr(result));
  }

  /// What a metric adds up; for a loss, each batch's mean times its size.
  SmallVector<Value> measure(nn::MetricAttr metric, const Compared &parts) {
    Location loc = parts.prediction.getLoc();
    if (metric.getKind() != nn::MetricKind::Loss)
      return autodiff::buildMetric(builder, loc, metric, parts.prediction,
                                   parts.target);
    Type scalar = parts.loss.getType();
    Value batchSize = nn::StepValueOp::create(builder, loc, scalar,
                                              nn::StepValueKind::BatchSize);
    return {
        nn::MultiplyOp::create(builder, loc, scalar, parts.loss, batchSize)};
  }

  /// Adds what the trainable parameters' and the activities' regularizers come
  /// to.
  Value regularize(Location loc, Value loss) {
    auto module = model->getParentOfType<ModuleOp>();
    for (auto parameter : module.getOps<nn::ParameterOp>()) {
      std::optional<nn::RegularizerAttr> regularizer =
          parameter.getRegularizer();
      if (!regularizer || parameter.getKind() != nn::ParameterKind::Trainable)
        continue;
      Value value =
          network.load(parameter.getLoc(),
                       FlatSymbolRefAttr::get(parameter.getSymNameAttr()),
                       parameter.getType());
      Value part = nn::RegularizationOp::create(
          builder, parameter.getLoc(), loss.getType(), value,
          builder.getF64FloatAttr(regularizer->getL1().convertToDouble()),
          builder.getF64FloatAttr(regularizer->getL2().convertToDouble()));
      loss = nn::AddOp::create(builder, loc, loss.getType(), loss, part);
    }
    for (auto [op, value] : network.getActivities()) {
      Value sum =
          nn::RegularizationOp::create(builder, op.getLoc(), loss.getType(),
                                       value, op.getL1Attr(), op.getL2Attr());
      Value batchSize = nn::StepValueOp::create(
          builder, op.getLoc(), loss.getType(), nn::StepValueKind::BatchSize);
      Value part = nn::DivideOp::create(builder, op.getLoc(), sum, batchSize);
      loss = nn::AddOp::create(builder, loc, loss.getType(), loss, part);
    }
    return loss;
  }

  func::FuncOp model;
  StringRef name;
  OpBuilder builder;
  autodiff::NetworkCopy network;
};

struct BuildProgramsPass
    : autodiff::impl::BuildProgramsPassBase<BuildProgramsPass> {
  /// Whether it is a network: one block, from tensors to tensors.
  static LogicalResult checkNetwork(func::FuncOp model) {
    size_t blocks = model.getBody().getBlocks().size();
    if (blocks != 1)
      return model.emitError("needs a body of one block, but has ") << blocks;
    if (!isa<func::ReturnOp>(model.front().getTerminator()))
      return model.emitError("must end with a func.return");
    if (model.getNumResults() == 0)
      return model.emitError("has no results: return what it predicts");
    auto check = [&](Type type, Attribute name) -> LogicalResult {
      if (name && !isa<StringAttr>(name))
        return model.emitError("attribute 'nn.name' must be a string, but is ")
               << name;
      auto tensor = dyn_cast<RankedTensorType>(type);
      if (!tensor || tensor.getRank() == 0 ||
          !(tensor.getElementType().isF32() ||
            tensor.getElementType().isF64() ||
            tensor.getElementType().isSignlessInteger(32)))
        return model.emitError("takes and returns batches, which are tensors "
                               "of f32, f64 or i32, but has ")
               << type;
      return success();
    };
    for (auto [index, type] : llvm::enumerate(model.getArgumentTypes()))
      if (failed(check(type, model.getArgAttr(index, "nn.name"))))
        return failure();
    for (auto [index, type] : llvm::enumerate(model.getResultTypes()))
      if (failed(check(type, model.getResultAttr(index, "nn.name"))))
        return failure();
    return success();
  }

  /// Whether losses and metrics are of outputs that there are.
  static LogicalResult check(func::FuncOp model, ArrayRef<nn::LossAttr> losses,
                             ArrayRef<nn::MetricAttr> metrics) {
    if (losses.empty())
      return success();
    if (losses.size() != model.getNumResults())
      return model.emitError("has ") << model.getNumResults()
                                     << " outputs, but the module's nn.loss is "
                                     << "for " << losses.size();
    if (llvm::none_of(losses, [](nn::LossAttr loss) { return bool(loss); }))
      return model.emitError("has no output with a loss");
    for (nn::MetricAttr metric : metrics) {
      auto output = static_cast<uint64_t>(metric.getOutput());
      if (output >= losses.size() || !losses[output])
        return model.emitError("has no loss for the output of the metric ")
               << metric;
    }
    return success();
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto model = module.lookupSymbol<func::FuncOp>("model");
    if (!model)
      return;
    SmallVector<nn::LossAttr> losses = nn::getLosses(module);
    SmallVector<nn::MetricAttr> metrics;
    if (auto list = module->getAttrOfType<ArrayAttr>("nn.metrics"))
      llvm::append_range(metrics, list.getAsRange<nn::MetricAttr>());
    if (failed(checkNetwork(model)) || failed(check(model, losses, metrics)))
      return signalPassFailure();
    ProgramBuilder(model, "predict", /*training=*/false).build({}, {});
    if (!losses.empty())
      ProgramBuilder(model, "evaluate", /*training=*/false)
          .build(losses, metrics);
    if (!losses.empty() && module->hasAttr("nn.optimizer"))
      ProgramBuilder(model, "train", /*training=*/true).build(losses, metrics);
    model.erase();
  }
};
} // namespace
