//===- InProcess.h - Compiles functions for this process ------------------===//

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

/// Calls the body with a tensor's memory as floats, doubles or 32-bit integers.
template <typename Body>
void visitNumbers(target::JitProgram &program, kernel::PlacedTensorAttr tensor,
                  Body body) {
  llvm::MutableArrayRef<char> bytes = program.getBytes(tensor);
  mlir::Type element = tensor.getType().getElementType();
  if (element.isF32())
    body(view<float>(bytes));
  else if (element.isF64())
    body(view<double>(bytes));
  else
    body(view<int32_t>(bytes));
}

} // namespace anabranch

#endif // ANABRANCH_COMPILER_TOOLS_INPROCESS_H
