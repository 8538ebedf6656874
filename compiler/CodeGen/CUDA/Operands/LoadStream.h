//===- LoadStream.h - Slices that threads copy and compute ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_LOADSTREAM_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_LOADSTREAM_H

#include "compiler/CodeGen/CUDA/Operands/SliceLoads.h"
#include "compiler/CodeGen/CUDA/Operands/SliceStream.h"

namespace anabranch::codegen::cuda {

/// Slices that threads copy as they are in memory, and then compute what is
/// multiplied, if that is something else, in place. Where they cannot be copied
/// they are loaded, without much on its way at a time.
class LoadStream : public SliceStream {
public:
  /// Those that load: warps of the block, from one thread on.
  struct Threads {
    int64_t first, count;
    int64_t mostTogether; ///< loads that each may wait for together
  };
  /// They start to copy slices `ahead` of the one that they compute.
  LoadStream(const ProductOperand &operand,
             const schedule::ProductTiling &tiling, mlir::Type element,
             int64_t slots, const Threads &threads, int64_t ahead);

  int64_t getBytes() const override;
  void place(LoopBuilder &loops, const Thread &thread,
             int64_t byteOffset) override;

  /// Brings so many slices of the first stream, and of the others what is
  /// multiplied by them. The streams' threads, which are the same, call it.
  static void bring(LoopBuilder &loops, llvm::ArrayRef<LoadStream *> streams,
                    mlir::Value slices);

private:
  enum class Way {
    Copy,    ///< as it is
    Compute, ///< copy it, and compute in place
    Load
  };
  bool isWrittenByThreads() const override { return true; }
  /// A group of a thread's loads of a slice.
  SlicePart getGroup(mlir::Value slice, mlir::Value group) const;
  int64_t countGroups() const;
  /// Begins to bring a slice. Returns a bit for each copy, which says whether
  /// it is to be computed from; nothing if none is.
  mlir::Value start(mlir::Value slice) const;
  mlir::Value copyAndMark(mlir::Value slice) const;
  /// Computes from what has arrived of it.
  void finish(mlir::Value slice, mlir::Value bits) const;

  /// Whether the places of pixels are remembered.
  bool hasPixels() const;
  int64_t countPixels() const;
  void rememberPixels(mlir::Value slice) const;
  mlir::Value getNumber() const;

  SliceLoads loads;
  int64_t firstThread, threads, ahead;
  int64_t perThread; ///< loads of a slice
  int64_t together;  ///< of them, in a group, about as many in each
  Way way;
  mlir::Value pixels; ///< those that are remembered, once placed
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_LOADSTREAM_H
