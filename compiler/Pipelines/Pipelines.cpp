//===- Pipelines.cpp - The compiler's stages as pass pipelines ------------===//

#include "compiler/Pipelines/Pipelines.h"

#include "compiler/Autodiff/GradientRules.h"
#include "compiler/Autodiff/Passes.h"
#include "compiler/CodeGen/CPU/Passes.h"
#include "compiler/CodeGen/CUDA/Passes.h"
#include "compiler/CodeGen/Passes.h"
#include "compiler/Fusion/Passes.h"
#include "compiler/Schedule/Passes.h"
#include "dialects/Kernel/Kernel.h"
#include "dialects/NN/NN.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/ConvertToLLVM/ToLLVMPass.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/AMX/Transforms.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/NVGPU/IR/NVGPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::pipelines;

namespace {
/// A fusion's name on the command line and its pass, in the order they run.
struct Fusion {
  const char *name;
  std::unique_ptr<Pass> (*create)();
  bool isLast = false; ///< behind all else that is done to kernels
};
} // namespace

static constexpr Fusion fusionPasses[] = {
    {"conv-relu-bn", [] { return fusion::createFuseActivationPass(); }},
    {"skip-add", [] { return fusion::createFuseSkipAddPass(); }},
    {"bn-statistics", [] { return fusion::createFuseStatisticsPass(); }},
    {"bn-affine", [] { return fusion::createFuseAffinePass(); }},
    {"updates", [] { return fusion::createFuseUpdatesPass(); }},
    {"bn-finalizers", [] { return fusion::createFuseFinalizersPass(); },
     /*isLast=*/true},
};

FusionList::FusionList() {
  for (const Fusion &fusion : fusionPasses)
    names.insert(fusion.name);
}

std::optional<FusionList> FusionList::parse(StringRef text,
                                            std::string &error) {
  FusionList list;
  if (text == "all")
    return list;
  FusionList result;
  result.names.clear();
  if (text == "none")
    return result;
  SmallVector<StringRef> parts;
  text.split(parts, ',');
  for (StringRef part : parts) {
    if (!list.contains(part.trim())) {
      error = ("there is no fusion '" + part.trim() +
               "': use all, none, or some of " + list.str())
                  .str();
      return std::nullopt;
    }
    result.names.insert(part.trim().str());
  }
  return result;
}

std::string FusionList::str() const {
  if (names.empty())
    return "none";
  return llvm::join(names, ",");
}

void pipelines::registerDialects(DialectRegistry &registry) {
  registry.insert<amx::AMXDialect, arith::ArithDialect, cf::ControlFlowDialect,
                  func::FuncDialect, gpu::GPUDialect, kernel::KernelDialect,
                  LLVM::LLVMDialect, math::MathDialect, memref::MemRefDialect,
                  nn::NNDialect, NVVM::NVVMDialect, scf::SCFDialect,
                  vector::VectorDialect>();
  autodiff::registerGradientRules(registry);
  arith::registerConvertArithToLLVMInterface(registry);
  cf::registerConvertControlFlowToLLVMInterface(registry);
  registerConvertAMXToLLVMInterface(registry);
  registerConvertMathToLLVMInterface(registry);
  registerConvertMemRefToLLVMInterface(registry);
  vector::registerConvertVectorToLLVMInterface(registry);
}

void pipelines::buildTrainPipeline(OpPassManager &manager) {
  // Reshapes move behind layers while these are one op each. Equal draws of
  // random numbers stay two until build-programs tells them apart: nothing
  // before it may merge equal ops.
  manager.addPass(createCanonicalizerPass());
  manager.addPass(autodiff::createBuildProgramsPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(autodiff::createDifferentiatePass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

void pipelines::buildFusionPipeline(OpPassManager &manager,
                                    const CompileOptions &options) {
  OpPassManager &functions = manager.nest<func::FuncOp>();
  functions.addPass(fusion::createConvertNNToKernelPass());
  functions.addPass(createCSEPass());
  auto addFusions = [&](bool last) {
    for (const Fusion &fusion : fusionPasses)
      if (fusion.isLast == last && options.fusions.contains(fusion.name))
        functions.addPass(fusion.create());
  };
  addFusions(/*last=*/false);
  if (options.precision == Precision::BF16)
    // On a CPU the algorithm says what a convolution multiplies.
    functions.addPass(fusion::createLowerPrecisionPass(
        {/*products=*/options.target == Target::CUDA}));
  if (options.target == Target::CUDA) {
    functions.addPass(fusion::createFoldNormalizationPass());
    if (options.fusions.contains("updates"))
      functions.addPass(fusion::createApplyUpdatesPass());
  }
  addFusions(/*last=*/true);
}

/// Single examples and algorithms are the CPU's.
static void buildCPUAlgorithms(OpPassManager &manager,
                               const CompileOptions &options) {
  manager.addPass(schedule::createSpecializeBatchPass());
  schedule::ChooseAlgorithmPassOptions choose;
  choose.algorithm = options.algorithm;
  options.vectorUnit.setOptions(choose);
  choose.round = options.precision == Precision::BF16;
  manager.addPass(schedule::createChooseAlgorithmPass(choose));
}

void pipelines::buildSchedulePipeline(OpPassManager &manager,
                                      const CompileOptions &options) {
  bool isDevice = options.target == Target::CUDA;
  if (!isDevice)
    buildCPUAlgorithms(manager, options);
  schedule::PackFiltersPassOptions pack;
  options.vectorUnit.setOptions(pack);
  options.deviceUnit.setOptions(pack);
  pack.device = isDevice;
  manager.addPass(schedule::createPackFiltersPass(pack));
  manager.addPass(schedule::createPrepareParametersPass());
  schedule::OutlineKernelsPassOptions outline;
  options.vectorUnit.setOptions(outline);
  options.deviceUnit.setOptions(outline);
  outline.device = isDevice;
  manager.addPass(schedule::createOutlineKernelsPass(outline));
  schedule::PlanMemoryPassOptions plan;
  // The launches of one or two layers. A step of ResNet-30 then waits for what
  // it computes with alone, and takes a fifth more memory.
  constexpr int64_t launchesBeside = 8;
  if (isDevice)
    plan.reuseDistance = launchesBeside;
  plan.gap = options.gap;
  manager.addPass(schedule::createPlanMemoryPass(plan));
}

void pipelines::buildVectorPipeline(OpPassManager &manager,
                                    const CompileOptions &options) {
  codegen::cpu::GenerateCPUKernelsPassOptions generate;
  options.vectorUnit.setOptions(generate);
  OpPassManager &kernels = manager.nest<func::FuncOp>();
  kernels.addPass(codegen::cpu::createGenerateCPUKernelsPass(generate));
  // Only tests ask for it without a matrix unit.
  if (options.algorithm == "amx" && !options.vectorUnit.hasAMX)
    kernels.addPass(codegen::cpu::createExpandTilesPass());
  kernels.addPass(createCanonicalizerPass());
  kernels.addPass(createCSEPass());
}

void pipelines::buildLLVMPipeline(OpPassManager &manager) {
  manager.addPass(codegen::cpu::createOutlineParallelBodiesPass());
  OpPassManager &loops = manager.nest<LLVM::LLVMFuncOp>();
  loops.addPass(createLoopInvariantCodeMotionPass());
  loops.addPass(createCSEPass());
  loops.addPass(codegen::createExpandMathPass());
  loops.addPass(createSCFToControlFlowPass());
  loops.addPass(createConvertMathToLLVMPass());
  // What LLVM has no intrinsic for, such as erf, is called element by element.
  manager.addPass(createConvertMathToLibmPass());
  manager.addPass(createConvertFuncToLLVMPass());
  OpPassManager &blocks = manager.nest<LLVM::LLVMFuncOp>();
  blocks.addPass(createConvertToLLVMPass());
  blocks.addPass(createReconcileUnrealizedCastsPass());
}

void pipelines::buildGPUPipeline(OpPassManager &manager,
                                 const CompileOptions &options) {
  codegen::cuda::GenerateCUDAKernelsPassOptions generate;
  options.deviceUnit.setOptions(generate);
  manager.addNestedPass<func::FuncOp>(
      codegen::cuda::createGenerateCUDAKernelsPass(generate));
  manager.addPass(codegen::cuda::createBuildFetchKernelsPass());
  OpPassManager &kernels = manager.nest<func::FuncOp>();
  kernels.addPass(createCanonicalizerPass());
  kernels.addPass(createCSEPass());
  manager.addPass(codegen::cuda::createOutlineLaunchesPass(
      {options.deviceUnit.sharedBytes}));
  OpPassManager &device =
      manager.nest<gpu::GPUModuleOp>().nest<gpu::GPUFuncOp>();
  device.addPass(createLoopInvariantCodeMotionPass());
  device.addPass(createCSEPass());
}

void pipelines::buildNVVMPipeline(OpPassManager &manager) {
  OpPassManager &device = manager.nest<gpu::GPUModuleOp>();
  OpPassManager &loops = device.nest<gpu::GPUFuncOp>();
  loops.addPass(codegen::createExpandMathPass({/*complete=*/true}));
  loops.addPass(createSCFToControlFlowPass());
  device.addPass(codegen::cuda::createConvertToNVVMPass());
  OpPassManager &blocks = device.nest<LLVM::LLVMFuncOp>();
  blocks.addPass(createReconcileUnrealizedCastsPass());
  blocks.addPass(createCanonicalizerPass());
  blocks.addPass(createCSEPass());
  manager.addPass(createArithToLLVMConversionPass());
  manager.addPass(createReconcileUnrealizedCastsPass());
}
