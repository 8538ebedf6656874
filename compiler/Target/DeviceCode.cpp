//===- DeviceCode.cpp - Code for an NVIDIA GPU ----------------------------===//

#include "compiler/Target/DeviceCode.h"

#include "compiler/Target/Multiprocessor.h"
#include "compiler/Target/ObjectFile.h"
#include "compiler/Target/OutputFile.h"

#include "mlir/Conversion/NVVMToLLVM/NVVMToLLVM.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/GPU/GPUToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/TargetSelect.h"

using namespace anabranch;
using llvm::StringRef;

/// Of CUDA 12.0, the first whose instructions for Hopper are complete, and what
/// it knows of chips. Later ones run the PTX of earlier ones.
static constexpr const char *ptxVersion = "+ptx80";
static constexpr unsigned oldestChip = 80, newestChip = 90;

std::unique_ptr<llvm::TargetMachine>
target::makeDeviceMachine(StringRef chip, std::string &error) {
  LLVMInitializeNVPTXTarget();
  LLVMInitializeNVPTXTargetInfo();
  LLVMInitializeNVPTXTargetMC();
  LLVMInitializeNVPTXAsmPrinter();
  llvm::Triple triple("nvptx64-nvidia-cuda");
  const llvm::Target *found = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!found)
    return nullptr;
  std::unique_ptr<llvm::MCSubtargetInfo> info(
      found->createMCSubtargetInfo(triple, "", ""));
  StringRef number = chip;
  unsigned capability = 0;
  if (!info->isCPUStringValid(chip) || !number.consume_front("sm_") ||
      number.consumeInteger(10, capability) || capability < oldestChip) {
    error = ("there is no chip '" + chip +
             "' from sm_80 on: use sm_90a for an H100, sm_80 for any since the "
             "A100")
                .str();
    return nullptr;
  }
  if (capability > newestChip) {
    error = ("there is no code for chip '" + chip +
             "' alone: use sm_80, whose code it runs too")
                .str();
    return nullptr;
  }
  llvm::TargetOptions options;
  // A product and a sum become one instruction, as on the CPU.
  options.AllowFPOpFusion = llvm::FPOpFusion::Fast;
  return std::unique_ptr<llvm::TargetMachine>(found->createTargetMachine(
      triple, chip, ptxVersion, options, std::nullopt, std::nullopt,
      llvm::CodeGenOptLevel::Aggressive));
}

schedule::DeviceUnit target::getDeviceUnit(StringRef chip) {
  // wgmma is of this architecture alone, neither of sm_90 nor of later ones.
  // All other code also runs on later GPUs, some of which have less memory, and
  // so takes no more than any of them grants.
  if (chip.ends_with("_90a"))
    return {/*warpgroups=*/true, getMultiprocessor("sm_90").getBlockBytes()};
  return {};
}

std::optional<std::string> target::emitPTX(mlir::gpu::GPUModuleOp module,
                                           llvm::TargetMachine &machine) {
  mlir::MLIRContext &context = *module.getContext();
  mlir::PassManager manager(&context,
                            mlir::gpu::GPUModuleOp::getOperationName());
  manager.addPass(mlir::createConvertNVVMToLLVMPass());
  if (failed(manager.run(module)))
    return std::nullopt;
  mlir::registerBuiltinDialectTranslation(context);
  mlir::registerGPUDialectTranslation(context);
  mlir::registerLLVMDialectTranslation(context);
  mlir::registerNVVMDialectTranslation(context);
  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::Module> code =
      mlir::translateModuleToLLVMIR(module, llvmContext, "device");
  if (!code)
    return std::nullopt;
  code->setDataLayout(machine.createDataLayout());
  code->setTargetTriple(machine.getTargetTriple());
  optimize(*code, machine);
  llvm::SmallString<0> ptx;
  llvm::raw_svector_ostream stream(ptx);
  if (failed(emitCode(*code, machine, llvm::CodeGenFileType::AssemblyFile,
                      stream))) {
    module.emitError("this GPU's code cannot be written as PTX");
    return std::nullopt;
  }
  return ptx.str().str();
}

std::string target::findAssembler() {
  if (auto found = llvm::sys::findProgramByName("ptxas"))
    return *found;
  llvm::SmallVector<std::string> homes;
  if (const char *home = std::getenv("CUDA_HOME"))
    homes.push_back(home);
  homes.push_back("/usr/local/cuda");
  for (const std::string &home : homes)
    if (auto found = llvm::sys::findProgramByName("ptxas", {home + "/bin"}))
      return *found;
  return "";
}

std::optional<std::string> target::assemble(StringRef assembler, StringRef ptx,
                                            StringRef chip,
                                            std::string &messages,
                                            std::string &error) {
  TemporaryFile source("ptx"), result("cubin"), log("txt");
  for (const TemporaryFile *file : {&source, &result, &log})
    if (file->getError()) {
      error = describeWriteError(file->getPath(), file->getError());
      return std::nullopt;
    }
  std::error_code code;
  llvm::raw_fd_ostream stream(source.getPath(), code);
  stream << ptx;
  stream.close();
  code = code ? code : stream.error();
  stream.clear_error();
  if (code) {
    error = describeWriteError(source.getPath(), code);
    return std::nullopt;
  }
  std::string arch = ("-arch=" + chip).str();
  StringRef arguments[] = {assembler,        arch, "-O3",           "-v",
                           source.getPath(), "-o", result.getPath()};
  std::optional<StringRef> redirects[] = {StringRef(), StringRef(log.getPath()),
                                          StringRef(log.getPath())};
  int status =
      llvm::sys::ExecuteAndWait(assembler, arguments, std::nullopt, redirects);
  if (auto text = llvm::MemoryBuffer::getFile(log.getPath()))
    messages = (*text)->getBuffer().str();
  if (status != 0) {
    error = (assembler + ": does not take the GPU's code: " + messages +
             ": see that it is of CUDA 12 or later")
                .str();
    return std::nullopt;
  }
  auto cubin = llvm::MemoryBuffer::getFile(result.getPath());
  if (!cubin) {
    error =
        (result.getPath() + ": cannot be read: " + cubin.getError().message() +
         ": see what else uses it")
            .str();
    return std::nullopt;
  }
  return (*cubin)->getBuffer().str();
}
