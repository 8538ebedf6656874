//===- StreamedProduct.h - Products whose operands are brought by others --===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_STREAMEDPRODUCT_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_STREAMEDPRODUCT_H

#include "compiler/CodeGen/CUDA/Operands/LoadStream.h"
#include "compiler/CodeGen/CUDA/Products/BlockProduct.h"

namespace anabranch::codegen::cuda {

/// The products of one tile after the other in a block of warpgroups. The
/// tiling's producers bring slices, and know no tiles; its other threads
/// multiply them. Nobody waits but for slices and for slots, so that while one
/// warpgroup is busy with what follows a tile's products, the next tile's
/// slices arrive, and other warpgroups multiply.
class StreamedProduct {
public:
  /// Slices take up to `mostBytes` of the block's memory, unless they need more
  /// at least.
  StreamedProduct(const schedule::ProductTiling &tiling,
                  const ProductOperand &left, const ProductOperand &right,
                  mlir::Type element, int64_t mostBytes);

  /// What they take. Other memory may begin behind them.
  int64_t getBytes() const;

  /// What else threads do.
  struct Work {
    /// All of them, before a barrier in front of everything else.
    std::function<void()> prepare = [] {};
    /// Those that multiply, before the products of a tile.
    std::function<void(mlir::Value tile)> start = [](mlir::Value) {};
    /// Behind them, with a thread's sums.
    std::function<void(mlir::Value tile, mlir::ValueRange sums)> finish;
  };
  /// Multiplies so many turns for each of so many tiles. Ends with a barrier.
  void run(LoopBuilder &loops, const Thread &thread, ProductCode &code,
           mlir::Value tiles, mlir::Value turns, const Work &work);

private:
  /// A thread's registers. Where there is a choice, loads give some to products
  /// or the other way round.
  struct Registers {
    int64_t atStart, multiplying, loading;
  };
  static Registers shareRegisters(const schedule::ProductTiling &tiling);
  void takeRegisters(LoopBuilder &loops, int64_t count) const;
  std::unique_ptr<LoadStream> makeLoads(const ProductOperand &operand,
                                        int64_t slots, int64_t ahead) const;

  llvm::SmallVector<mlir::Value> addUp(LoopBuilder &loops, ProductCode &code,
                                       mlir::Value isFirstLane,
                                       mlir::Value tile, mlir::Value turns);
  void bring(LoopBuilder &loops, const Thread &thread, mlir::Value turns);

  const schedule::ProductTiling &tiling;
  mlir::Type element;
  Registers registers;
  int64_t loaders; ///< producers that load; a thread behind them copies
  std::unique_ptr<LoadStream> left;
  std::unique_ptr<SliceStream> right; ///< copied where not all producers load
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_STREAMEDPRODUCT_H
