//===- ConvolutionOperands.h - What convolutions multiply -----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_CONVOLUTIONOPERANDS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_CONVOLUTIONOPERANDS_H

#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"

namespace anabranch::codegen::cuda {

/// Indices of an element in a filter of rank 4, or 2 with a single tap.
llvm::SmallVector<mlir::Value>
getFilterIndices(mlir::ShapedType filter, mlir::Value tapY, mlir::Value tapX,
                 mlir::Value inputChannel, mlir::Value outputChannel);

/// Channels of a group of operands that can be loaded together where blocks of
/// `channels` lie behind each other.
int64_t getOperandLanes(mlir::ValueRange group, int64_t channels);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_CONVOLUTIONOPERANDS_H
