//===- ThreadSlices.h - Slices of which each thread brings a part ---------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_THREADSLICES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_THREADSLICES_H

#include "compiler/CodeGen/CUDA/Operands/SliceLoads.h"

namespace anabranch::codegen::cuda {

/// Slices of which each of a block's threads that multiply brings a part.
class ThreadSlices : public TurnSlices {
public:
  void place(LoopBuilder &loops, const Thread &thread,
             int64_t byteOffset) override {
    TurnSlices::place(loops, thread, byteOffset);
    loads.place(loops);
  }

protected:
  ThreadSlices(const ProductOperand &operand,
               const schedule::ProductTiling &tiling, mlir::Type element,
               int64_t slots, bool channelsAhead)
      : TurnSlices(operand, tiling, element, slots),
        loads(*this, channelsAhead), threads(tiling.threads) {}

  /// The thread's part of a slice.
  SlicePart getPart(mlir::Value slice) const {
    return {slice, loops->index(0), loads.countLoads(threads), threads,
            thread->number};
  }

  SliceLoads loads;
  int64_t threads;
  mlir::Value turns; ///< of the product, once begun
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_THREADSLICES_H
