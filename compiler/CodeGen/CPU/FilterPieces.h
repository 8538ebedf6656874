//===- FilterPieces.h - A filter's gradient, summed in pieces -------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_FILTERPIECES_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_FILTERPIECES_H

#include "compiler/CodeGen/KernelArguments.h"

namespace anabranch::codegen::cpu {

/// The gradients of a filter that pieces of the batch contribute: each piece
/// has one of its own in workspace memory, and they are added in order, so that
/// the sum does not depend on the threads. A lone piece is the result itself.
class FilterPieces {
public:
  FilterPieces(const KernelArguments &arguments, int64_t pieces);

  /// All pieces' filters behind each other, as one long vector.
  mlir::Value view(LoopBuilder &loops) const;
  /// First element of a piece's filter.
  mlir::Value getStart(LoopBuilder &loops, mlir::Value piece) const;
  /// The examples [begin, end) of a batch that belong to a piece.
  std::pair<mlir::Value, mlir::Value>
  getExamples(LoopBuilder &loops, mlir::Value piece, mlir::Value extent) const;
  /// Builds the parallel loop that adds the pieces up, if there are several.
  void combine(LoopBuilder &loops, int64_t lanes) const;

  /// The kernel's result as one long vector.
  mlir::Value flattenResult(LoopBuilder &loops) const;

private:
  const KernelArguments &arguments;
  int64_t pieces, size;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_FILTERPIECES_H
