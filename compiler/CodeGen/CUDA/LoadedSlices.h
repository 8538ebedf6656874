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

  llvm::SmallVector<mlir::Value> begin(mlir::Value turns) override;
  llvm::SmallVector<mlir::Value> bring(mlir::Value turn,
                                       mlir::ValueRange carried) override;

private:
  struct Load;
  struct Part;
  /// Slices that are there before the first turn.
  int64_t countFirstSlices() const;
  /// What a turn brings of which slice.
  Part getItem(mlir::Value turn) const;
  Part getWhole(int64_t slice) const;
  void forEachLoad(const Part &part,
                   llvm::function_ref<void(const Load &)> body) const;
  /// Brings what a thread will load for an item closer: to the cache that
  /// multiprocessors share.
  void prefetch(const Part &part) const;
  /// Loads a thread's part of an item, as it is in memory. Nothing waits for it
  /// yet.
  llvm::SmallVector<mlir::Value> fetch(const Part &part) const;
  /// Computes what is multiplied from what was fetched, and stores it.
  void store(const Part &part, mlir::ValueRange fetched) const;
  int64_t countLoads() const { return lines * lineLength / operand.lanes; }
  /// Whether an operand is loaded with each element, and not by channel.
  bool isPerElement(mlir::Value value) const;

  int64_t threads;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_LOADEDSLICES_H
