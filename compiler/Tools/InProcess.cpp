//===- InProcess.cpp - Compiles functions for this process ----------------===//

#include "compiler/Tools/InProcess.h"

#include "compiler/Emulator/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace anabranch;

std::unique_ptr<target::JitProgram>
anabranch::compileInProcess(ModuleOp module, StringRef function,
                            int64_t batchSize, llvm::TargetMachine &machine,
                            const pipelines::CompileOptions &options) {
  OwningOpRef<ModuleOp> copy(module.clone());
  // A file has many functions, of which only this one is run.
  for (auto other : copy->getOps<func::FuncOp>())
    if (other.getSymName() != function)
      other.setPrivate();
  PassManager manager(module.getContext());
  manager.addPass(createSymbolDCEPass());
  pipelines::buildFusionPipeline(manager, options);
  pipelines::buildSchedulePipeline(manager, options);
  if (options.target == pipelines::Target::CUDA) {
    pipelines::buildGPUPipeline(manager, options);
    pipelines::buildNVVMPipeline(manager);
    emulator::EmulateDevicePassOptions emulate;
    emulate.passFunctions = true;
    manager.addPass(emulator::createEmulateDevicePass(emulate));
  } else {
    pipelines::buildVectorPipeline(manager, options);
    pipelines::buildLLVMPipeline(manager);
  }
  // Fails where the tool has no such options, which is no failure here.
  (void)applyPassManagerCLOptions(manager);
  if (failed(manager.run(*copy)))
    return nullptr;
  return target::JitProgram::create(*copy, function, batchSize, machine);
}
