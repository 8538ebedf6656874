//===- ObjectFile.h - LLVM dialect to optimized code ----------------------===//

#ifndef ANABRANCH_COMPILER_TARGET_OBJECTFILE_H
#define ANABRANCH_COMPILER_TARGET_OBJECTFILE_H

#include "compiler/Target/DeviceCode.h"
#include "compiler/Target/TemporaryFile.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <string>
#include <vector>

namespace anabranch::target {

/// Translates the module, whose programs and parameters become the tables of
/// runtime/Model.h (`anabranch_model`), and optimizes it. The MLIR module loses
/// what is translated to tables. What runs on a GPU is given as `device`. Null
/// after a diagnostic.
std::unique_ptr<llvm::Module>
translateToLLVMIR(mlir::ModuleOp module, llvm::StringRef fusions,
                  llvm::LLVMContext &context, llvm::TargetMachine &machine,
                  const DeviceCode *device = nullptr);

/// The scalar cleanup that the generated loops need. LLVM's whole pipeline
/// would go on to look for what to vectorize, unroll, distribute and load once,
/// in loops that are vectors and fill the registers already: a third of the
/// time.
void optimize(llvm::Module &module, llvm::TargetMachine &machine);

/// Writes machine code, as an object or as assembly.
llvm::LogicalResult emitCode(llvm::Module &module, llvm::TargetMachine &machine,
                             llvm::CodeGenFileType type,
                             llvm::raw_pwrite_stream &stream);

/// Does all of this for an executable, whose objects are returned: one of the
/// tables, and some of the module's functions, which are compiled beside each
/// other. Which these are does not depend on how many threads there are. Empty,
/// with `error` set, where they cannot be written, or after a diagnostic.
std::vector<TemporaryFile> emitObjects(mlir::ModuleOp module,
                                       llvm::StringRef fusions,
                                       const llvm::TargetMachine &machine,
                                       const DeviceCode *device,
                                       std::string &error);

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_OBJECTFILE_H
