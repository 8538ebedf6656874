//===- CopiedSlices.h - Slices that threads copy past their registers -----===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_COPIEDSLICES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_COPIEDSLICES_H

#include "compiler/CodeGen/CUDA/Operands/ThreadSlices.h"

namespace anabranch::codegen::cuda {

/// Slices that all threads of a block copy as they are in memory (PTX ISA,
/// "cp.async"), two turns before they are brought: then each thread computes
/// what is multiplied, if that is something else, from what it has copied.
class CopiedSlices : public ThreadSlices {
public:
  CopiedSlices(const ProductOperand &operand,
               const schedule::ProductTiling &tiling, mlir::Type element);

  /// Whether an operand's slices can be brought so for warps' products. Where
  /// warpgroups multiply, a fence would wait for copies under way.
  static bool canBring(const ProductOperand &operand,
                       const schedule::ProductTiling &tiling,
                       mlir::Type element);

  void begin(mlir::Value turns) override;
  void bring(mlir::Value turn, mlir::ValueRange fetched) override;
  llvm::SmallVector<mlir::Value> fetch(mlir::Value turn,
                                       mlir::ValueRange before) override;
  size_t countFetched() const override { return 2 * flagCount; }
  bool isCopied() const override { return true; }

private:
  /// Starts a slice's copies, if there is such a slice. Returns whether each is
  /// to be computed from.
  llvm::SmallVector<mlir::Value> start(mlir::Value slice);
  void finish(mlir::Value slice, mlir::ValueRange inside) const;

  bool isComputed;                       ///< else it is multiplied as it is
  size_t flagCount;                      ///< of a slice
  llvm::SmallVector<mlir::Value> second; ///< flags of the second slice
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_COPIEDSLICES_H
