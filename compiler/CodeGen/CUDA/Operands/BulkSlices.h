//===- BulkSlices.h - Slices that are copied in bulk ----------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_BULKSLICES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_BULKSLICES_H

#include "compiler/CodeGen/CUDA/Operands/SharedSlices.h"
#include "compiler/CodeGen/CUDA/Operands/SliceRing.h"

namespace anabranch::codegen::cuda {

/// Slices that lie in memory as wgmma reads them. One thread starts a copy for
/// each, some turns ahead, and all threads wait for it.
class BulkSlices : public TurnSlices {
public:
  BulkSlices(const ProductOperand &operand,
             const schedule::ProductTiling &tiling, mlir::Type element);

  int64_t getBytes() const override;
  void place(LoopBuilder &loops, const Thread &thread,
             int64_t byteOffset) override;
  void begin(mlir::Value turns) override;
  void await(mlir::Value turn) override { ring.awaitFilled(turn); }
  void bring(mlir::Value turn, mlir::ValueRange fetched) override;

private:
  void copy(mlir::Value turn) const;
  /// Whether the thread is the one that starts copies.
  mlir::Value isStarter() const;

  SliceRing ring;
  mlir::Value turns;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_BULKSLICES_H
