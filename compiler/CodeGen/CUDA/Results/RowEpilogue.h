//===- RowEpilogue.h - The epilogue of a thread's rows --------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_ROWEPILOGUE_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_ROWEPILOGUE_H

#include "compiler/CodeGen/KernelArguments.h"

namespace anabranch::codegen::cuda {

/// The epilogue in two phases: the operands of several rows are loaded before
/// the first of the rows is stored. What is the same in all rows is loaded
/// once; nothing else could know that the stores leave it as it is.
class RowEpilogue {
public:
  /// Loads what all rows share for the lanes from `channel` on, all of memory.
  RowEpilogue(LoopBuilder &loops, const KernelArguments &arguments,
              mlir::Value channel, Lanes lanes);
  /// With what they share: a value for each input, null for others.
  RowEpilogue(LoopBuilder &loops, const KernelArguments &arguments,
              llvm::SmallVector<mlir::Value> shared, Lanes lanes)
      : loops(loops), arguments(arguments), lanes(lanes),
        shared(std::move(shared)) {}

  /// Loads an operand that is the same in all rows, for the lanes from
  /// `channel` on; null for others.
  static mlir::Value loadShared(LoopBuilder &loops, mlir::ShapedType domain,
                                mlir::Value input, mlir::Value channel,
                                Lanes lanes);
  /// Loads what is only of the lanes at `indices`.
  llvm::SmallVector<mlir::Value> fetch(mlir::ValueRange indices) const;
  /// How many values that are.
  size_t getFetchedCount() const;

  /// Runs the epilogue for the anchor's `result`, null if it has none, and for
  /// what was fetched at `indices`. Stores its results, and returns `sums` with
  /// those to be summed added.
  llvm::SmallVector<mlir::Value> store(mlir::Value result,
                                       mlir::ValueRange fetched,
                                       mlir::ValueRange indices,
                                       mlir::ValueRange sums) const;

  /// The sums before the first row.
  llvm::SmallVector<mlir::Value> getZeroSums() const;

private:
  LoopBuilder &loops;
  const KernelArguments &arguments;
  Lanes lanes;
  /// Of each operand; null where it is not the same in all rows.
  llvm::SmallVector<mlir::Value> shared;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_ROWEPILOGUE_H
