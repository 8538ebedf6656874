//===- BulkSlices.h - Slices that are copied in bulk ----------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_BULKSLICES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_BULKSLICES_H

#include "compiler/CodeGen/CUDA/SharedSlices.h"

namespace anabranch::codegen::cuda {

/// Slices that lie in memory as wgmma reads them. One thread starts a copy for
/// each (PTX ISA, "cp.async.bulk"), which then needs no threads; it ends a
/// phase of a barrier object in shared memory, one for each slot, for which all
/// threads wait.
class BulkSlices : public SharedSlices {
public:
  BulkSlices(const ProductOperand &operand,
             const schedule::ProductTiling &tiling, mlir::Type element);

  int64_t getBytes() const override;
  void place(LoopBuilder &loops, const Thread &thread,
             int64_t byteOffset) override;
  void begin(mlir::Value turns) override;
  void await(mlir::Value turn) override;
  void bring(mlir::Value turn, mlir::ValueRange fetched) override;

private:
  mlir::Value getBarrier(mlir::Value slot) const;
  /// Starts the copy of what a turn reads.
  void copy(mlir::Value turn) const;
  mlir::Value makeWord(int64_t value) const;

  /// Whether the thread is the one that starts copies.
  mlir::Value isStarter() const;

  int64_t starter;
  mlir::Value barriers; ///< one for each slot
  mlir::Value turns;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_BULKSLICES_H
