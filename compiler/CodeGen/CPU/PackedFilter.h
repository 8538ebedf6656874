//===- PackedFilter.h - A convolution's filter as the inner loop reads it -===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_PACKEDFILTER_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_PACKEDFILTER_H

#include "compiler/CodeGen/CPU/VectorCode.h"
#include "compiler/Schedule/ConvolutionTiling.h"

namespace anabranch::cpu {

/// Packs a filter into panels [group][channel block][chunk][phase][tap][source
/// channel][lane] of workspace memory, so that the inner loop reads one panel
/// from end to end. Lanes beyond the last channel hold zeros.
class PackedFilter {
public:
  /// `op` has the filter and its prologue as right operand; `inputGrad` swaps
  /// the roles of its channels. `workspace` is the raw memory to pack into.
  PackedFilter(kernel::KernelOpInterface op,
               const kernel::ConvolutionShape &shape, bool inputGrad,
               const schedule::ConvolutionTiling &tiling,
               mlir::Value workspace);

  /// Builds the parallel loop that packs all panels.
  void pack(LoopBuilder &loops);

  /// All panels behind each other.
  mlir::Value view(LoopBuilder &loops);

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
  getFilterIndices(LoopBuilder &loops, mlir::Value tapRow,
                   mlir::Value tapColumn, mlir::Value group, mlir::Value source,
                   mlir::Value result);
  void packTap(LoopBuilder &loops, mlir::Value packed, mlir::Value start,
               mlir::Value tapRow, mlir::Value tapColumn, mlir::Value chunk,
               mlir::Value group, mlir::Value block);

  kernel::KernelOpInterface op;
  bool inputGrad;
  int64_t taps;
  int64_t outputChannels; ///< of the filter, per group
  const schedule::ConvolutionTiling &tiling;
  mlir::Value workspace;
};

} // namespace anabranch::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_PACKEDFILTER_H
