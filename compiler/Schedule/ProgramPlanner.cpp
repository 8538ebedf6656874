//===- ProgramPlanner.cpp - Places one program's tensors ------------------===//

#include "compiler/Schedule/ProgramPlanner.h"

#include "dialects/NN/NN.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::schedule;
using kernel::CallOp;
using kernel::ExtentAttr;
using kernel::getBytes;
using kernel::LaunchOp;
using kernel::PlacedTensorAttr;
using kernel::ProgramOp;

Value schedule::getRoot(Value value) {
  while (auto reshape = value.getDefiningOp<nn::ReshapeOp>())
    value = reshape.getInput();
  return value;
}

/// Marks the place of a buffer that grows with the batch until it is known
/// where those start.
static constexpr int64_t batchedMark = -1;

LogicalResult ProgramPlanner::run() {
  auto name = function->getAttrOfType<FlatSymbolRefAttr>("kernel.prepare");
  if (!name)
    return planFunction(function.getNumArguments());
  auto prepare =
      SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(function, name);
  unsigned inputCount = function.getNumArguments() - prepare.getNumResults();
  for (Value argument : function.getArguments().drop_front(inputCount)) {
    places[argument] = getExtent(reserved, 0);
    reserved += static_cast<int64_t>(llvm::alignTo(
        getBytes(argument.getType()).getFixed() + gap, ANABRANCH_ALIGNMENT));
  }
  ProgramPlanner preparation(prepare, shared, reuseDistance, gap);
  preparation.reserved = reserved;
  for (auto [argument, result] :
       llvm::zip_equal(function.getArguments().drop_front(inputCount),
                       prepare.front().getTerminator()->getOperands()))
    preparation.places[result] = places[argument];
  return success(succeeded(preparation.planFunction(0)) &&
                 succeeded(planFunction(inputCount)));
}

LogicalResult ProgramPlanner::planFunction(unsigned inputCount) {
  findLastUses();
  auto program = ProgramOp::create(
      builder, function.getLoc(), function.getSymNameAttr(),
      function->getAttrOfType<FlatSymbolRefAttr>("kernel.prepare"),
      builder.getArrayAttr({}), builder.getArrayAttr({}), getExtent(0, 0));
  builder.createBlock(&program.getBody());

  // The runtime writes the inputs before the first launch.
  SmallVector<Attribute> inputs;
  for (BlockArgument argument :
       function.getArguments().take_front(inputCount)) {
    allocate(argument);
    inputs.push_back(
        getPlaced(argument, function.getArgAttrOfType<StringAttr>(
                                argument.getArgNumber(), "nn.name")));
  }
  for (Operation &op : function.front())
    if (failed(plan(&op)))
      return failure();

  SmallVector<Attribute> outputs;
  for (auto [index, value] :
       llvm::enumerate(function.front().getTerminator()->getOperands()))
    outputs.push_back(getPlaced(
        value, function.getResultAttrOfType<StringAttr>(index, "nn.name")));
  program.setInputsAttr(builder.getArrayAttr(inputs));
  program.setOutputsAttr(builder.getArrayAttr(outputs));
  // Buffers that grow with the batch follow all others.
  int64_t fixedBytes = reserved + fixed.getSize();
  program.setArenaAttr(getExtent(fixedBytes, batched.getSize()));
  rebase(program, fixedBytes);
  function.erase();
  return success();
}

ExtentAttr ProgramPlanner::getExtent(int64_t fixedPart, int64_t perExample) {
  return ExtentAttr::get(builder.getContext(), fixedPart, perExample);
}

void ProgramPlanner::findLastUses() {
  int64_t index = 0;
  for (Operation &op : function.front()) {
    order[&op] = index;
    for (Value operand : op.getOperands())
      lastUse[getRoot(operand)] = index;
    if (auto load = dyn_cast<nn::LoadOp>(op))
      loads[load.getParameterAttr().getAttr()].push_back(load.getResult());
    ++index;
  }
  for (Value result : function.front().getTerminator()->getOperands())
    lastUse[getRoot(result)] = index;
}

LogicalResult ProgramPlanner::plan(Operation *op) {
  if (auto load = dyn_cast<nn::LoadOp>(op)) {
    places[load.getResult()] = getParameterPlace(load.getParameterAttr());
    return success();
  }
  if (auto value = dyn_cast<nn::StepValueOp>(op)) {
    places[value.getResult()] =
        getExtent(shared.stepValues[static_cast<unsigned>(value.getKind())], 0);
    return success();
  }
  if (auto call = dyn_cast<CallOp>(op))
    return planCall(call);
  if (isa<nn::ReshapeOp, func::ReturnOp>(op))
    return success();
  if (auto store = dyn_cast<nn::StoreOp>(op)) {
    if (getPlace(store.getValue()) ==
        getParameterPlace(store.getParameterAttr()))
      return success();
    return store.emitOpError("stores a value that could not be computed in "
                             "the parameter's place");
  }
  return op->emitOpError("has no launch: outline kernels first");
}

LogicalResult ProgramPlanner::planCall(CallOp call) {
  reclaim();
  SmallVector<Attribute> buffers, sizes;
  int64_t fixedBytes = 0, batchedBytes = 0;
  auto add = [&](Value value) {
    buffers.push_back(getPlace(value));
    sizes.push_back(getBytes(value.getType()));
    fixedBytes += getBytes(value.getType()).getFixed();
    batchedBytes += getBytes(value.getType()).getPerExample();
  };
  for (Value operand : call.getArguments())
    add(operand);
  for (OpResult result : call.getResults()) {
    if (nn::StoreOp store = findStore(call, result))
      places[result] = getParameterPlace(store.getParameterAttr());
    else if (!places.contains(result))
      allocate(result);
    add(result);
  }
  SmallVector<ExtentAttr> workspaces;
  for (auto size : call.getWorkspaces().getAsRange<ExtentAttr>()) {
    ExtentAttr place = allocateBytes(size);
    buffers.push_back(place);
    sizes.push_back(size);
    workspaces.push_back(place);
  }
  LaunchOp::create(
      builder, call.getLoc(), call.getCalleeAttr(), call.getExtentAttr(),
      builder.getArrayAttr(buffers), builder.getArrayAttr(sizes),
      builder.getI64IntegerAttr(call.getArguments().size()),
      call.getOperationsAttr(), getExtent(fixedBytes, batchedBytes));
  ++launches;
  for (auto [place, size] : llvm::zip_equal(
           workspaces, call.getWorkspaces().getAsRange<ExtentAttr>()))
    releaseBytes(place, size);
  for (Value result : call.getOutputs())
    releaseIfDead(result, call);
  SmallPtrSet<Value, 8> seen;
  for (Value operand : call.getArguments())
    if (seen.insert(getRoot(operand)).second)
      releaseIfDead(getRoot(operand), call);
  return success();
}

ExtentAttr ProgramPlanner::getParameterPlace(FlatSymbolRefAttr parameter) {
  return getExtent(shared.parameters.lookup(parameter.getAttr()), 0);
}

/// The store that lets `result` be computed right in its parameter: nothing
/// reads the old value later, and the call itself reads an element before it
/// writes the result's.
nn::StoreOp ProgramPlanner::findStore(CallOp call, OpResult result) {
  bool isInPlace = call.getInPlace()[result.getResultNumber()];
  for (Operation *user : result.getUsers()) {
    auto store = dyn_cast<nn::StoreOp>(user);
    if (!store)
      continue;
    if (llvm::all_of(
            loads[store.getParameterAttr().getAttr()],
            [&](Value load) { return isReadBefore(load, call, isInPlace); }))
      return store;
  }
  return nullptr;
}

bool ProgramPlanner::isReadBefore(Value value, CallOp call, bool isInPlace) {
  auto last = lastUse.find(value);
  if (last == lastUse.end() || last->second < order[call])
    return true;
  return last->second == order[call] && isInPlace;
}

/// Places a value, if anything ever reads it or not: kernels write all
/// results.
void ProgramPlanner::allocate(Value value) {
  places[value] = allocateBytes(getBytes(value.getType()));
  if (isa<BlockArgument>(value) && !lastUse.contains(value))
    lastUse[value] = 0;
  owned.insert(value);
}

void ProgramPlanner::releaseIfDead(Value value, Operation *op) {
  auto last = lastUse.find(value);
  bool dead = last == lastUse.end() || last->second <= order[op];
  if (dead && owned.erase(value))
    releaseBytes(places[value], getBytes(value.getType()));
}

ExtentAttr ProgramPlanner::allocateBytes(ExtentAttr size) {
  if (size.getPerExample() != 0)
    return getExtent(batchedMark, batched.allocate(size.getPerExample()));
  return getExtent(reserved + fixed.allocate(size.getFixed()), 0);
}

void ProgramPlanner::releaseBytes(ExtentAttr place, ExtentAttr size) {
  if (gap == 0)
    dead.push_back({launches, place, size});
}

void ProgramPlanner::reclaim() {
  while (!dead.empty() && dead.front().launch + reuseDistance <= launches) {
    auto [launch, place, size] = dead.front();
    dead.pop_front();
    if (size.getPerExample() != 0)
      batched.release(place.getPerExample(), size.getPerExample());
    else
      fixed.release(place.getFixed() - reserved, size.getFixed());
  }
}

ExtentAttr ProgramPlanner::getPlace(Value value) {
  return places[getRoot(value)];
}

PlacedTensorAttr ProgramPlanner::getPlaced(Value value, StringAttr name) {
  return PlacedTensorAttr::get(
      builder.getContext(), name ? name.getValue() : "",
      cast<RankedTensorType>(value.getType()), getPlace(value));
}

/// Where the batched buffers start is known only now.
void ProgramPlanner::rebase(ProgramOp program, int64_t start) {
  auto move = [&](ExtentAttr place) {
    return place.getFixed() == batchedMark
               ? getExtent(start, place.getPerExample())
               : place;
  };
  program->walk([&](LaunchOp launch) {
    SmallVector<Attribute> buffers;
    for (auto place : launch.getBuffers().getAsRange<ExtentAttr>())
      buffers.push_back(move(place));
    launch.setBuffersAttr(builder.getArrayAttr(buffers));
  });
  auto moveAll = [&](ArrayAttr tensors) {
    SmallVector<Attribute> moved;
    for (auto tensor : tensors.getAsRange<PlacedTensorAttr>())
      moved.push_back(PlacedTensorAttr::get(builder.getContext(),
                                            tensor.getName(), tensor.getType(),
                                            move(tensor.getPlace())));
    return builder.getArrayAttr(moved);
  };
  program.setInputsAttr(moveAll(program.getInputs()));
  program.setOutputsAttr(moveAll(program.getOutputs()));
}
