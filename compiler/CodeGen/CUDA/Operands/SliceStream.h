//===- SliceStream.h - Slices that some threads bring for others ----------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SLICESTREAM_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SLICESTREAM_H

#include "compiler/CodeGen/CUDA/Operands/SharedSlices.h"
#include "compiler/CodeGen/CUDA/Operands/SliceRing.h"

namespace anabranch::codegen::cuda {

/// Slices that some of a block's threads bring, one after the other, as slots
/// are freed by those that multiply.
class SliceStream : public SharedSlices {
public:
  int64_t getBytes() const override;
  void place(LoopBuilder &loops, const Thread &thread,
             int64_t byteOffset) override;
  /// Prepares for so many warps that read. One thread calls it, before a
  /// barrier.
  void begin(int64_t readers) const { ring.begin(readers); }

  /// Waits for what a turn is the first to read.
  virtual void await(mlir::Value turn) const;
  /// The warp's thread that calls it has seen the products of a turn end.
  virtual void free(mlir::Value turn) const;

protected:
  SliceStream(const ProductOperand &operand,
              const schedule::ProductTiling &tiling, mlir::Type element,
              int64_t slots, int64_t bringers)
      : SharedSlices(operand, tiling, element, slots), ring(slots, bringers) {}
  mlir::Value getSlice(mlir::Value turn) const {
    return loops->div(turn, getTurnsPerSlice());
  }
  /// Runs `body` in the first or last of the turns that read a slice.
  void atTurn(mlir::Value turn, int64_t number,
              llvm::function_ref<void()> body) const;
  /// wgmma reads by another path than threads write by. Whoever has written
  /// could say so too, but would wait for all loads that it has begun.
  virtual bool isWrittenByThreads() const = 0;

  SliceRing ring;
};

/// A packed operand's slices, for each of which one thread starts a copy. If
/// there is a slot for each slice of the operand's period, they stay there.
class CopyStream : public SliceStream {
public:
  CopyStream(const ProductOperand &operand,
             const schedule::ProductTiling &tiling, mlir::Type element,
             int64_t slots)
      : SliceStream(operand, tiling, element, slots, /*bringers=*/1) {}

  void await(mlir::Value turn) const override;
  void free(mlir::Value turn) const override;
  /// Brings so many slices. One thread calls it.
  void bring(mlir::Value slices) const;

private:
  bool areKept() const { return ring.getSlots() == operand.period; }
  bool isWrittenByThreads() const override { return false; }
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SLICESTREAM_H
