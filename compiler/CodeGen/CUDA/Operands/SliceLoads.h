//===- SliceLoads.h - How threads load slices -----------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SLICELOADS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SLICELOADS_H

#include "compiler/CodeGen/CUDA/Operands/SharedSlices.h"

namespace anabranch::codegen::cuda {

/// Some loads of a slice, which some threads share.
struct SlicePart {
  mlir::Value slice;
  mlir::Value first;  ///< of the loads
  int64_t loads;      ///< each thread's at most
  int64_t threads;    ///< with a load each at a time
  mlir::Value number; ///< of the thread among them
};

/// Loads of slices, with the operand's prologue. What they bring is in
/// registers first, so that something else can be done while it is on its way.
class SliceLoads {
public:
  /// \param channelsAhead whether values by channel are loaded with the
  ///        elements; else when they are needed, since they are the same in
  ///        many turns, close, and take many registers
  SliceLoads(const SharedSlices &slices, bool channelsAhead)
      : slices(slices), operand(slices.getOperand()),
        channelsAhead(channelsAhead) {}

  /// \param pixels if set, where pixels that are remembered lie is looked up
  ///        there: one for each line
  void place(LoopBuilder &loops, mlir::Value pixels = {}) {
    this->loops = &loops;
    this->pixels = pixels;
  }
  /// Loads of a slice, by all threads together.
  int64_t countLoads() const { return slices.getLines() * getLoadsPerLine(); }
  /// By each of so many threads at most.
  int64_t countLoads(int64_t threads) const {
    return (countLoads() + threads - 1) / threads;
  }
  int64_t getLoadsPerLine() const {
    return slices.getLineLength() / operand.lanes;
  }

  /// Loads a thread's part of a slice, as it is in memory. Of a slice behind
  /// the last, something is loaded that nothing may read.
  llvm::SmallVector<mlir::Value> load(const SlicePart &part) const;
  /// Computes what is multiplied from what was loaded, and stores it.
  void store(const SlicePart &part, mlir::Value slot,
             mlir::ValueRange loaded) const;

  /// Whether what is multiplied is computed from one image, besides values by
  /// channel, so that it can be copied past the registers first.
  static bool canCopy(const ProductOperand &operand, mlir::Type element);
  /// Starts such copies (PTX ISA, "cp.async"), for which nothing waits yet.
  /// Returns whether a thread's are of places that count; others get zeros.
  llvm::SmallVector<mlir::Value> copy(const SlicePart &part,
                                      mlir::Value slot) const;
  /// Computes what is multiplied from what the same thread has copied.
  void compute(const SlicePart &part, mlir::Value slot,
               mlir::ValueRange inside) const;

private:
  struct Load;
  struct Factor;
  mlir::ShapedType getDomain() const;
  void forEachLoad(const SlicePart &part,
                   llvm::function_ref<void(const Load &)> body) const;
  /// Runs `body` in the threads that have the load.
  void ifThere(const Load &load, llvm::function_ref<void()> body) const;
  /// What the prologue makes of a load.
  mlir::Value computeFactor(const Factor &factor) const;
  mlir::Value findPixel(const Load &load) const;
  /// A remembered pixel is null if there is none.
  OperandPlace locate(const SlicePart &part, const Load &load,
                      mlir::Value pixel) const;
  /// Whether an operand is loaded with the elements, and not when it is needed.
  bool isLoadedAhead(mlir::Value value) const;

  const SharedSlices &slices;
  const ProductOperand &operand;
  bool channelsAhead;
  LoopBuilder *loops = nullptr;
  mlir::Value pixels;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_SLICELOADS_H
