//===- SliceRing.h - Slots that slices take in turn -----------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SLICERING_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SLICERING_H

#include "compiler/CodeGen/CUDA/Device/DeviceLaunch.h"

namespace anabranch::codegen::cuda {

/// What those who fill slots of shared memory and those who read them wait for.
/// Slice i is in slot i mod `slots`. Each slot has two barrier objects (PTX
/// ISA, "mbarrier"), whose phases are its slices: one ends when the slice has
/// been brought, the other when it has been read. The second's phase before the
/// first slice counts as over.
class SliceRing {
public:
  SliceRing(int64_t slots, int64_t bringers)
      : slots(slots), bringers(bringers) {}

  int64_t getSlots() const { return slots; }
  int64_t getBytes() const { return 2 * slots * barrierBytes; }
  /// Puts the barrier objects into the block's memory.
  void place(LoopBuilder &loops, const Thread &thread, int64_t byteOffset);
  /// Makes them, for so many readers. One thread does, before a barrier.
  void begin(int64_t readers) const;

  mlir::Value getSlot(mlir::Value slice) const {
    return loops->rem(slice, slots);
  }
  /// The object whose phase ends when a slice is there.
  mlir::Value getFilled(mlir::Value slice) const;
  void awaitFree(mlir::Value slice) const;
  void awaitFilled(mlir::Value slice) const;
  /// The thread has brought its part of a slice, or has read it.
  void fill(mlir::Value slice) const;
  void free(mlir::Value slice) const;
  /// The thread will have brought its part when the copies that it has started
  /// are done.
  void fillWithCopies(mlir::Value slice) const;

private:
  mlir::Value getFreed(mlir::Value slice) const;
  mlir::Value getBarrier(mlir::Value slot, int64_t kind) const;
  void await(mlir::Value barrier, mlir::Value phase) const;
  void arrive(mlir::Value barrier) const;

  static constexpr int64_t barrierBytes = 8;

  int64_t slots, bringers;
  LoopBuilder *loops = nullptr;
  mlir::Value barriers; ///< those of filled slots, then those of free ones
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SLICERING_H
