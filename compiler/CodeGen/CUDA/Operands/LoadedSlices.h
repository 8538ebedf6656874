//===- LoadedSlices.h - Slices that a block's threads load ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_LOADEDSLICES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_LOADEDSLICES_H

#include "compiler/CodeGen/CUDA/Operands/ThreadSlices.h"

namespace anabranch::codegen::cuda {

/// Slices that all threads of a block load. One is on its way from global
/// memory to registers during the turn before it is brought.
class LoadedSlices : public ThreadSlices {
public:
  LoadedSlices(const ProductOperand &operand,
               const schedule::ProductTiling &tiling, mlir::Type element);

  void begin(mlir::Value turns) override;
  void bring(mlir::Value turn, mlir::ValueRange fetched) override;
  llvm::SmallVector<mlir::Value> fetch(mlir::Value turn,
                                       mlir::ValueRange before) override;
  size_t countFetched() const override { return fetchedCount; }

private:
  size_t fetchedCount = 0;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_LOADEDSLICES_H
