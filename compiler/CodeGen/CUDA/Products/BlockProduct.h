//===- BlockProduct.h - A block's part of a matrix product ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_BLOCKPRODUCT_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_BLOCKPRODUCT_H

#include "compiler/CodeGen/CUDA/Operands/SharedSlices.h"

namespace anabranch::codegen::cuda {

/// What becomes of neighbouring results, by their place in the block.
using ResultCode = llvm::function_ref<void(mlir::Value row, mlir::Value column,
                                           mlir::Value values, Lanes lanes)>;

/// How the threads of a block multiply slices.
class ProductCode {
public:
  virtual ~ProductCode() = default;
  /// A thread's sums at first.
  virtual llvm::SmallVector<mlir::Value> getZeros() = 0;
  /// Adds the products of a turn's slices, or begins to: neither the results
  /// nor the slices may be touched before `wait`.
  virtual llvm::SmallVector<mlir::Value> multiply(const SharedSlices &left,
                                                  const SharedSlices &right,
                                                  mlir::ValueRange sums,
                                                  mlir::Value turn) = 0;
  /// Waits for products, but for those of the last so many turns.
  virtual void wait(int64_t turns) {}
  /// Makes what this thread has stored in slices visible to what multiplies.
  virtual void publish() {}
  /// Calls `body` for each of a thread's results.
  virtual void forEachResult(mlir::ValueRange sums, ResultCode body) = 0;
};

/// Each thread multiplies a few rows by a vector of columns.
std::unique_ptr<ProductCode>
makeThreadProduct(LoopBuilder &loops, const Thread &thread,
                  const schedule::ProductTiling &tiling, mlir::Type element);

/// Each warp multiplies a part of the rows and columns with the tensor cores'
/// m16n8k16 instruction: bf16, summed in f32.
std::unique_ptr<ProductCode>
makeWarpProduct(LoopBuilder &loops, const Thread &thread,
                const schedule::ProductTiling &tiling);

/// Each group of four warps multiplies some times 64 rows by all columns, or
/// once all of its rows by 64 columns that are an instruction's rows, with
/// wgmma, which reads both operands from shared memory while the threads do
/// something else.
std::unique_ptr<ProductCode>
makeWarpgroupProduct(LoopBuilder &loops, const Thread &thread,
                     const schedule::ProductTiling &tiling);

/// Each group of four warps has a row of a filter's taps, and multiplies 64
/// channels by all columns for each tap of its row.
std::unique_ptr<ProductCode>
makeWarpgroupTapProduct(LoopBuilder &loops, const Thread &thread,
                        const schedule::ProductTiling &tiling);

/// Multiplies within a block of threads. While slices of the depth are
/// multiplied from shared memory, later ones are on their way there, and what
/// threads load after them is on its way from global memory to registers.
class BlockProduct {
public:
  BlockProduct(LoopBuilder &loops, const Thread &thread,
               const schedule::ProductTiling &tiling, mlir::Type element)
      : loops(loops), thread(thread), tiling(tiling), element(element) {}

  /// What `run` takes, with the results.
  static int64_t getSharedBytes(const schedule::ProductTiling &tiling,
                                const ProductOperand &left,
                                const ProductOperand &right,
                                mlir::Type element);

  /// Multiplies so many turns, by the tiling's unit. Leaves the results in
  /// shared memory, which it returns: rows x columns, and some behind them.
  mlir::Value run(const ProductOperand &left, const ProductOperand &right,
                  mlir::Value turns);

private:
  /// An operand's slices, in the block's memory.
  struct Operands;
  llvm::SmallVector<mlir::Value>
  fetch(const Operands &operands, mlir::Value turn, mlir::ValueRange before);
  void bring(ProductCode &code, const Operands &operands, mlir::Value turn,
             mlir::ValueRange fetched);
  llvm::SmallVector<mlir::Value> multiply(ProductCode &code,
                                          const Operands &operands,
                                          mlir::Value turn,
                                          mlir::ValueRange sums);
  llvm::SmallVector<mlir::Value>
  runTurns(ProductCode &code, const Operands &operands, mlir::Value turns);
  /// The sums of each thread. Nothing is in shared memory behind it.
  llvm::SmallVector<mlir::Value> addUp(ProductCode &code,
                                       const ProductOperand &left,
                                       const ProductOperand &right,
                                       mlir::Value turns);

  LoopBuilder &loops;
  const Thread &thread;
  const schedule::ProductTiling &tiling;
  mlir::Type element;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_BLOCKPRODUCT_H
