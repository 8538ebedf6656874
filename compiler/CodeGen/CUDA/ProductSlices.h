//===- ProductSlices.h - What a block multiplies, in its shared memory ----===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTSLICES_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTSLICES_H

#include "compiler/CodeGen/CUDA/DeviceLaunch.h"
#include "compiler/Schedule/ProductTiling.h"

namespace anabranch::codegen::cuda {

/// Where an operand's element lies.
struct OperandPlace {
  /// In the group's first operand. Always a place in memory.
  llvm::SmallVector<mlir::Value> indices;
  /// Whether it is multiplied; else it stands for a zero.
  mlir::Value inside;
};

/// A left operand that is kept with its halo: a line of its slices is a pixel,
/// and products read a slice from another line on for each tap.
struct Halo {
  int64_t lines;
  /// How many turns read a slice, each with another tap.
  int64_t turns;
  /// Lines from eight neighbouring pixels of a product to the next eight.
  int64_t stride;
  /// The line of a warpgroup's first pixel.
  std::function<mlir::Value(mlir::Value group)> getBegin;
  /// How much further a tap reads.
  std::function<mlir::Value(mlir::Value tap)> getShift;
};

/// The left operand (positions are rows) or the right one (columns) of a
/// block's product: an operand group with its prologue.
struct ProductOperand {
  mlir::ValueRange group;
  mlir::Region *prologue;
  /// Of a slice, in the product's terms: pixels, taps and channels, columns.
  int64_t positions;
  /// Whether neighbours in memory lie along the depth, else along positions.
  bool alongDepth;
  /// How many of them are loaded together.
  int64_t lanes;
  /// Finds what is at a position, relative to the block's first, of a slice,
  /// and at a depth within it. With a halo, that of the two which runs along
  /// lines counts these.
  std::function<OperandPlace(mlir::Value position, mlir::Value slice,
                             mlir::Value depth)>
      locate;
  std::optional<Halo> halo;
};

/// One operand's slices of the depth in shared memory: two, so that one is
/// written while the other is read. Each turn of the product reads a slice and
/// brings an item of the next one, which is all of it or, if it serves many
/// turns, a part.
///
/// A line of a slice runs along memory's neighbours: along the depth or the
/// positions. For warps, lines lie behind each other, padded by one load,
/// which keeps them aligned and spreads a column over the memory's banks. For
/// warpgroups, a line is cut into pieces of 16 bytes, and pieces at the same
/// place of all lines lie behind each other; eight of them are a core matrix
/// of wgmma without swizzling (PTX ISA, "Shared Memory Matrix Layout"). One
/// piece of padding behind them spreads a line over the banks.
class ProductSlices {
public:
  ProductSlices(const ProductOperand &operand,
                const schedule::ProductTiling &tiling, mlir::Type element);

  int64_t getBytes() const { return 2 * getSlotBytes(); }
  int64_t getSlotBytes() const;
  /// Bytes from a piece of a line to the next, for warpgroups.
  int64_t getPieceStride() const { return (lines + 1) * pieceBytes; }
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
  void place(LoopBuilder &loops, const Thread &thread, int64_t byteOffset);
  mlir::Value getMemory() const { return memory; }

  /// The slot that a turn reads.
  mlir::Value getSlot(LoopBuilder &loops, mlir::Value turn) const;
  /// The place of an element in a slot.
  llvm::SmallVector<mlir::Value> getIndices(LoopBuilder &loops,
                                            mlir::Value slot,
                                            mlir::Value position,
                                            mlir::Value depth) const;

  /// Brings the whole first slice.
  void fill(LoopBuilder &loops, const Thread &thread) const;
  /// Loads a thread's part of an item, as it is in memory. Nothing waits for it
  /// yet.
  llvm::SmallVector<mlir::Value> fetch(LoopBuilder &loops, const Thread &thread,
                                       mlir::Value item) const;
  /// Computes what is multiplied from what was fetched, and stores it.
  void store(LoopBuilder &loops, const Thread &thread, mlir::Value item,
             mlir::ValueRange fetched) const;

  static constexpr int64_t pieceBytes = 16;

private:
  struct Load;
  struct Part;
  /// What an item is of its slice.
  Part getPart(LoopBuilder &loops, mlir::Value item) const;
  void forEachLoad(LoopBuilder &loops, const Thread &thread, const Part &part,
                   llvm::function_ref<void(const Load &)> body) const;
  llvm::SmallVector<mlir::Value> fetch(LoopBuilder &loops, const Thread &thread,
                                       const Part &part) const;
  void store(LoopBuilder &loops, const Thread &thread, const Part &part,
             mlir::ValueRange fetched) const;
  int64_t countLoads() const { return lines * lineLength / operand.lanes; }
  llvm::SmallVector<int64_t> getShape() const;
  /// Whether an operand is loaded with each element, and not by channel.
  bool isPerElement(mlir::Value value) const;

  const ProductOperand &operand;
  mlir::Type element;
  bool inPieces; ///< the layout of warpgroups
  int64_t threads;
  int64_t lines, lineLength;
  mlir::Value memory; ///< slot x the slice's layout
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTSLICES_H
