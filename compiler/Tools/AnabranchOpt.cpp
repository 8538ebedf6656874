//===- AnabranchOpt.cpp - Runs single passes, for the tests ---------------===//

#include "compiler/Autodiff/Passes.h"
#include "compiler/CodeGen/CPU/Passes.h"
#include "compiler/CodeGen/CUDA/Passes.h"
#include "compiler/CodeGen/Passes.h"
#include "compiler/Emulator/Passes.h"
#include "compiler/Fusion/Passes.h"
#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Schedule/Passes.h"

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  anabranch::pipelines::registerDialects(registry);
  mlir::registerTransformsPasses();
  anabranch::autodiff::registerAutodiffPasses();
  anabranch::codegen::registerCodeGenPasses();
  anabranch::codegen::cpu::registerCPUPasses();
  anabranch::codegen::cuda::registerCUDAPasses();
  anabranch::emulator::registerEmulatorPasses();
  anabranch::fusion::registerFusionPasses();
  anabranch::schedule::registerSchedulePasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Anabranch's pass driver\n", registry));
}
