//===- BulkSlices.cpp - Slices that are copied in bulk --------------------===//

#include "compiler/CodeGen/CUDA/Operands/BulkSlices.h"

#include "compiler/CodeGen/CUDA/Operands/BulkCopy.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// Two slots may be read, by the products of a turn and of the one before,
/// while three copies are under way.
static constexpr int64_t slotCount = 5, copiesAhead = 3;

BulkSlices::BulkSlices(const ProductOperand &operand,
                       const ProductTiling &tiling, Type element)
    : TurnSlices(operand, tiling, element, slotCount),
      ring(slotCount, /*bringers=*/1) {}

int64_t BulkSlices::getBytes() const {
  return TurnSlices::getBytes() + ring.getBytes();
}

void BulkSlices::place(LoopBuilder &loops, const Thread &thread,
                       int64_t byteOffset) {
  TurnSlices::place(loops, thread, byteOffset);
  ring.place(loops, thread, byteOffset + TurnSlices::getBytes());
}

void BulkSlices::copy(Value turn) const {
  copySlice(*loops, *this, turn, getSlot(turn), ring.getFilled(turn));
}

Value BulkSlices::isStarter() const { return loops->equal(thread->number, 0); }

/// A barrier of the block says when slots are free, so that nobody waits for
/// readers.
void BulkSlices::begin(Value turns) {
  this->turns = turns;
  loops->when(isStarter(), [&] {
    ring.begin(/*readers=*/1);
    for (int64_t turn = 0; turn < copiesAhead; ++turn)
      loops->when(loops->less(loops->index(turn), turns),
                  [&] { copy(loops->index(turn)); });
  });
}

/// The slot that the second to last turn has read is free.
void BulkSlices::bring(Value turn, ValueRange) {
  Value next = loops->add(turn, copiesAhead);
  Value starts = loops->both(isStarter(), loops->less(next, turns));
  loops->when(starts, [&] { copy(next); });
}
