//===- SliceRing.cpp - Slots that slices take in turn ---------------------===//

#include "compiler/CodeGen/CUDA/Operands/SliceRing.h"

#include "compiler/CodeGen/CUDA/Device/DeviceAddress.h"

#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

void SliceRing::place(LoopBuilder &loops, const Thread &thread,
                      int64_t byteOffset) {
  this->loops = &loops;
  barriers = viewShared(loops, thread, byteOffset, {2 * slots},
                        loops.builder.getI64Type());
}

Value SliceRing::getBarrier(Value slot, int64_t kind) const {
  return getSharedAddress(*loops, barriers, loops->add(slot, kind * slots),
                          barrierBytes);
}

Value SliceRing::getFilled(Value slice) const {
  return getBarrier(getSlot(slice), 0);
}

Value SliceRing::getFreed(Value slice) const {
  return getBarrier(getSlot(slice), 1);
}

void SliceRing::begin(int64_t readers) const {
  for (int64_t kind = 0; kind < 2; ++kind)
    for (int64_t slot = 0; slot < slots; ++slot)
      NVVM::MBarrierInitOp::create(
          loops->builder, loops->location, getBarrier(loops->index(slot), kind),
          makeWord(*loops, kind == 0 ? bringers : readers),
          /*predicate=*/Value());
  // Copies find the barriers by another path than threads.
  fenceProxy(*loops);
}

void SliceRing::await(Value barrier, Value phase) const {
  // How long the hardware may sleep before it looks again, in nanoseconds.
  constexpr int64_t patience = 1000000;
  NVVM::MBarrierTryWaitParityOp::create(
      loops->builder, loops->location, barrier,
      toWord(*loops, loops->rem(phase, 2)), makeWord(*loops, patience));
}

void SliceRing::awaitFilled(Value slice) const {
  await(getFilled(slice), loops->div(slice, slots));
}

/// Waits for the slice before it in the slot.
void SliceRing::awaitFree(Value slice) const {
  await(getFreed(slice), loops->add(loops->div(slice, slots), 1));
}

void SliceRing::arrive(Value barrier) const {
  NVVM::MBarrierArriveOp::create(loops->builder, loops->location,
                                 /*res=*/Type(), barrier, /*count=*/Value(),
                                 NVVM::MemScopeKind::CTA, /*relaxed=*/false);
}

void SliceRing::fill(Value slice) const { arrive(getFilled(slice)); }

void SliceRing::fillWithCopies(Value slice) const {
  NVVM::CpAsyncMBarrierArriveOp::create(loops->builder, loops->location,
                                        getFilled(slice), /*noinc=*/true);
}

void SliceRing::free(Value slice) const { arrive(getFreed(slice)); }
