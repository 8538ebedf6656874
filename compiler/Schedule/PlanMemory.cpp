//===- PlanMemory.cpp - Places in the arena, and the list of launches -----===//

#include "compiler/Schedule/ArenaAllocator.h"
#include "compiler/Schedule/Passes.h"
#include "dialects/Kernel/Kernel.h"
#include "dialects/NN/NN.h"
#include "runtime/Model.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace anabranch::schedule {
#define GEN_PASS_DEF_PLANMEMORYPASS
#include "compiler/Schedule/Passes.h.inc"
} // namespace anabranch::schedule

using namespace mlir;
using namespace anabranch;
using kernel::CallOp;
using kernel::ExtentAttr;
using kernel::getBytes;
using kernel::LaunchOp;
using kernel::PlacedTensorAttr;
using kernel::ProgramOp;

/// The tensor that a value is, seen through reshapes, which share its memory.
static Value getRoot(Value value) {
  while (auto reshape = value.getDefiningOp<nn::ReshapeOp>())
    value = reshape.getInput();
  return value;
}

namespace {
/// Plans one function and turns it into a program.
class ProgramPlanner {
public:
  ProgramPlanner(func::FuncOp function,
                 const DenseMap<StringAttr, int64_t> &parameters,
                 ArrayRef<int64_t> stepValues, int64_t constants)
      : function(function), parameters(parameters), stepValues(stepValues),
        constants(constants), builder(function) {}

  LogicalResult run() {
    findLastUses();
    auto program = ProgramOp::create(
        builder, function.getLoc(), function.getSymName(),
        builder.getArrayAttr({}), builder.getArrayAttr({}), getExtent(0, 0));
    builder.createBlock(&program.getBody());

    // The runtime writes the inputs before the first launch.
    SmallVector<Attribute> inputs;
    for (BlockArgument argument : function.getArguments()) {
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
    int64_t fixedBytes = constants + fixed.getSize();
    program.setArenaAttr(getExtent(fixedBytes, batched.getSize()));
    rebase(program, fixedBytes);
    function.erase();
    return success();
  }

private:
  ExtentAttr getExtent(int64_t fixedPart, int64_t perExample) {
    return ExtentAttr::get(builder.getContext(), fixedPart, perExample);
  }

  void findLastUses() {
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

  LogicalResult plan(Operation *op) {
    if (auto load = dyn_cast<nn::LoadOp>(op)) {
      places[load.getResult()] =
          getExtent(parameters.lookup(load.getParameterAttr().getAttr()), 0);
      return success();
    }
    if (auto value = dyn_cast<nn::StepValueOp>(op)) {
      places[value.getResult()] =
          getExtent(stepValues[static_cast<unsigned>(value.getKind())], 0);
      return success();
    }
    if (auto call = dyn_cast<CallOp>(op))
      return planCall(call);
    if (isa<nn::ReshapeOp, func::ReturnOp>(op))
      return success();
    if (auto store = dyn_cast<nn::StoreOp>(op)) {
      if (getPlace(store.getValue()) == getParameterPlace(store))
        return success();
      return store.emitOpError("stores a value that could not be computed in "
                               "the parameter's place");
    }
    return op->emitOpError("has no launch: outline kernels first");
  }

  LogicalResult planCall(CallOp call) {
    SmallVector<Attribute> buffers;
    int64_t fixedBytes = 0, batchedBytes = 0;
    auto add = [&](Value value) {
      buffers.push_back(getPlace(value));
      fixedBytes += getBytes(value.getType()).getFixed();
      batchedBytes += getBytes(value.getType()).getPerExample();
    };
    for (Value operand : call.getArguments())
      add(operand);
    for (Value result : call.getOutputs()) {
      if (nn::StoreOp store = findStore(call, result))
        places[result] = getParameterPlace(store);
      else
        allocate(result);
      add(result);
    }
    SmallVector<ExtentAttr> workspaces;
    for (auto size : call.getWorkspaces().getAsRange<ExtentAttr>()) {
      ExtentAttr place = allocateBytes(size);
      buffers.push_back(place);
      workspaces.push_back(place);
    }
    LaunchOp::create(builder, call.getLoc(), call.getCalleeAttr(),
                     call.getExtentAttr(), builder.getArrayAttr(buffers),
                     call.getOperationsAttr(),
                     getExtent(fixedBytes, batchedBytes));
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

  ExtentAttr getParameterPlace(nn::StoreOp store) {
    return getExtent(parameters.lookup(store.getParameterAttr().getAttr()), 0);
  }

  /// The store that lets `result` be computed right in its parameter: nothing
  /// reads the old value later, and the call itself reads an element before it
  /// writes it.
  nn::StoreOp findStore(CallOp call, Value result) {
    for (Operation *user : result.getUsers()) {
      auto store = dyn_cast<nn::StoreOp>(user);
      if (!store)
        continue;
      if (llvm::all_of(loads[store.getParameterAttr().getAttr()],
                       [&](Value load) { return isReadBefore(load, call); }))
        return store;
    }
    return nullptr;
  }

  bool isReadBefore(Value value, CallOp call) {
    auto last = lastUse.find(value);
    if (last == lastUse.end() || last->second < order[call])
      return true;
    return last->second == order[call] && call.getInPlace();
  }

  /// Places a value, if anything ever reads it or not: kernels write all
  /// results.
  void allocate(Value value) {
    places[value] = allocateBytes(getBytes(value.getType()));
    if (isa<BlockArgument>(value) && !lastUse.contains(value))
      lastUse[value] = 0;
    owned.insert(value);
  }

  void releaseIfDead(Value value, Operation *op) {
    auto last = lastUse.find(value);
    bool dead = last == lastUse.end() || last->second <= order[op];
    if (dead && owned.erase(value))
      releaseBytes(places[value], getBytes(value.getType()));
  }

  ExtentAttr allocateBytes(ExtentAttr size) {
    if (size.getPerExample() != 0)
      return getExtent(batchedMark, batched.allocate(size.getPerExample()));
    return getExtent(constants + fixed.allocate(size.getFixed()), 0);
  }

  void releaseBytes(ExtentAttr place, ExtentAttr size) {
    if (size.getPerExample() != 0)
      batched.release(place.getPerExample(), size.getPerExample());
    else
      fixed.release(place.getFixed() - constants, size.getFixed());
  }

  ExtentAttr getPlace(Value value) { return places[getRoot(value)]; }

  PlacedTensorAttr getPlaced(Value value, StringAttr name) {
    return PlacedTensorAttr::get(
        builder.getContext(), name ? name.getValue() : "",
        cast<RankedTensorType>(value.getType()), getPlace(value));
  }

  /// Where the batched buffers start is known only now.
  void rebase(ProgramOp program, int64_t start) {
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
        moved.push_back(
            PlacedTensorAttr::get(builder.getContext(), tensor.getName(),
                                  tensor.getType(), move(tensor.getPlace())));
      return builder.getArrayAttr(moved);
    };
    program.setInputsAttr(moveAll(program.getInputs()));
    program.setOutputsAttr(moveAll(program.getOutputs()));
  }

  static constexpr int64_t batchedMark = -1;

  func::FuncOp function;
  const DenseMap<StringAttr, int64_t> &parameters;
  ArrayRef<int64_t> stepValues;
  int64_t constants;
  OpBuilder builder;
  schedule::ArenaAllocator fixed{ANABRANCH_ALIGNMENT};
  schedule::ArenaAllocator batched{ANABRANCH_ALIGNMENT};
  DenseMap<Operation *, int64_t> order;
  DenseMap<Value, int64_t> lastUse;
  DenseMap<Value, ExtentAttr> places;
  DenseMap<StringAttr, SmallVector<Value, 1>> loads; ///< by parameter
  DenseSet<Value> owned;
};

struct PlanMemoryPass : schedule::impl::PlanMemoryPassBase<PlanMemoryPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    Builder builder(&getContext());
    // Parameters and the step's numbers have the same places in all programs.
    schedule::ArenaAllocator constants(ANABRANCH_ALIGNMENT);
    DenseMap<StringAttr, int64_t> parameters;
    for (auto parameter : module.getOps<nn::ParameterOp>()) {
      int64_t offset =
          constants.allocate(getBytes(parameter.getType()).getFixed());
      parameters[parameter.getSymNameAttr()] = offset;
      parameter->setAttr("kernel.offset", builder.getI64IntegerAttr(offset));
    }
    SmallVector<int64_t> stepValues;
    for (unsigned i = 0; i <= nn::getMaxEnumValForStepValueKind(); ++i)
      stepValues.push_back(constants.allocate(sizeof(double)));
    module->setAttr("kernel.step_values",
                    builder.getDenseI64ArrayAttr(stepValues));

    for (auto function :
         llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
      if (!function.isPrivate() &&
          failed(ProgramPlanner(function, parameters, stepValues,
                                constants.getSize())
                     .run()))
        return signalPassFailure();
  }
};
} // namespace
