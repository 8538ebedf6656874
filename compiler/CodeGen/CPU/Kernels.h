//===- Kernels.h - Code generators, one per anchor ------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_KERNELS_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_KERNELS_H

#include "compiler/CodeGen/LoopBuilder.h"
#include "compiler/Schedule/CPU/VectorUnit.h"
#include "dialects/Kernel/Kernel.h"

namespace anabranch::codegen::cpu {

/// Each writes the loops of an outlined kernel before the op, which the caller
/// erases. `extent` is the kernel function's first argument.
void generate(kernel::ConvolutionOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::ConvolutionInputGradOp op, mlir::Value extent,
              LoopBuilder &loops, const schedule::VectorUnit &unit);
void generate(kernel::ConvolutionKernelGradOp op, mlir::Value extent,
              LoopBuilder &loops, const schedule::VectorUnit &unit);
void generateWinograd(kernel::ConvolutionOpInterface op, bool inputGrad,
                      mlir::Value extent, LoopBuilder &loops,
                      const schedule::VectorUnit &unit);
void generateAMX(kernel::KernelOpInterface op,
                 const kernel::ConvolutionShape &shape, bool inputGrad,
                 mlir::Value extent, LoopBuilder &loops,
                 const schedule::VectorUnit &unit);
void generateAMXKernelGrad(kernel::ConvolutionKernelGradOp op,
                           mlir::Value extent, LoopBuilder &loops,
                           const schedule::VectorUnit &unit);
void generateWinogradKernelGrad(kernel::ConvolutionKernelGradOp op,
                                mlir::Value extent, LoopBuilder &loops,
                                const schedule::VectorUnit &unit);
void generate(kernel::PackFilterOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::ConcatenateOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::DepthwiseOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::DepthwiseInputGradOp op, mlir::Value extent,
              LoopBuilder &loops, const schedule::VectorUnit &unit);
void generate(kernel::DepthwiseKernelGradOp op, mlir::Value extent,
              LoopBuilder &loops, const schedule::VectorUnit &unit);
void generate(kernel::GatherOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::ElementwiseOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::MatMulOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::PoolOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::PoolGradOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::ReductionOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::SamplePixelsOp op, mlir::Value extent, LoopBuilder &loops,
              const schedule::VectorUnit &unit);
void generate(kernel::SamplePixelsGradOp op, mlir::Value extent,
              LoopBuilder &loops, const schedule::VectorUnit &unit);

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_KERNELS_H
