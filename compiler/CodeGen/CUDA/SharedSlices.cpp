//===- SharedSlices.cpp - What a block multiplies, in its shared memory ---===//

#include "compiler/CodeGen/CUDA/SharedSlices.h"

#include "compiler/CodeGen/CUDA/BulkSlices.h"
#include "compiler/CodeGen/CUDA/LoadedSlices.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;
using schedule::ProductUnit;

SharedSlices::SharedSlices(const ProductOperand &operand,
                           const ProductTiling &tiling, Type element,
                           int64_t slots, bool isPadded)
    : operand(operand), element(element),
      inPieces(tiling.unit == ProductUnit::Warpgroups), slots(slots),
      lines(operand.halo         ? operand.halo->lines
            : operand.alongDepth ? operand.positions
                                 : tiling.depth),
      lineLength(operand.alongDepth ? tiling.depth : operand.positions),
      padding(isPadded ? 1 : 0) {}

SmallVector<int64_t> SharedSlices::getShape() const {
  int64_t perPiece = pieceBytes * 8 / element.getIntOrFloatBitWidth();
  if (inPieces)
    return {slots, lineLength / perPiece, lines + padding, perPiece};
  return {slots, lines, lineLength + padding * perPiece};
}

int64_t SharedSlices::getSlotBytes() const {
  SmallVector<int64_t> shape = getShape();
  return llvm::product_of(ArrayRef(shape).drop_front()) *
         element.getIntOrFloatBitWidth() / 8;
}

void SharedSlices::place(LoopBuilder &loops, const Thread &thread,
                         int64_t byteOffset) {
  this->loops = &loops;
  this->thread = &thread;
  memory = viewShared(loops, thread, byteOffset, getShape(), element);
}

Value SharedSlices::getSlot(Value turn) const {
  return loops->rem(loops->div(turn, getTurnsPerSlice()), slots);
}

SmallVector<Value> SharedSlices::getIndices(Value slot, Value position,
                                            Value depth) const {
  Value line = operand.alongDepth ? position : depth;
  Value place = operand.alongDepth ? depth : position;
  if (!inPieces)
    return {slot, line, place};
  int64_t perPiece = getShape().back();
  return {slot, loops->div(place, perPiece), line, loops->rem(place, perPiece)};
}

std::unique_ptr<SharedSlices> cuda::makeSlices(const ProductOperand &operand,
                                               const ProductTiling &tiling,
                                               Type element) {
  if (operand.getPackedBegin)
    return std::make_unique<BulkSlices>(operand, tiling, element);
  return std::make_unique<LoadedSlices>(operand, tiling, element);
}
