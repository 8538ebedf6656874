//===- GenerateCUDAKernels.cpp - Writes outlined kernels as launches ------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Passes.h"
#include "compiler/Schedule/CUDA/ElementTiling.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/NVGPU/IR/NVGPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"

namespace anabranch::codegen::cuda {
#define GEN_PASS_DEF_GENERATECUDAKERNELSPASS
#include "compiler/CodeGen/CUDA/Passes.h.inc"
} // namespace anabranch::codegen::cuda

using namespace mlir;
using namespace anabranch;

namespace {
struct GenerateCUDAKernelsPass
    : codegen::cuda::impl::GenerateCUDAKernelsPassBase<
          GenerateCUDAKernelsPass> {
  using GenerateCUDAKernelsPassBase::GenerateCUDAKernelsPassBase;

  void runOnOperation() override {
    auto kernels =
        llvm::to_vector(getOperation().getOps<kernel::KernelOpInterface>());
    for (kernel::KernelOpInterface op : kernels) {
      OpBuilder builder(op);
      codegen::LoopBuilder loops(builder, op.getLoc());
      Value extent = getOperation().getArgument(0);
      bool isGenerated =
          llvm::TypeSwitch<Operation *, bool>(op)
              .Case<kernel::ConvolutionOp, kernel::ConvolutionInputGradOp,
                    kernel::ConvolutionKernelGradOp, kernel::MatMulOp,
                    kernel::PackFilterOp>([&](auto op) {
                codegen::cuda::generate(op, extent, loops,
                                        {warpgroups, sharedBytes});
                return true;
              })
              .Case<kernel::ConcatenateOp, kernel::DepthwiseOp,
                    kernel::DepthwiseInputGradOp, kernel::DepthwiseKernelGradOp,
                    kernel::ElementwiseOp, kernel::GatherOp, kernel::PoolOp,
                    kernel::PoolGradOp, kernel::ReductionOp,
                    kernel::SamplePixelsOp, kernel::SamplePixelsGradOp>(
                  [&](auto op) {
                    codegen::cuda::generate(op, extent, loops);
                    return true;
                  })
              .Default(false);
      if (!isGenerated) {
        op.emitOpError("has no code for a GPU");
        return signalPassFailure();
      }
      op->erase();
    }
    alignVectors();
  }

private:
  /// Lanes divide channels, and tensors begin at the arena's alignment, so that
  /// a load never crosses its own size. Longer vectors are several loads.
  void alignVectors() {
    auto align = [](auto op, VectorType type) {
      op.setAlignment(static_cast<uint64_t>(std::min<int64_t>(
          schedule::deviceVectorBytes,
          type.getNumElements() * type.getElementTypeBitWidth() / 8)));
    };
    getOperation().walk([&](Operation *op) {
      if (auto load = dyn_cast<vector::LoadOp>(op))
        align(load, load.getVectorType());
      else if (auto store = dyn_cast<vector::StoreOp>(op))
        align(store, store.getVectorType());
    });
  }
};
} // namespace
