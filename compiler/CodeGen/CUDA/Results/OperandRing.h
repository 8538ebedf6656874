//===- OperandRing.h - An epilogue's operands on their way ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_OPERANDRING_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_OPERANDRING_H

#include "compiler/CodeGen/CUDA/Device/DeviceLaunch.h"
#include "compiler/CodeGen/KernelArguments.h"

namespace anabranch::codegen::cuda {

/// What threads will need of an epilogue's operands, copied to the block's
/// memory in time (PTX ISA, "cp.async"), since registers do not suffice to wait
/// for it. A thread reads only what it has copied.
class OperandRing {
public:
  /// Threads handle `lanes` of the domain at a time. What there is no room for
  /// is loaded when it is needed.
  /// \param mostBytes what there is room for; some of it is left to others
  OperandRing(const KernelArguments &arguments, int64_t lanes, int64_t threads,
              int64_t mostBytes);

  int64_t getBytes() const { return bytes; }
  void place(LoopBuilder &loops, const Thread &thread, int64_t byteOffset);

  /// Starts to copy what a thread's item needs of each operand that is not the
  /// same in all rows. Items are counted from zero, and started in order.
  void start(int64_t item, mlir::ValueRange indices) const;
  /// In place of an item behind the last.
  void startNothing() const;
  /// Waits for an item, behind which all but one of those that may be ahead
  /// have been started, and loads its operands.
  llvm::SmallVector<mlir::Value> take(int64_t item,
                                      mlir::ValueRange indices) const;

  /// How many items may have been started and not taken.
  int64_t getAhead() const { return ahead; }

private:
  struct Operand {
    mlir::Value input;
    int64_t byteOffset;
    bool isCopied; ///< else it is loaded when it is needed
  };
  int64_t getItemBytes(mlir::Value input) const;

  const KernelArguments &arguments;
  int64_t lanes, threads;
  llvm::SmallVector<Operand> operands;
  int64_t ahead;
  int64_t bytes = 0;
  // Once placed:
  LoopBuilder *loops = nullptr;
  mlir::Value number;                    ///< of the thread
  llvm::SmallVector<mlir::Value> copies; ///< of each operand, or null
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_OPERANDRING_H
