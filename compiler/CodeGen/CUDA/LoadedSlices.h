//===- LoadedSlices.h - Slices that a block's threads load ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_LOADEDSLICES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_LOADEDSLICES_H

#include "compiler/CodeGen/CUDA/SharedSlices.h"

namespace anabranch::codegen::cuda {

/// Slices that threads load, with the operand's prologue. Each turn brings an
/// item: a slice, or if it serves many turns, a part of the next one. An item
/// is on its way from global memory to registers during the turn before.
class LoadedSlices : public SharedSlices {
public:
  LoadedSlices(const ProductOperand &operand,
               const schedule::ProductTiling &tiling, mlir::Type element);

  int64_t getBytes() const override;
  void place(LoopBuilder &loops, const Thread &thread,
             int64_t byteOffset) override;
  void begin(mlir::Value turns) override;
  void bring(mlir::Value turn, mlir::ValueRange fetched) override;
  llvm::SmallVector<mlir::Value> fetch(mlir::Value turn) override;
  size_t countFetched() const override { return fetchedCount; }

private:
  struct Load;
  struct Part;
  Part getFirstSlice() const;
  /// What a turn brings of which slice.
  Part getItem(mlir::Value turn) const;
  void forEachLoad(const Part &part,
                   llvm::function_ref<void(const Load &)> body) const;
  /// Loads a thread's part of an item, as it is in memory.
  llvm::SmallVector<mlir::Value> load(const Part &part) const;
  /// Computes what is multiplied from what was fetched, and stores it.
  void store(const Part &part, mlir::ValueRange fetched) const;
  int64_t countLoads() const { return lines * lineLength / operand.lanes; }
  /// Whether an operand is fetched with the elements, and not when it is
  /// needed.
  bool isFetched(mlir::Value value) const;

  /// Whether the pixels of all lines are remembered.
  bool hasPixels() const { return operand.halo && operand.halo->findPixel; }
  void rememberPixels() const;
  OperandPlace locate(mlir::Value position, mlir::Value slice,
                      mlir::Value depth) const;

  const schedule::ProductTiling &tiling;
  mlir::Value pixels; ///< of each line, if they are remembered
  mlir::Value turns;  ///< of the product
  size_t fetchedCount = 0;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_LOADEDSLICES_H
