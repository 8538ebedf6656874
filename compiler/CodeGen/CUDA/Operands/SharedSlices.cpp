//===- SharedSlices.cpp - What a block multiplies, in its shared memory ---===//

#include "compiler/CodeGen/CUDA/Operands/SharedSlices.h"

#include "compiler/CodeGen/CUDA/Operands/BulkSlices.h"
#include "compiler/CodeGen/CUDA/Operands/CopiedSlices.h"
#include "compiler/CodeGen/CUDA/Operands/LoadedSlices.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;
using schedule::ProductUnit;

static constexpr int64_t swizzledBytes = 128;

SharedSlices::SharedSlices(const ProductOperand &operand,
                           const ProductTiling &tiling, Type element,
                           int64_t slots)
    : operand(operand), element(element), slots(slots),
      perTurn(operand.halo ? 1 : tiling.tapsPerTurn),
      lines(operand.halo         ? operand.halo->lines
            : operand.alongDepth ? operand.positions
                                 : tiling.depth),
      lineLength(operand.alongDepth ? tiling.depth : operand.positions),
      perPiece(pieceBytes * 8 / element.getIntOrFloatBitWidth()),
      layout(tiling.unit != ProductUnit::Warpgroups ? Layout::Lines
             : lineLength == swizzledBytes / pieceBytes * perPiece &&
                     !operand.getPackedBegin
                 ? Layout::Swizzled
                 : Layout::Pieces),
      padding(operand.getPackedBegin ? 0 : 1) {}

SmallVector<int64_t> SharedSlices::getShape() const {
  int64_t slices = slots * perTurn;
  switch (layout) {
  case Layout::Lines:
    return {slices, lines, lineLength + padding * perPiece};
  case Layout::Pieces:
    return {slices, lineLength / perPiece, lines + padding, perPiece};
  case Layout::Swizzled: {
    // The same places in all slots.
    constexpr uint64_t together = alignment / swizzledBytes;
    auto all = llvm::alignTo(static_cast<uint64_t>(lines), together);
    return {slices, static_cast<int64_t>(all), lineLength / perPiece, perPiece};
  }
  }
  llvm_unreachable("all layouts are handled");
}

int64_t SharedSlices::getLineStride() const {
  return isSwizzled() ? swizzledBytes : pieceBytes;
}

int64_t SharedSlices::getPieceStride() const {
  return isSwizzled() ? pieceBytes : (lines + padding) * pieceBytes;
}

int64_t SharedSlices::getDepthStride(int64_t depth) const {
  if (operand.alongDepth)
    return depth / perPiece * getPieceStride();
  return (operand.halo ? operand.halo->getLine(depth) : depth) *
         getLineStride();
}

int64_t SharedSlices::getEnd() const {
  return static_cast<int64_t>(llvm::alignTo(static_cast<uint64_t>(getBytes()),
                                            static_cast<uint64_t>(alignment)));
}

int64_t SharedSlices::getSliceBytes() const {
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
  Value piece = loops->div(place, perPiece), rest = loops->rem(place, perPiece);
  switch (layout) {
  case Layout::Lines:
    return {slot, line, place};
  case Layout::Pieces:
    return {slot, piece, line, rest};
  case Layout::Swizzled:
    // Bits 4 to 6 of an address are those of the place and, exclusively, of the
    // line.
    piece = loops->builder.createOrFold<arith::XOrIOp>(
        loops->location, piece, loops->rem(line, swizzledBytes / pieceBytes));
    return {slot, line, piece, rest};
  }
  llvm_unreachable("all layouts are handled");
}

std::unique_ptr<TurnSlices> cuda::makeTurnSlices(const ProductOperand &operand,
                                                 const ProductTiling &tiling,
                                                 Type element) {
  if (operand.getPackedBegin)
    return std::make_unique<BulkSlices>(operand, tiling, element);
  if (CopiedSlices::canBring(operand, tiling, element))
    return std::make_unique<CopiedSlices>(operand, tiling, element);
  return std::make_unique<LoadedSlices>(operand, tiling, element);
}
