//===- Driver.h - Compiles one model --------------------------------------===//

#ifndef ANABRANCH_COMPILER_DRIVER_DRIVER_H
#define ANABRANCH_COMPILER_DRIVER_DRIVER_H

#include "compiler/Driver/CommandLine.h"
#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/DeviceCode.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace anabranch {

/// Where compilation stops, in order. The later ones have other names for a
/// GPU.
enum class Stage {
  NN,
  Train,
  Kernel,
  Schedule,
  Loops,    ///< over vectors; for a GPU: launches
  LLVM,     ///< for a GPU: NVVM
  Assembly, ///< for a GPU: PTX
  Object,   ///< for a GPU: a cubin
  Executable
};

/// Compiles one model. Errors are reported by the time that `run` fails.
class Driver {
public:
  Driver(const CommandLine &options, const char *program)
      : options(options), program(program) {}

  /// Compiles the model that the options name.
  llvm::LogicalResult run();
  /// Compiles what `read` makes in a context that has all dialects; the
  /// options name it for messages.
  llvm::LogicalResult
  run(mlir::MLIRContext &context,
      llvm::function_ref<mlir::OwningOpRef<mlir::ModuleOp>()> read);

private:
  llvm::LogicalResult fail(const llvm::Twine &message) {
    reportError(message);
    return llvm::failure();
  }
  mlir::OwningOpRef<mlir::ModuleOp> read(mlir::MLIRContext &context);
  llvm::LogicalResult lower(mlir::ModuleOp module,
                            const pipelines::CompileOptions &compile);
  llvm::LogicalResult
  write(llvm::function_ref<llvm::LogicalResult(llvm::raw_pwrite_stream &)>
            content);
  llvm::LogicalResult emitDevice(mlir::ModuleOp module,
                                 target::DeviceCode &code);
  llvm::LogicalResult emitModule(mlir::ModuleOp module, llvm::StringRef fusions,
                                 llvm::TargetMachine &machine,
                                 const target::DeviceCode *device);
  llvm::LogicalResult emitExecutable(mlir::ModuleOp module,
                                     llvm::StringRef fusions,
                                     const llvm::TargetMachine &machine,
                                     const target::DeviceCode *device);

  bool isDevice() const { return options.target == "cuda"; }
  /// For tests: device code that runs on the CPU.
  bool isEmulated() const {
    return isDevice() &&
           (options.chip == "emulator" || options.chip == "emulator_90a");
  }

  const CommandLine &options;
  const char *program; ///< argv[0]
  Stage stage = Stage::Executable;
};

} // namespace anabranch

#endif // ANABRANCH_COMPILER_DRIVER_DRIVER_H
