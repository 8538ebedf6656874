//===- PackedFilter.h - A convolution's filter as the inner loop reads it -===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_PACKEDFILTER_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_PACKEDFILTER_H

#include "compiler/CodeGen/VectorCode.h"
#include "compiler/Schedule/CPU/ConvolutionTiling.h"

namespace anabranch::codegen::cpu {

/// A filter packed into panels [group][channel block][chunk][phase][tap][source
/// channel][lane], so that the inner loop reads one panel from end to end.
/// Lanes beyond the last channel hold zeros.
class PackedFilter {
public:
  /// `memory` is a 1-D memref of all panels behind each other.
  PackedFilter(const kernel::ConvolutionShape &shape,
               const schedule::ConvolutionTiling &tiling, mlir::Value memory)
      : taps(shape.filterHeight * shape.filterWidth),
        outputChannels(shape.outputChannels / shape.groups), tiling(tiling),
        memory(memory) {}

  /// Builds the parallel loop that packs all panels.
  void pack(LoopBuilder &loops, kernel::PackFilterOp op);

  mlir::Value getMemory() const { return memory; }

  /// First element of the panel of a channel block (its number is within its
  /// group) and a chunk of source channels.
  mlir::Value getPanelStart(LoopBuilder &loops, mlir::Value group,
                            mlir::Value block, mlir::Value chunk);

  /// Elements from one tap of a panel to the next.
  int64_t getTapSize() const {
    return tiling.channelChunk * tiling.getBlockChannels();
  }

private:
  llvm::SmallVector<mlir::Value>
  getFilterIndices(LoopBuilder &loops, kernel::PackFilterOp op,
                   mlir::Value tapRow, mlir::Value tapColumn, mlir::Value group,
                   mlir::Value source, mlir::Value result);
  void packTap(LoopBuilder &loops, kernel::PackFilterOp op, mlir::Value start,
               mlir::Value tapRow, mlir::Value tapColumn, mlir::Value chunk,
               mlir::Value group, mlir::Value block);

  int64_t taps;
  int64_t outputChannels; ///< of the filter, per group
  const schedule::ConvolutionTiling &tiling;
  mlir::Value memory;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_PACKEDFILTER_H
