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
  /// A tap's part of a panel.
  struct Tap {
    mlir::Value start; ///< its first element
    mlir::Value row, column;
    mlir::Value group;
    mlir::Value firstSource, firstResult; ///< channels within the group
  };
  struct Range {
    mlir::Value lower, upper;
  };

  /// In these, `source` and `lane` are channels from the tap's first ones on.
  mlir::Value load(LoopBuilder &loops, kernel::PackFilterOp op, const Tap &tap,
                   mlir::Value source, mlir::Value lane, Lanes lanes);
  void store(LoopBuilder &loops, mlir::Value value, const Tap &tap,
             mlir::Value source, mlir::Value lane, Lanes lanes);
  void packTap(LoopBuilder &loops, kernel::PackFilterOp op, const Tap &tap);
  /// Copies what are neighbours in the filter and in the panel, or scalars.
  void copy(LoopBuilder &loops, kernel::PackFilterOp op, const Tap &tap,
            Range sources, Range lanes, Lanes width);
  /// Copies a vector of result channels of as many source channels, where the
  /// latter are neighbours in the filter. (Read one by one, the former would be
  /// lines that are far from each other, and each of them read several times.)
  void packSquare(LoopBuilder &loops, kernel::PackFilterOp op, const Tap &tap,
                  mlir::Value source, mlir::Value lane);

  int64_t taps;
  int64_t outputChannels; ///< of the filter, per group
  const schedule::ConvolutionTiling &tiling;
  mlir::Value memory;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_PACKEDFILTER_H
