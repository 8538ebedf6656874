//===- InProcess.h - Compiles functions for this process --------*- C++ -*-===//

#ifndef ANABRANCH_COMPILER_TOOLS_INPROCESS_H
#define ANABRANCH_COMPILER_TOOLS_INPROCESS_H

#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/JitProgram.h"

namespace anabranch {

/// Compiles the function of this name as the driver does, for batches of this
/// size, and leaves `module` as it is. Code for a GPU is emulated. Null after a
/// diagnostic.
std::unique_ptr<target::JitProgram>
compileInProcess(mlir::ModuleOp module, llvm::StringRef function,
                 int64_t batchSize, llvm::TargetMachine &machine,
                 const pipelines::CompileOptions &options);

/// A tensor's memory as numbers of its type.
template <typename T>
llvm::MutableArrayRef<T> view(llvm::MutableArrayRef<char> bytes) {
  return {reinterpret_cast<T *>(bytes.data()), bytes.size() / sizeof(T)};
}

} // namespace anabranch

#endif // ANABRANCH_COMPILER_TOOLS_INPROCESS_H
