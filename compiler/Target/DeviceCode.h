//===- DeviceCode.h - Code for an NVIDIA GPU ------------------------------===//

#ifndef ANABRANCH_COMPILER_TARGET_DEVICECODE_H
#define ANABRANCH_COMPILER_TARGET_DEVICECODE_H

#include "compiler/Schedule/CUDA/DeviceUnit.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <optional>
#include <string>

namespace anabranch::target {

/// What an executable carries for its GPU.
struct DeviceCode {
  std::string chip;
  std::string cubin; ///< empty if there is no assembler
  /// Empty if there is a cubin, and only GPUs that take it could run this.
  std::string ptx;
  int64_t largestBatch = 0;
  bool multipliesBF16 = false;
};

/// A target machine for `chip` ("sm_90a"). Null, with `error` set, for one that
/// LLVM does not know or that is older than sm_80.
std::unique_ptr<llvm::TargetMachine> makeDeviceMachine(llvm::StringRef chip,
                                                       std::string &error);

/// What the code generators may use on a chip, or on the emulator of one
/// ("emulator_90a").
schedule::DeviceUnit getDeviceUnit(llvm::StringRef chip);

/// PTX of a module of LLVM's and NVVM's dialects, in which the ops that have no
/// intrinsic become assembly. Nothing after a diagnostic.
std::optional<std::string> emitPTX(mlir::gpu::GPUModuleOp module,
                                   llvm::TargetMachine &machine);

/// The path of ptxas: on PATH, in CUDA_HOME, or where CUDA is usually
/// installed. Empty if there is none.
std::string findAssembler();

/// Assembles PTX to a cubin for `chip`. Nothing, with `error` set, if ptxas
/// fails; `messages` gets what it says of every kernel.
std::optional<std::string> assemble(llvm::StringRef assembler,
                                    llvm::StringRef ptx, llvm::StringRef chip,
                                    std::string &messages, std::string &error);

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_DEVICECODE_H
