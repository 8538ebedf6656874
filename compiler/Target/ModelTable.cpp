//===- ModelTable.cpp - The constant that describes a model ---------------===//

#include "compiler/Target/ModelTable.h"

#include "compiler/Target/ElementBytes.h"
#include "compiler/Target/TableBuilder.h"
#include "dialects/NN/RawInputs.h"

using namespace anabranch;
using namespace anabranch::target;
using kernel::ExtentAttr;
using kernel::PlacedTensorAttr;
using llvm::Constant;
using llvm::StringRef;

static int32_t getElementType(mlir::Type type) {
  if (type.isF64())
    return ANABRANCH_F64;
  return type.isF32() ? ANABRANCH_F32 : ANABRANCH_I32;
}

/// The layers' names in a location, in order and each once.
static std::string getLayers(mlir::Location location) {
  llvm::SmallVector<StringRef> names;
  location->walk([&](mlir::Location part) {
    if (auto name = mlir::dyn_cast<mlir::NameLoc>(part)) {
      if (!llvm::is_contained(names, name.getName().getValue()))
        names.push_back(name.getName().getValue());
    }
    return mlir::WalkResult::advance();
  });
  return llvm::join(names, ",");
}

static Constant *makeTensor(TableBuilder &table, PlacedTensorAttr tensor,
                            bool readsRawBytes = false) {
  mlir::RankedTensorType type = tensor.getType();
  // An example's shape: without the batch, known or not.
  llvm::ArrayRef<int64_t> shape = type.getShape();
  if (!shape.empty())
    shape = shape.drop_front();
  return table.structure({table.string(tensor.getName()),
                          table.integer(getElementType(type.getElementType())),
                          table.word(static_cast<int64_t>(shape.size())),
                          table.shape(shape), table.extent(tensor.getPlace()),
                          table.integer(readsRawBytes)});
}

static Constant *makeLaunch(TableBuilder &table, kernel::LaunchOp launch) {
  StringRef name = launch.getCallee();
  llvm::SmallVector<Constant *> buffers, sizes;
  for (auto place : launch.getBuffers().getAsRange<ExtentAttr>())
    buffers.push_back(table.extent(place));
  for (auto size : launch.getSizes().getAsRange<ExtentAttr>())
    sizes.push_back(table.extent(size));
  return table.structure(
      {table.kernel(name), table.string(name),
       table.string(getLayers(launch.getLoc())),
       table.extent(launch.getExtent()),
       table.word(static_cast<int64_t>(buffers.size())), table.array(buffers),
       table.extent(launch.getOperations()), table.extent(launch.getBytes()),
       table.word(static_cast<int64_t>(launch.getReads())),
       table.array(sizes)});
}

/// How many inputs predict has: what other programs have besides is no input of
/// the model.
static size_t countModelInputs(mlir::ModuleOp module) {
  auto predict = module.lookupSymbol<kernel::ProgramOp>("predict");
  return predict ? predict.getInputs().size() : 0;
}

static Constant *makeProgram(TableBuilder &table, mlir::ModuleOp module,
                             mlir::StringAttr name,
                             llvm::ArrayRef<nn::MetricAttr> metrics) {
  auto program = module.lookupSymbol<kernel::ProgramOp>(name);
  if (!program)
    return table.null();
  Constant *prepare = table.null();
  if (mlir::FlatSymbolRefAttr preparation = program.getPrepareAttr())
    prepare = makeProgram(table, module, preparation.getAttr(), {});
  llvm::SmallVector<Constant *> launches, inputs;
  for (auto launch : program.getBody().getOps<kernel::LaunchOp>())
    launches.push_back(makeLaunch(table, launch));
  for (auto tensor : program.getInputs().getAsRange<PlacedTensorAttr>())
    inputs.push_back(
        makeTensor(table, tensor, nn::readsRawBytes(module, inputs.size())));
  llvm::SmallVector<Constant *> outputs, rows;
  for (auto tensor : program.getOutputs().getAsRange<PlacedTensorAttr>())
    outputs.push_back(makeTensor(table, tensor));
  // Behind the model's own inputs stand the targets and then the weights, and
  // instead of the predictions the loss and then the metrics' sums.
  llvm::SmallVector<Constant *> targets;
  Constant *weight = table.null(), *loss = table.null();
  size_t inputCount = countModelInputs(module);
  if (inputs.size() > inputCount) {
    weight = table.global(inputs.pop_back_val());
    targets.assign(inputs.begin() + inputCount, inputs.end());
    inputs.truncate(inputCount);
    for (Constant *&figure : outputs)
      figure = table.global(figure);
    loss = outputs.front();
    unsigned next = 1;
    for (nn::MetricAttr metric : metrics) {
      Constant *sum = outputs[next++];
      Constant *count = metric.isQuotient() ? outputs[next++] : table.null();
      rows.push_back(
          table.structure({table.string(metric.getName()), sum, count}));
    }
    outputs.clear();
  }
  return table.global(table.structure(
      {table.word(static_cast<int64_t>(launches.size())), table.array(launches),
       table.word(static_cast<int64_t>(inputs.size())), table.array(inputs),
       table.word(static_cast<int64_t>(targets.size())), table.array(targets),
       weight, table.word(static_cast<int64_t>(outputs.size())),
       table.array(outputs), loss,
       table.word(static_cast<int64_t>(rows.size())), table.array(rows),
       table.extent(program.getArena()), prepare}));
}

static Constant *makeParameter(TableBuilder &table, nn::ParameterOp parameter) {
  auto type = mlir::cast<mlir::RankedTensorType>(parameter.getType());
  nn::InitializerAttr initializer = parameter.getInitializer();
  auto distribution = static_cast<int32_t>(initializer.getDistribution());
  Constant *data = table.null();
  std::vector<char> storage;
  if (std::optional<mlir::ElementsAttr> value = parameter.getValue()) {
    distribution = ANABRANCH_DATA;
    data = table.bytes(getBytes(*value, storage));
  }
  auto offset = parameter->getAttrOfType<mlir::IntegerAttr>("kernel.offset");
  return table.structure(
      {table.string(parameter.getSymName()),
       table.integer(static_cast<int32_t>(parameter.getKind())),
       table.integer(getElementType(type.getElementType())),
       table.word(type.getRank()), table.shape(type.getShape()),
       table.word(offset.getInt()), table.integer(distribution),
       table.real(initializer.getA().convertToDouble()),
       table.real(initializer.getB().convertToDouble()), data});
}

/// The dimensions of an output, with the batch's.
static int64_t getOutputRank(mlir::ModuleOp module, size_t output) {
  auto predict = module.lookupSymbol<kernel::ProgramOp>("predict");
  auto placed = mlir::cast<kernel::PlacedTensorAttr>(
      predict.getOutputs()[static_cast<unsigned>(output)]);
  return placed.getType().getRank();
}

static int32_t getTargetKind(nn::LossAttr loss, int64_t outputRank) {
  switch (loss.getTargets()) {
  case nn::LossTargets::Labels:
    return ANABRANCH_TARGET_CLASS;
  case nn::LossTargets::OneHot:
    // An example is of one class if it has one row.
    return outputRank == 2 ? ANABRANCH_TARGET_ONE_HOT : ANABRANCH_TARGET_VALUES;
  case nn::LossTargets::Values:
    return ANABRANCH_TARGET_VALUES;
  }
  llvm_unreachable("all targets have a kind");
}

static Constant *makeSchedule(TableBuilder &table,
                              nn::ScheduleAttrInterface schedule,
                              nn::OptimizerAttrInterface optimizer) {
  auto kind = nn::ScheduleKind::Constant;
  llvm::SmallVector<double> numbers{
      optimizer ? optimizer.getInitialLearningRate() : 0};
  if (schedule) {
    kind = schedule.getScheduleKind();
    numbers = schedule.getNumbers();
  }
  return table.structure(
      {table.integer(static_cast<int32_t>(kind)),
       table.word(static_cast<int64_t>(numbers.size())),
       table.array(llvm::map_to_vector(
           numbers, [&](double number) { return table.real(number); }))});
}

ModelTable::ModelTable(mlir::ModuleOp module)
    : tables(mlir::ModuleOp::create(module.getLoc(), module.getSymName())) {
  (*tables)->setAttrs(module->getAttrs());
  for (mlir::Operation &op : llvm::make_early_inc_range(module.getOps()))
    if (mlir::isa<kernel::FetchOp, kernel::ProgramOp, nn::ParameterOp>(op))
      op.moveBefore(tables->getBody(), tables->getBody()->end());
  // LLVM IR has no place for these.
  for (mlir::NamedAttribute attribute :
       llvm::to_vector(module->getDiscardableAttrs()))
    module->removeDiscardableAttr(attribute.getName());
}

/// The code's bytes, which the driver reads at any address.
static Constant *makeDevice(TableBuilder &table, mlir::ModuleOp module,
                            const DeviceCode *device) {
  if (!device)
    return table.null();
  // With a zero behind it, where PTX ends.
  auto addImage = [&](const std::string &image) {
    return image.empty()
               ? table.null()
               : table.bytes(llvm::ArrayRef(image.c_str(), image.size() + 1));
  };
  llvm::SmallVector<Constant *> fetches;
  for (auto fetch : module.getOps<kernel::FetchOp>()) {
    auto example = mlir::cast<mlir::RankedTensorType>(fetch.getExample());
    fetches.push_back(table.structure(
        {table.integer(static_cast<int32_t>(fetch.getEncoding())),
         table.integer(getElementType(example.getElementType())),
         table.word(example.getNumElements()),
         table.kernel(fetch.getCallee())}));
  }
  return table.global(table.structure(
      {table.string(device->chip), addImage(device->cubin),
       addImage(device->ptx), table.integer(device->multipliesBF16),
       table.word(device->largestBatch),
       table.word(static_cast<int64_t>(fetches.size())),
       table.array(fetches)}));
}

void ModelTable::emit(llvm::Module &module, StringRef fusions,
                      const DeviceCode *device) {
  TableBuilder table(module);
  mlir::ModuleOp source = *tables;
  llvm::SmallVector<Constant *> parameters, layers;
  for (auto parameter : source.getOps<nn::ParameterOp>())
    parameters.push_back(makeParameter(table, parameter));
  if (auto rows = source->getAttrOfType<mlir::ArrayAttr>("nn.layers"))
    for (auto row : rows.getAsRange<nn::LayerAttr>())
      layers.push_back(table.structure(
          {table.string(row.getName()), table.string(row.getType()),
           table.string(row.getOutputShape()), table.string(row.getInputs()),
           table.word(row.getParameterCount())}));
  auto optimizer =
      source->getAttrOfType<nn::OptimizerAttrInterface>("nn.optimizer");
  llvm::SmallVector<Constant *> targets;
  for (auto [output, loss] : llvm::enumerate(nn::getLosses(source)))
    if (loss)
      targets.push_back(table.structure(
          {table.word(static_cast<int64_t>(output)),
           table.string(nn::stringifyLossKind(loss.getKind())),
           table.integer(getTargetKind(loss, getOutputRank(source, output)))}));
  auto schedule =
      source->getAttrOfType<nn::ScheduleAttrInterface>("nn.schedule");
  auto iteration = source->getAttrOfType<mlir::IntegerAttr>("nn.iteration");
  llvm::SmallVector<nn::MetricAttr> metrics;
  if (auto list = source->getAttrOfType<mlir::ArrayAttr>("nn.metrics"))
    llvm::append_range(metrics, list.getAsRange<nn::MetricAttr>());
  auto getProgram = [&](StringRef name) {
    return makeProgram(table, source,
                       mlir::StringAttr::get(source.getContext(), name),
                       metrics);
  };
  auto stepValues =
      source->getAttrOfType<mlir::DenseI64ArrayAttr>("kernel.step_values");
  auto getStepValue = [&](nn::StepValueKind kind) {
    return table.word(stepValues[static_cast<unsigned>(kind)]);
  };
  auto scratch =
      source->getAttrOfType<mlir::IntegerAttr>("kernel.scratch_bytes");
  auto matrixUnit =
      source->getAttrOfType<mlir::IntegerAttr>("kernel.matrix_unit");
  Constant *model = table.structure(
      {table.integer(ANABRANCH_ABI_VERSION),
       table.string(source.getSymName().value_or("model")),
       table.string(fusions),
       table.string(optimizer ? optimizer.getOptimizerName() : ""),
       makeSchedule(table, schedule, optimizer),
       table.word(iteration ? iteration.getInt() : 0),
       table.word(static_cast<int64_t>(targets.size())),
       table.array(targets),
       table.word(static_cast<int64_t>(layers.size())),
       table.array(layers),
       table.word(static_cast<int64_t>(parameters.size())),
       table.array(parameters),
       getStepValue(nn::StepValueKind::BatchSize),
       getStepValue(nn::StepValueKind::LearningRate),
       getStepValue(nn::StepValueKind::Iteration),
       getStepValue(nn::StepValueKind::Seed),
       table.word(scratch ? scratch.getInt() : 0),
       table.integer(matrixUnit ? matrixUnit.getInt() : 0),
       getProgram("train"),
       getProgram("evaluate"),
       getProgram("predict"),
       getProgram("predict_single"),
       makeDevice(table, source, device)});
  auto *variable = new llvm::GlobalVariable(
      module, model->getType(), /*isConstant=*/true,
      llvm::GlobalValue::ExternalLinkage, model, "anabranch_model");
  variable->setAlignment(llvm::Align(8));
}
