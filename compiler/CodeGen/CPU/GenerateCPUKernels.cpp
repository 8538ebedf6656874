//===- GenerateCPUKernels.cpp - Writes outlined kernels as loops ----------===//

#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/Passes.h"
#include "compiler/Schedule/CPU/AMXTiling.h"

#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"

namespace anabranch::codegen::cpu {
#define GEN_PASS_DEF_GENERATECPUKERNELSPASS
#include "compiler/CodeGen/CPU/Passes.h.inc"
} // namespace anabranch::codegen::cpu

using namespace mlir;
using namespace anabranch;

namespace {
struct GenerateCPUKernelsPass
    : codegen::cpu::impl::GenerateCPUKernelsPassBase<GenerateCPUKernelsPass> {
  using GenerateCPUKernelsPassBase::GenerateCPUKernelsPassBase;

  void runOnOperation() override {
    schedule::VectorUnit unit{vectorBytes, vectorRegisters, cacheBytes, amx};
    auto kernels =
        llvm::to_vector(getOperation().getOps<kernel::KernelOpInterface>());
    for (kernel::KernelOpInterface op : kernels) {
      if (isa<kernel::ConvolutionOp, kernel::ConvolutionInputGradOp>(op) &&
          !op->hasAttr("filter_type")) {
        op.emitOpError("reads a filter that is not packed: pack filters first");
        return signalPassFailure();
      }
      if (isa<kernel::ConvolutionKernelGradOp>(op) &&
          !kernel::isIdentity(op.getEpilogue())) {
        op.emitOpError("has an epilogue, which pieces of a batch cannot run");
        return signalPassFailure();
      }
      OpBuilder builder(op);
      codegen::LoopBuilder loops(builder, op.getLoc());
      Value extent = getOperation().getArgument(0);
      bool isGenerated =
          llvm::TypeSwitch<Operation *, bool>(op)
              .Case<kernel::ConcatenateOp, kernel::ConvolutionOp,
                    kernel::ConvolutionInputGradOp,
                    kernel::ConvolutionKernelGradOp, kernel::DepthwiseOp,
                    kernel::DepthwiseInputGradOp, kernel::DepthwiseKernelGradOp,
                    kernel::ElementwiseOp, kernel::GatherOp, kernel::MatMulOp,
                    kernel::PackFilterOp, kernel::PoolOp, kernel::PoolGradOp,
                    kernel::ReductionOp, kernel::SamplePixelsOp,
                    kernel::SamplePixelsGradOp>([&](auto op) {
                codegen::cpu::generate(op, extent, loops, unit);
                return true;
              })
              .Default(false);
      if (!isGenerated) {
        op.emitOpError("has no code for a CPU");
        return signalPassFailure();
      }
      noteMatrixUnit(op);
      op->erase();
    }
  }

private:
  /// Says with how many products of bf16 a kernel multiplies its numbers.
  void noteMatrixUnit(kernel::KernelOpInterface op) {
    auto convolution = dyn_cast<kernel::ConvolutionOpInterface>(*op);
    if (convolution &&
        convolution.getAlgorithm() == kernel::ConvolutionAlgorithm::AMX)
      getOperation()->setAttr(
          "kernel.matrix_unit",
          OpBuilder(op).getI64IntegerAttr(
              schedule::getAMXProducts(schedule::getAMXParts(op))));
  }
};
} // namespace
