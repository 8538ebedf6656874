//===- VerifyAnchor.h - What holds for every anchor -----------------------===//

#ifndef ANABRANCH_DIALECTS_KERNEL_VERIFYANCHOR_H
#define ANABRANCH_DIALECTS_KERNEL_VERIFYANCHOR_H

#include "dialects/Kernel/Kernel.h"

namespace anabranch::kernel {

/// The type of a group's data; null if it is missing.
inline mlir::ShapedType findDataType(mlir::OperandRange group) {
  return group.empty() ? mlir::ShapedType()
                       : llvm::cast<mlir::ShapedType>(group.front().getType());
}

/// Whether there is a size above 0 for height and width each.
bool arePositive(llvm::ArrayRef<int64_t> sizes);

/// Checks regions, operands and results against each other, with errors.
llvm::LogicalResult verifyAnchor(KernelOpInterface op);

/// Checks that an epilogue that code generation does not run stores the
/// anchor's result as it is.
llvm::LogicalResult verifyPlainEpilogue(KernelOpInterface op);

/// Checks that the operands are there, and that a window slides over the input
/// as often as there are outputs. `getShape` is called once it may be.
///
/// \param filter its type before it was packed
llvm::LogicalResult
verifyWindow(KernelOpInterface op, llvm::ArrayRef<int64_t> strides,
             llvm::ArrayRef<int64_t> padding, llvm::ArrayRef<int64_t> dilations,
             llvm::function_ref<ConvolutionShape()> getShape);

} // namespace anabranch::kernel

#endif // ANABRANCH_DIALECTS_KERNEL_VERIFYANCHOR_H
