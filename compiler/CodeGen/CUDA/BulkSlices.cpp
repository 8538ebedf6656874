//===- BulkSlices.cpp - Slices that are copied in bulk --------------------===//

#include "compiler/CodeGen/CUDA/BulkSlices.h"

#include "compiler/CodeGen/CUDA/DeviceAddress.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// Two slots may be read, by the products of a turn and of the one before,
/// while three copies are under way.
static constexpr int64_t slotCount = 5, copiesAhead = 3;
static constexpr int64_t barrierBytes = 8;

BulkSlices::BulkSlices(const ProductOperand &operand,
                       const ProductTiling &tiling, Type element)
    : SharedSlices(operand, tiling, element, slotCount, /*isPadded=*/false),
      starter(tiling.producers ? tiling.threads : 0) {}

int64_t BulkSlices::getBytes() const {
  return SharedSlices::getBytes() + slotCount * barrierBytes;
}

void BulkSlices::place(LoopBuilder &loops, const Thread &thread,
                       int64_t byteOffset) {
  SharedSlices::place(loops, thread, byteOffset);
  barriers = viewShared(loops, thread, byteOffset + SharedSlices::getBytes(),
                        {slotCount}, loops.builder.getI64Type());
}

Value BulkSlices::makeWord(int64_t value) const {
  return arith::ConstantOp::create(
      loops->builder, loops->location,
      loops->builder.getI32IntegerAttr(static_cast<int32_t>(value)));
}

Value BulkSlices::getBarrier(Value slot) const {
  return getSharedAddress(*loops, barriers, slot, barrierBytes);
}

void BulkSlices::copy(Value turn) const {
  OpBuilder &builder = loops->builder;
  Location location = loops->location;
  Value slot = getSlot(turn);
  Value barrier = getBarrier(slot);
  Value bytes = makeWord(getSlotBytes());
  NVVM::MBarrierArriveExpectTxOp::create(
      builder, location, /*res=*/Type(), barrier, bytes,
      NVVM::MemScopeKind::CTA, /*relaxed=*/false, /*predicate=*/Value());
  // A block alone is a cluster, and its memory the cluster's.
  constexpr unsigned clusterSpace = 7;
  Value place = LLVM::AddrSpaceCastOp::create(
      builder, location,
      LLVM::LLVMPointerType::get(builder.getContext(), clusterSpace),
      getSharedAddress(*loops, memory, slot, getSlotBytes()));
  NVVM::CpAsyncBulkGlobalToSharedClusterOp::create(
      builder, location, place,
      getGlobalAddress(*loops, operand.group.front(),
                       operand.getPackedBegin(turn)),
      barrier, bytes, /*multicastMask=*/Value(), /*l2CacheHint=*/Value());
}

Value BulkSlices::isStarter() const {
  return arith::CmpIOp::create(loops->builder, loops->location,
                               arith::CmpIPredicate::eq, thread->number,
                               loops->index(starter));
}

void BulkSlices::begin(Value turns) {
  this->turns = turns;
  loops->when(isStarter(), [&] {
    for (int64_t slot = 0; slot < slotCount; ++slot)
      NVVM::MBarrierInitOp::create(loops->builder, loops->location,
                                   getBarrier(loops->index(slot)), makeWord(1),
                                   /*predicate=*/Value());
    // Copies find the barriers by another path than threads.
    fenceProxy(*loops);
    for (int64_t turn = 0; turn < copiesAhead; ++turn)
      loops->when(loops->less(loops->index(turn), turns),
                  [&] { copy(loops->index(turn)); });
  });
}

void BulkSlices::await(Value turn) {
  Value phase = loops->rem(loops->div(turn, slotCount), 2);
  // How long the hardware may sleep before it looks again, in nanoseconds.
  constexpr int64_t patience = 1000000;
  NVVM::MBarrierTryWaitParityOp::create(
      loops->builder, loops->location, getBarrier(getSlot(turn)),
      arith::IndexCastUIOp::create(loops->builder, loops->location,
                                   loops->builder.getI32Type(), phase),
      makeWord(patience));
}

/// The slot that the second to last turn has read is free.
void BulkSlices::bring(Value turn, ValueRange) {
  Value next = loops->add(turn, copiesAhead);
  Value starts = arith::AndIOp::create(loops->builder, loops->location,
                                       isStarter(), loops->less(next, turns));
  loops->when(starts, [&] { copy(next); });
}
