//===- BlockProduct.h - A block's part of a matrix product ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_BLOCKPRODUCT_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_BLOCKPRODUCT_H

#include "compiler/CodeGen/CUDA/DeviceLaunch.h"
#include "compiler/Schedule/ProductTiling.h"

namespace anabranch::codegen::cuda {

/// The left operand (positions are rows) or the right one (columns) of a
/// block's product.
struct ProductOperand {
  /// Whether neighbours in memory lie along the depth, else along positions.
  bool alongDepth;
  /// How many of them are loaded together.
  int64_t lanes;
  /// Loads them, from a place relative to the block's first position; zeros
  /// outside.
  std::function<mlir::Value(mlir::Value position, mlir::Value depth)> load;
};

/// Multiplies within a block of threads. While a slice of the depth is
/// multiplied from shared memory, the next is on its way from global memory to
/// registers.
class BlockProduct {
public:
  BlockProduct(LoopBuilder &loops, const Thread &thread,
               const schedule::ProductTiling &tiling, mlir::Type element)
      : loops(loops), thread(thread), tiling(tiling), element(element) {}

  static int64_t getSharedBytes(const schedule::ProductTiling &tiling,
                                const ProductOperand &left,
                                const ProductOperand &right,
                                mlir::Type element);

  /// Adds up products over [begin, end) of the depth and leaves the results in
  /// shared memory, which it returns: rows x columns.
  mlir::Value run(const ProductOperand &left, const ProductOperand &right,
                  mlir::Value begin, mlir::Value end);

private:
  struct Side;
  llvm::SmallVector<mlir::Value> loadSlice(const Side &side, mlir::Value begin);
  void storeSlice(const Side &side, mlir::ValueRange values, mlir::Value slot);
  llvm::SmallVector<mlir::Value> multiply(const Side &left, const Side &right,
                                          mlir::ValueRange sums,
                                          mlir::Value slot);
  mlir::Value loadShared(const Side &side, mlir::Value position,
                         mlir::Value depth, mlir::Value slot, Lanes lanes);

  LoopBuilder &loops;
  const Thread &thread;
  const schedule::ProductTiling &tiling;
  mlir::Type element;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_BLOCKPRODUCT_H
