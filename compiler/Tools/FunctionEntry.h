//===- FunctionEntry.h - A function of nn ops and its arguments -----------===//

#ifndef ANABRANCH_COMPILER_TOOLS_FUNCTIONENTRY_H
#define ANABRANCH_COMPILER_TOOLS_FUNCTIONENTRY_H

#include "compiler/Tools/InProcess.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace anabranch {

/// The function to run and its arguments' values.
struct FunctionEntry {
  /// Reads the attributes `nn.value`.
  /// \param batch examples, if no value says
  FunctionEntry(mlir::func::FuncOp function, int64_t batch);

  mlir::func::FuncOp function;
  llvm::SmallVector<mlir::DenseElementsAttr> values; ///< or null
  int64_t batchSize;
  /// Whether it computes in double precision, the step's numbers included.
  bool isDouble = false;
};

/// Sets a program's inputs to the arguments' values, or to pseudo-random
/// numbers in [-1, 1) that are the same everywhere.
void setInputs(target::JitProgram &program, const FunctionEntry &entry);

} // namespace anabranch

#endif // ANABRANCH_COMPILER_TOOLS_FUNCTIONENTRY_H
