//===- Kernels.h - Code generators, one per anchor ------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_KERNELS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_KERNELS_H

#include "compiler/CodeGen/LoopBuilder.h"
#include "compiler/Schedule/CUDA/DeviceUnit.h"
#include "dialects/Kernel/Kernel.h"

namespace anabranch::codegen::cuda {

/// Each writes the launches of an outlined kernel before the op, which the
/// caller erases. `extent` is the kernel function's first argument. Products
/// depend on the GPU.
void generate(kernel::ConcatenateOp op, mlir::Value extent, LoopBuilder &loops);
void generate(kernel::ConvolutionOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::DeviceUnit &device);
void generate(kernel::ConvolutionInputGradOp op, mlir::Value extent,
              LoopBuilder &loops, const schedule::DeviceUnit &device);
void generate(kernel::ConvolutionKernelGradOp op, mlir::Value extent,
              LoopBuilder &loops, const schedule::DeviceUnit &device);
void generate(kernel::DepthwiseOp op, mlir::Value extent, LoopBuilder &loops);
void generate(kernel::DepthwiseInputGradOp op, mlir::Value extent,
              LoopBuilder &loops);
void generate(kernel::DepthwiseKernelGradOp op, mlir::Value extent,
              LoopBuilder &loops);
void generate(kernel::ElementwiseOp op, mlir::Value extent, LoopBuilder &loops);
void generate(kernel::GatherOp op, mlir::Value extent, LoopBuilder &loops);
void generate(kernel::MatMulOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::DeviceUnit &device);
void generate(kernel::PackFilterOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::DeviceUnit &device);
void generate(kernel::PoolOp op, mlir::Value extent, LoopBuilder &loops);
void generate(kernel::PoolGradOp op, mlir::Value extent, LoopBuilder &loops);
void generate(kernel::ReductionOp op, mlir::Value extent, LoopBuilder &loops);
void generate(kernel::SamplePixelsOp op, mlir::Value extent,
              LoopBuilder &loops);
void generate(kernel::SamplePixelsGradOp op, mlir::Value extent,
              LoopBuilder &loops);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_KERNELS_H
