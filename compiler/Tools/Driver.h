//===- Driver.h - Compiles one model ------------------------------*- C++
//-*-===//

#ifndef ANABRANCH_COMPILER_TOOLS_DRIVER_H
#define ANABRANCH_COMPILER_TOOLS_DRIVER_H

#include "compiler/Import/Keras.h"
#include "compiler/Pipelines/Pipelines.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace anabranch {

/// Where compilation stops, in order.
enum class Stage {
  NN,
  Train,
  Kernel,
  Schedule,
  Vector,
  LLVM,
  Assembly,
  Object,
  Executable
};

/// The stage of this name for --emit, if there is one.
std::optional<Stage> findStage(llvm::StringRef name);

/// What `anabranch compile` is told.
struct CommandLine {
  std::string model, output;
  std::string fuse = "all", algorithm = "auto", cpu = "native";
  Stage stage = Stage::Executable;
  bool report = false;
  import::ImportOptions import;
};

/// Prints "error: MESSAGE" and returns the exit code.
int reportError(const llvm::Twine &message);

/// Compiles one model. Errors are reported by the time that `run` fails.
class Driver {
public:
  Driver(const CommandLine &options, const char *program)
      : options(options), program(program) {}

  llvm::LogicalResult run();

private:
  llvm::LogicalResult fail(const llvm::Twine &message) {
    reportError(message);
    return llvm::failure();
  }
  void printDiagnostic(mlir::Diagnostic &diagnostic);
  mlir::OwningOpRef<mlir::ModuleOp> read(mlir::MLIRContext &context);
  llvm::LogicalResult lower(mlir::ModuleOp module,
                            const pipelines::CompileOptions &compile);
  llvm::LogicalResult
  write(llvm::function_ref<llvm::LogicalResult(llvm::raw_pwrite_stream &)>
            content);
  llvm::LogicalResult emitExecutable(llvm::Module &module,
                                     llvm::TargetMachine &machine);

  const CommandLine &options;
  const char *program; ///< argv[0]
};

} // namespace anabranch

#endif // ANABRANCH_COMPILER_TOOLS_DRIVER_H
