//===- TransformedFilter.h - A filter as Winograd's products read it ------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_TRANSFORMEDFILTER_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_TRANSFORMEDFILTER_H

#include "compiler/CodeGen/VectorCode.h"
#include "compiler/Schedule/CPU/WinogradTiling.h"

namespace anabranch::codegen::cpu {

/// A filter transformed, G g G' for each pair of channels, into panels [channel
/// block][point][source channel][lane]. Lanes beyond the last channel hold
/// anything.
class TransformedFilter {
public:
  /// `memory` is a 1-D memref of all panels behind each other.
  TransformedFilter(const schedule::WinogradTiling &tiling, mlir::Value memory)
      : tiling(tiling), memory(memory) {}

  /// Builds the parallel loop that transforms all of it.
  void transform(LoopBuilder &loops, kernel::PackFilterOp op);

  mlir::Value getMemory() const { return memory; }

  /// First element of a channel block's panel at a point.
  mlir::Value getPanelStart(LoopBuilder &loops, mlir::Value block,
                            mlir::Value point);

private:
  /// Some vectors of channels.
  struct Part {
    int64_t first, vectors;
    Lanes lanes;
  };
  /// A vector of result channels by a vector of source channels.
  struct SquarePlace {
    Lanes results, sources;
    mlir::Value firstResult, firstSource;
    mlir::Value turned;
  };
  void transformPart(LoopBuilder &loops, kernel::PackFilterOp op,
                     const Part &results, const Part &sources);
  void turn(LoopBuilder &loops, kernel::PackFilterOp op,
            const SquarePlace &place);
  void transformVector(LoopBuilder &loops, kernel::PackFilterOp op,
                       const SquarePlace &place, mlir::Value number);

  const schedule::WinogradTiling &tiling;
  mlir::Value memory;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_TRANSFORMEDFILTER_H
