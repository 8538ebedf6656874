//===- TransformedFilter.h - A filter as Winograd's products read it ------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_TRANSFORMEDFILTER_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_TRANSFORMEDFILTER_H

#include "compiler/CodeGen/CPU/VectorCode.h"
#include "compiler/Schedule/WinogradTiling.h"

namespace anabranch::cpu {

/// Transforms a filter, G g G' for each pair of channels, into panels [channel
/// block][point][source channel][lane] of workspace memory. Lanes beyond the
/// last channel hold anything.
class TransformedFilter {
public:
  /// `op` has the filter and its prologue as right operand; `inputGrad` turns
  /// the filter round and swaps the roles of its channels.
  TransformedFilter(kernel::KernelOpInterface op, bool inputGrad,
                    const schedule::WinogradTiling &tiling,
                    mlir::Value workspace)
      : op(op), inputGrad(inputGrad), tiling(tiling), workspace(workspace) {}

  /// Builds the parallel loop that transforms all of it.
  void transform(LoopBuilder &loops);

  /// All panels behind each other.
  mlir::Value view(LoopBuilder &loops);

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
  void transformPart(LoopBuilder &loops, const Part &results,
                     const Part &sources);
  void turn(LoopBuilder &loops, const SquarePlace &place);
  void transformVector(LoopBuilder &loops, const SquarePlace &place,
                       mlir::Value number);

  kernel::KernelOpInterface op;
  bool inputGrad;
  const schedule::WinogradTiling &tiling;
  mlir::Value workspace;
};

} // namespace anabranch::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_TRANSFORMEDFILTER_H
