//===- CopiedSlices.cpp - Slices that threads copy past their registers ---===//

#include "compiler/CodeGen/CUDA/Operands/CopiedSlices.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// One is read, one has been brought or is, and two are under way.
static constexpr int64_t slotCount = 4;

CopiedSlices::CopiedSlices(const ProductOperand &operand,
                           const ProductTiling &tiling, Type element)
    : ThreadSlices(operand, tiling, element, operand.isSingle ? 1 : slotCount,
                   /*channelsAhead=*/false),
      isComputed(!kernel::isIdentity(*operand.prologue)),
      flagCount(isComputed && !operand.isSingle
                    ? static_cast<size_t>(loads.countLoads(threads))
                    : 0) {}

bool CopiedSlices::canBring(const ProductOperand &operand,
                            const ProductTiling &tiling, Type element) {
  return tiling.unit == schedule::ProductUnit::Warps &&
         SliceLoads::canCopy(operand, element);
}

SmallVector<Value> CopiedSlices::start(Value slice) {
  SlicePart part = getPart(slice);
  Value isThere = loops->less(slice, turns);
  if (!isComputed) {
    loops->when(isThere, [&] { loads.copy(part, loops->rem(slice, slots)); });
    return {};
  }
  Value none = arith::ConstantOp::create(loops->builder, loops->location,
                                         loops->builder.getBoolAttr(false));
  SmallVector<Value> flags(static_cast<size_t>(part.loads), none);
  return select(*loops, isThere, flags,
                [&] { return loads.copy(part, loops->rem(slice, slots)); });
}

void CopiedSlices::finish(Value slice, ValueRange inside) const {
  if (isComputed)
    loads.compute(getPart(slice), loops->rem(slice, slots), inside);
}

/// What the first turns read is waited for at once.
void CopiedSlices::begin(Value turns) {
  this->turns = turns;
  SmallVector<Value> first = start(loops->index(0));
  if (!operand.isSingle)
    second = start(loops->index(1));
  NVVM::CpAsyncCommitGroupOp::create(loops->builder, loops->location);
  NVVM::CpAsyncWaitGroupOp::create(loops->builder, loops->location, 0);
  finish(loops->index(0), first);
}

void CopiedSlices::bring(Value turn, ValueRange fetched) {
  if (operand.isSingle)
    return;
  Value next = loops->add(turn, 1);
  loops->when(loops->less(next, turns),
              [&] { finish(next, fetched.take_front(flagCount)); });
}

SmallVector<Value> CopiedSlices::fetch(Value turn, ValueRange before) {
  if (operand.isSingle)
    return {};
  SmallVector<Value> flags =
      before.empty() ? second : llvm::to_vector(before.take_back(flagCount));
  flags.append(start(loops->add(turn, 2)));
  return flags;
}
