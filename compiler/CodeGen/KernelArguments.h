//===- KernelArguments.h - The operands of an outlined kernel -------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_KERNELARGUMENTS_H
#define ANABRANCH_COMPILER_CODEGEN_KERNELARGUMENTS_H

#include "compiler/CodeGen/VectorCode.h"

namespace anabranch::codegen {

/// A kernel op on memrefs by the roles of its operands, and the code that all
/// anchors share: the epilogue and the finalizer.
class KernelArguments {
public:
  explicit KernelArguments(kernel::KernelOpInterface op);

  kernel::KernelOpInterface op;
  mlir::RankedTensorType domain;
  mlir::Type element;
  mlir::ValueRange stored;         ///< results that have the domain's elements
  mlir::ValueRange channelResults; ///< sums, or what a finalizer makes of them
  int64_t sums;                    ///< values of the epilogue that are summed
  mlir::ValueRange workspaces; ///< as schedule::getWorkspace has them, without
                               ///< the blocks' sums
  mlir::Value blockSums;       ///< a row of sums per block; may be null

  /// What the epilogue reads beside the anchor's result.
  mlir::OperandRange getInputs() const;

  /// Runs the epilogue for the lanes at `indices` and stores its results;
  /// returns the values to be summed. `result` is the anchor's, if it has one.
  llvm::SmallVector<mlir::Value> storeEpilogue(LoopBuilder &loops,
                                               mlir::Value result,
                                               mlir::ValueRange indices,
                                               Lanes lanes) const;
  /// The same with what has been loaded of each input.
  llvm::SmallVector<mlir::Value> storeEpilogue(LoopBuilder &loops,
                                               mlir::Value result,
                                               mlir::ValueRange operands,
                                               mlir::ValueRange indices,
                                               Lanes lanes) const;

  /// What the finalizer reads of the lanes from a channel on.
  llvm::SmallVector<mlir::Value> loadFinalizerInputs(LoopBuilder &loops,
                                                     mlir::Value channel,
                                                     Lanes lanes) const;
  /// Stores what becomes of the complete sums of the lanes from a channel on,
  /// which are not by tap.
  /// \param operands what `loadFinalizerInputs` has loaded
  void storeChannels(LoopBuilder &loops, mlir::ValueRange totals,
                     mlir::ValueRange operands, mlir::Value channel,
                     Lanes lanes) const;

  /// Fetches the cache lines that `storeEpilogue` will read and write at
  /// `indices` ahead.
  void prefetchEpilogue(LoopBuilder &loops, mlir::ValueRange indices) const;

  /// How many elements a cache line has.
  int64_t getLineElements() const {
    return cacheLineBytes * 8 / element.getIntOrFloatBitWidth();
  }

private:
  /// What the finalizer runs over.
  mlir::RankedTensorType getChannels() const;
};

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_KERNELARGUMENTS_H
