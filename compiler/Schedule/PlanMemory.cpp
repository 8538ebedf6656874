//===- PlanMemory.cpp - Places in the arena, and the list of launches -----===//

#include "compiler/Schedule/Passes.h"
#include "compiler/Schedule/ProgramPlanner.h"

namespace anabranch::schedule {
#define GEN_PASS_DEF_PLANMEMORYPASS
#include "compiler/Schedule/Passes.h.inc"
} // namespace anabranch::schedule

using namespace mlir;
using namespace anabranch;

namespace {
struct PlanMemoryPass : schedule::impl::PlanMemoryPassBase<PlanMemoryPass> {
  using PlanMemoryPassBase::PlanMemoryPassBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    Builder builder(&getContext());
    schedule::ArenaAllocator allocator(ANABRANCH_ALIGNMENT, gap);
    schedule::SharedPlaces shared;
    for (auto parameter : module.getOps<nn::ParameterOp>()) {
      int64_t offset =
          allocator.allocate(kernel::getBytes(parameter.getType()).getFixed());
      shared.parameters[parameter.getSymNameAttr()] = offset;
      parameter->setAttr("kernel.offset", builder.getI64IntegerAttr(offset));
    }
    for (unsigned i = 0; i <= nn::getMaxEnumValForStepValueKind(); ++i)
      shared.stepValues.push_back(allocator.allocate(sizeof(double)));
    shared.size = allocator.getSize();
    module->setAttr("kernel.step_values",
                    builder.getDenseI64ArrayAttr(shared.stepValues));

    // A function that prepares another is planned with it.
    SmallVector<func::FuncOp> functions;
    DenseSet<Attribute> preparations;
    for (auto function : module.getOps<func::FuncOp>()) {
      if (!function.isPrivate())
        functions.push_back(function);
      if (auto prepare =
              function->getAttrOfType<FlatSymbolRefAttr>("kernel.prepare"))
        preparations.insert(prepare.getAttr());
    }
    llvm::erase_if(functions, [&](func::FuncOp function) {
      return preparations.contains(function.getSymNameAttr());
    });
    for (func::FuncOp function : functions)
      if (failed(schedule::ProgramPlanner(function, shared, reuseDistance, gap)
                     .run()))
        return signalPassFailure();
  }
};
} // namespace
