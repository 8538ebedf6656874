//===- CheckResults.h - Gradients and results against others --------------===//

#ifndef ANABRANCH_COMPILER_TOOLS_CHECKRESULTS_H
#define ANABRANCH_COMPILER_TOOLS_CHECKRESULTS_H

#include "compiler/Tools/FunctionEntry.h"

namespace anabranch {

/// Compares a function's gradients with central differences, and prints for
/// each argument whether they match.
llvm::LogicalResult checkGradients(mlir::ModuleOp module,
                                   const FunctionEntry &entry,
                                   llvm::TargetMachine &machine,
                                   const pipelines::CompileOptions &options);

/// Compares what a function's program has computed with the results of
/// `reference`, by the CPU's direct convolutions in single precision, from the
/// same pseudo-random inputs, and prints the error.
/// \param tolerance largest error, as a part of the largest result
llvm::LogicalResult checkReference(mlir::ModuleOp module,
                                   target::JitProgram &program,
                                   const FunctionEntry &entry,
                                   llvm::StringRef reference, double tolerance,
                                   llvm::TargetMachine &machine,
                                   const pipelines::CompileOptions &options);

} // namespace anabranch

#endif // ANABRANCH_COMPILER_TOOLS_CHECKRESULTS_H
