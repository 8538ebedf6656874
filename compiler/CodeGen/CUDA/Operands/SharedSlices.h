//===- SharedSlices.h - What a block multiplies, in its shared memory -----===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SHAREDSLICES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SHAREDSLICES_H

#include "compiler/CodeGen/CUDA/Operands/ProductOperand.h"
#include "compiler/Schedule/CUDA/ProductTiling.h"

namespace anabranch::codegen::cuda {

/// One operand's slices of the depth in shared memory. Each turn of the product
/// reads one, or several that share a slot; more slots let the next ones be
/// written meanwhile.
///
/// A line of a slice runs along memory's neighbours: along the depth or the
/// positions. For warps, lines lie behind each other, padded by one load,
/// which keeps them aligned and spreads a column over the memory's banks.
///
/// Warpgroups read core matrices of eight lines of 16 bytes (PTX ISA, "Shared
/// Memory Matrix Layout"). Lines of 128 bytes lie behind each other, and the 16
/// bytes in each at places that differ from line to line, which spreads them
/// over the banks ("128-Byte swizzle mode"). Other lines, and those of packed
/// operands, are cut into pieces of 16 bytes, and pieces at the same place of
/// all lines lie behind each other, with a piece of padding where threads write
/// them.
class SharedSlices {
public:
  SharedSlices(const ProductOperand &operand,
               const schedule::ProductTiling &tiling, mlir::Type element,
               int64_t slots);
  virtual ~SharedSlices() = default;

  virtual int64_t getBytes() const { return slots * getSlotBytes(); }
  /// The same, up to where other slices may begin.
  int64_t getEnd() const;
  int64_t getSlotBytes() const { return perTurn * getSliceBytes(); }
  int64_t getSliceBytes() const;
  /// For warpgroups: bytes from a line to the next, from a piece of a line to
  /// the next, and from eight lines to the next eight that are multiplied with
  /// them.
  int64_t getLineStride() const;
  int64_t getPieceStride() const;
  int64_t getCoreStride() const {
    return (operand.halo ? operand.halo->stride : 8) * getLineStride();
  }
  /// Bytes from the first of the depth to another, a multiple of 16.
  int64_t getDepthStride(int64_t depth) const;
  bool isSwizzled() const { return layout == Layout::Swizzled; }
  bool isAlongDepth() const { return operand.alongDepth; }
  const std::optional<Halo> &getHalo() const { return operand.halo; }
  int64_t getTurnsPerSlice() const {
    return operand.halo ? operand.halo->turns : 1;
  }
  const ProductOperand &getOperand() const { return operand; }
  mlir::Type getElement() const { return element; }
  int64_t getLines() const { return lines; }
  int64_t getLineLength() const { return lineLength; }

  /// Puts the slices into the block's memory, from a byte offset on.
  virtual void place(LoopBuilder &loops, const Thread &thread,
                     int64_t byteOffset);
  mlir::Value getMemory() const { return memory; }

  /// The slot that a turn reads.
  mlir::Value getSlot(mlir::Value turn) const;
  /// The place of an element in a slot.
  llvm::SmallVector<mlir::Value>
  getIndices(mlir::Value slot, mlir::Value position, mlir::Value depth) const;

  static constexpr int64_t pieceBytes = 16;
  /// Of where swizzled lines begin, in the block's memory.
  static constexpr int64_t alignment = 1024;

protected:
  enum class Layout { Lines, Pieces, Swizzled };

  llvm::SmallVector<int64_t> getShape() const;

  const ProductOperand &operand;
  mlir::Type element;
  int64_t slots;
  int64_t perTurn; ///< slices that a turn multiplies after each other
  int64_t lines, lineLength;
  int64_t perPiece; ///< elements
  Layout layout;
  int64_t padding; ///< in pieces, behind each line or each piece's lines
  // Once placed:
  LoopBuilder *loops = nullptr;
  const Thread *thread = nullptr;
  mlir::Value memory; ///< slot x the slice's layout
};

/// Slices that all threads of a block bring and multiply, turn by turn: a turn
/// is a barrier, behind which the products of the second to last turn are done,
/// `await`, the start of its products, `bring`, a fence for what it has stored,
/// and the next turn's `fetch`.
class TurnSlices : public SharedSlices {
public:
  using SharedSlices::SharedSlices;

  /// Brings what the first of so many turns reads, up to its barrier.
  virtual void begin(mlir::Value turns) = 0;
  /// Waits for what was brought by somebody else than the block's threads.
  virtual void await(mlir::Value /*turn*/) {}
  /// Brings what the next turn reads, or a later one, from what was fetched.
  virtual void bring(mlir::Value turn, mlir::ValueRange fetched) = 0;
  /// Loads values for a turn's `bring`, for which nothing waits yet, or starts
  /// copies for a later one's. Gets what it has returned for the turn before,
  /// nothing in the first.
  virtual llvm::SmallVector<mlir::Value> fetch(mlir::Value /*turn*/,
                                               mlir::ValueRange /*before*/) {
    return {};
  }
  /// How many values that are.
  virtual size_t countFetched() const { return 0; }
  /// Whether `fetch` starts copies that have to be there two turns later.
  virtual bool isCopied() const { return false; }
};

/// Slices that are copied in bulk, if the operand is packed, that the block's
/// threads copy, if they can be, or else load.
std::unique_ptr<TurnSlices>
makeTurnSlices(const ProductOperand &operand,
               const schedule::ProductTiling &tiling, mlir::Type element);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SHAREDSLICES_H
