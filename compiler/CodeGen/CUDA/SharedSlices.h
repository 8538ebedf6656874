//===- SharedSlices.h - What a block multiplies, in its shared memory -----===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_SHAREDSLICES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_SHAREDSLICES_H

#include "compiler/CodeGen/CUDA/ProductOperand.h"
#include "compiler/Schedule/ProductTiling.h"

namespace anabranch::codegen::cuda {

/// One operand's slices of the depth in shared memory. Each turn of the product
/// reads one; slots for several let the next ones be written meanwhile.
///
/// A line of a slice runs along memory's neighbours: along the depth or the
/// positions. For warps, lines lie behind each other, padded by one load,
/// which keeps them aligned and spreads a column over the memory's banks. For
/// warpgroups, a line is cut into pieces of 16 bytes, and pieces at the same
/// place of all lines lie behind each other; eight of them are a core matrix
/// of wgmma without swizzling (PTX ISA, "Shared Memory Matrix Layout"). Where
/// threads write them, one piece of padding spreads a line over the banks.
///
/// A turn of the product is: a barrier, behind which the products of the second
/// to last turn are done, `await`, the start of its products, `bring`, a fence
/// for what it has stored, and the next turn's `fetch`.
class SharedSlices {
public:
  virtual ~SharedSlices() = default;

  virtual int64_t getBytes() const { return slots * getSlotBytes(); }
  int64_t getSlotBytes() const;
  /// Bytes from a piece of a line to the next, for warpgroups.
  int64_t getPieceStride() const { return (lines + padding) * pieceBytes; }
  /// Bytes from eight lines to the next eight that are multiplied with them.
  int64_t getCoreStride() const {
    return (operand.halo ? operand.halo->stride : 8) * pieceBytes;
  }
  bool isAlongDepth() const { return operand.alongDepth; }
  const std::optional<Halo> &getHalo() const { return operand.halo; }
  int64_t getTurnsPerSlice() const {
    return operand.halo ? operand.halo->turns : 1;
  }

  /// Puts the slices into the block's memory, from a byte offset on.
  virtual void place(LoopBuilder &loops, const Thread &thread,
                     int64_t byteOffset);
  mlir::Value getMemory() const { return memory; }

  /// The slot that a turn reads.
  mlir::Value getSlot(mlir::Value turn) const;
  /// The place of an element in a slot.
  llvm::SmallVector<mlir::Value>
  getIndices(mlir::Value slot, mlir::Value position, mlir::Value depth) const;

  /// Brings what the first of so many turns reads, up to its barrier. All
  /// threads of the block do.
  virtual void begin(mlir::Value turns) = 0;
  /// Waits for what was brought by somebody else than the block's threads.
  virtual void await(mlir::Value /*turn*/) {}
  /// Brings what the next turn reads, or a part of what later ones do, from
  /// what was fetched for it. The tiling's producers do.
  virtual void bring(mlir::Value turn, mlir::ValueRange fetched) = 0;
  /// Loads values for a turn's `bring`, for which nothing waits yet.
  virtual llvm::SmallVector<mlir::Value> fetch(mlir::Value /*turn*/) {
    return {};
  }
  /// How many values that are.
  virtual size_t countFetched() const { return 0; }

  static constexpr int64_t pieceBytes = 16;

protected:
  SharedSlices(const ProductOperand &operand,
               const schedule::ProductTiling &tiling, mlir::Type element,
               int64_t slots, bool isPadded);
  llvm::SmallVector<int64_t> getShape() const;

  const ProductOperand &operand;
  mlir::Type element;
  bool inPieces; ///< the layout of warpgroups
  int64_t slots, lines, lineLength;
  int64_t padding; ///< in pieces, behind each piece's lines or each line
  // Once placed:
  LoopBuilder *loops = nullptr;
  const Thread *thread = nullptr;
  mlir::Value memory; ///< slot x the slice's layout
};

/// Slices that the block's threads load, if the operand is not packed, and else
/// those that are copied in bulk.
std::unique_ptr<SharedSlices> makeSlices(const ProductOperand &operand,
                                         const schedule::ProductTiling &tiling,
                                         mlir::Type element);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_SHAREDSLICES_H
