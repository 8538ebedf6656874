//===- LoopBuilder.h - Short names for loops and index arithmetic ---------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_LOOPBUILDER_H
#define ANABRANCH_COMPILER_CODEGEN_LOOPBUILDER_H

#include "mlir/IR/Builders.h"

namespace anabranch::codegen {

/// Builds loops and index arithmetic at one location, folding constants as it
/// goes, so that the code generators read like the loops they make.
class LoopBuilder {
public:
  LoopBuilder(mlir::OpBuilder &builder, mlir::Location location)
      : builder(builder), location(location) {}

  mlir::OpBuilder &builder;
  mlir::Location location;

  mlir::Value index(int64_t value);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value add(mlir::Value a, int64_t b) { return add(a, index(b)); }
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, int64_t b) { return mul(a, index(b)); }
  mlir::Value div(mlir::Value a, int64_t b);
  mlir::Value rem(mlir::Value a, int64_t b);
  /// a / b rounded up, both not negative.
  mlir::Value ceilDiv(mlir::Value a, int64_t b);
  mlir::Value ceilDiv(mlir::Value a, mlir::Value b);
  mlir::Value min(mlir::Value a, mlir::Value b);
  mlir::Value max(mlir::Value a, mlir::Value b);
  /// The size of the block from `start` on where `size` is cut into blocks of
  /// `block`, of which the last may be smaller.
  mlir::Value blockSize(mlir::Value start, int64_t block, int64_t size);
  /// a < b, signed.
  mlir::Value less(mlir::Value a, mlir::Value b);
  mlir::Value equal(mlir::Value a, mlir::Value b);
  mlir::Value equal(mlir::Value a, int64_t b) { return equal(a, index(b)); }
  /// Whether both conditions hold.
  mlir::Value both(mlir::Value a, mlir::Value b);

  /// for i = lower; i < upper; i += step, carrying values.
  mlir::ValueRange
  loop(mlir::Value lower, mlir::Value upper, int64_t step,
       mlir::ValueRange carried,
       llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value,
                                                         mlir::ValueRange)>
           body);
  /// The same, carrying nothing.
  void loop(mlir::Value lower, mlir::Value upper,
            llvm::function_ref<void(mlir::Value)> body, int64_t step = 1);
  /// The same from 0. A single iteration is no loop.
  void loop(mlir::Value upper, llvm::function_ref<void(mlir::Value)> body,
            int64_t step = 1);
  void loop(int64_t upper, llvm::function_ref<void(mlir::Value)> body,
            int64_t step = 1);
  void when(mlir::Value condition, llvm::function_ref<void()> body,
            llvm::function_ref<void()> otherwise = nullptr);

  using ParallelBody = llvm::function_ref<void(mlir::Value, mlir::Value)>;

  /// kernel.parallel; the body gets the index and the thread's scratch memory.
  void parallel(mlir::Value count, int64_t scratchBytes, ParallelBody body) {
    parallel(mlir::Value(), count, scratchBytes, body);
  }
  /// The same for the indices from `begin` to before `end`.
  void parallel(mlir::Value begin, mlir::Value end, int64_t scratchBytes,
                ParallelBody body);

  /// `count` elements of `type` at a byte offset of raw memory.
  mlir::Value view(mlir::Value bytes, int64_t byteOffset, mlir::Type type,
                   int64_t count);
  /// All elements of raw memory.
  mlir::Value view(mlir::Value bytes, mlir::Type type, mlir::Value count);
};

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_LOOPBUILDER_H
