//===- PrepareParameters.cpp - Work that only new parameters ask for ------===//

#include "compiler/Schedule/Passes.h"
#include "compiler/Schedule/ProgramPlanner.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

namespace anabranch::schedule {
#define GEN_PASS_DEF_PREPAREPARAMETERSPASS
#include "compiler/Schedule/Passes.h.inc"
} // namespace anabranch::schedule

using namespace mlir;
using namespace anabranch;

namespace {
/// Splits one function.
class ParameterWork {
public:
  explicit ParameterWork(func::FuncOp function) : function(function) {}

  void split() {
    findKernels();
    if (results.empty())
      return;
    func::FuncOp prepare = makeFunction();
    // What prepare computes is passed to the function instead.
    for (Value value : results) {
      unsigned number = function.getNumArguments();
      (void)function.insertArgument(number, value.getType(), {},
                                    value.getLoc());
      value.replaceAllUsesWith(function.getArgument(number));
    }
    // With them go the reshapes that led from one to another.
    for (Operation &op :
         llvm::make_early_inc_range(llvm::reverse(function.front())))
      if (op.use_empty() && (moved.contains(&op) || isa<nn::ReshapeOp>(op)))
        op.erase();
    function->setAttr("kernel.prepare", FlatSymbolRefAttr::get(prepare));
  }

private:
  /// Finds the kernels that read nothing but parameters and each other's
  /// results, and which of those others read. What there is one of for each
  /// example depends on their number too.
  void findKernels() {
    auto isKnown = [&](Value value) {
      Operation *op = schedule::getRoot(value).getDefiningOp();
      return op && (isa<nn::LoadOp>(op) || moved.contains(op));
    };
    for (Operation &op : function.front())
      if (isa<kernel::KernelOpInterface>(op) &&
          llvm::all_of(op.getOperands(), isKnown) &&
          llvm::all_of(op.getResultTypes(), [](Type type) {
            return cast<ShapedType>(type).hasStaticShape();
          }))
        moved.insert(&op);
    // Reshapes of loads and of moved results are made on both sides.
    for (Operation *op : moved)
      for (Value result : op->getResults())
        if (isReadOutside(result))
          results.push_back(result);
  }

  bool isReadOutside(Value value) {
    return llvm::any_of(value.getUsers(), [&](Operation *user) {
      if (isa<nn::ReshapeOp>(user))
        return isReadOutside(user->getResult(0));
      return !moved.contains(user);
    });
  }

  func::FuncOp makeFunction() {
    OpBuilder builder(function);
    auto prepare = func::FuncOp::create(
        builder, function.getLoc(), ("prepare_" + function.getSymName()).str(),
        builder.getFunctionType({}, ValueRange(results).getTypes()));
    builder.setInsertionPointToStart(prepare.addEntryBlock());
    IRMapping mapping;
    for (Operation *op : moved) {
      for (Value operand : op->getOperands())
        cloneSource(builder, operand, mapping);
      builder.clone(*op, mapping);
    }
    SmallVector<Value> returned = llvm::map_to_vector(
        results, [&](Value value) { return mapping.lookup(value); });
    func::ReturnOp::create(builder, function.getLoc(), returned);
    return prepare;
  }

  /// The loads and reshapes that a moved kernel reads.
  static void cloneSource(OpBuilder &builder, Value value, IRMapping &mapping) {
    if (mapping.contains(value))
      return;
    Operation *op = value.getDefiningOp();
    for (Value operand : op->getOperands())
      cloneSource(builder, operand, mapping);
    builder.clone(*op, mapping);
  }

  func::FuncOp function;
  llvm::SetVector<Operation *> moved;
  SmallVector<Value> results;
};

struct PrepareParametersPass
    : schedule::impl::PrepareParametersPassBase<PrepareParametersPass> {
  void runOnOperation() override {
    for (auto function :
         llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      // A program that changes parameters would compute it every time anyway.
      if (function.isPrivate() || !function.getOps<nn::StoreOp>().empty())
        continue;
      ParameterWork(function).split();
    }
  }
};
} // namespace
