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

/// One operand's slices in shared memory: two, so that one is written while the
/// other is read. Rows are padded by one load, which keeps them aligned and
/// spreads a column over the memory's banks.
struct ProductSlices {
  bool alongDepth;
  int64_t lanes;
  int64_t positions, depth;
  mlir::Type element;
  mlir::Value memory; ///< slot x row x place in the row

  int64_t getRows() const { return alongDepth ? positions : depth; }
  int64_t getRowLength() const { return alongDepth ? depth : positions; }
  int64_t getPitch() const;
  int64_t getBytes() const;
};

/// How the threads of a block multiply slices.
class ProductCode {
public:
  virtual ~ProductCode() = default;
  /// A thread's sums at first.
  virtual llvm::SmallVector<mlir::Value> getZeros() = 0;
  /// Adds the products of the slices in `slot`.
  virtual llvm::SmallVector<mlir::Value> multiply(const ProductSlices &left,
                                                  const ProductSlices &right,
                                                  mlir::ValueRange sums,
                                                  mlir::Value slot) = 0;
  /// Stores the sums to the block's rows x columns.
  virtual void store(mlir::ValueRange sums, mlir::Value results) = 0;
};

/// Each thread multiplies a few rows by a vector of columns.
std::unique_ptr<ProductCode>
makeThreadProduct(LoopBuilder &loops, const Thread &thread,
                  const schedule::ProductTiling &tiling, mlir::Type element);

/// Each warp multiplies a part of the rows and columns with the tensor cores'
/// m16n8k16 instruction: bf16, summed in f32.
std::unique_ptr<ProductCode>
makeTensorCoreProduct(LoopBuilder &loops, const Thread &thread,
                      const schedule::ProductTiling &tiling);

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
  /// shared memory, which it returns: rows x columns, and some behind them.
  mlir::Value run(const ProductOperand &left, const ProductOperand &right,
                  mlir::Value begin, mlir::Value end);

private:
  void forEachLoad(
      const ProductSlices &slices,
      llvm::function_ref<void(int64_t, mlir::Value, mlir::Value, mlir::Value)>
          body);
  llvm::SmallVector<mlir::Value> loadSlice(const ProductSlices &slices,
                                           const ProductOperand &operand,
                                           mlir::Value begin);
  void storeSlice(const ProductSlices &slices, mlir::ValueRange values,
                  mlir::Value slot);

  LoopBuilder &loops;
  const Thread &thread;
  const schedule::ProductTiling &tiling;
  mlir::Type element;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_BLOCKPRODUCT_H
