//===- TargetMachine.cpp - The CPU that code is made for ------------------===//

#include "compiler/Target/TargetMachine.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"

#include <unistd.h>

using namespace anabranch;

/// Constants that one loop needs stay in it. LLVM would load them to registers
/// ahead of the outermost loop, and then spill sums in the innermost one, which
/// fills all registers. There is no other interface to that pass.
static void keepConstantsInLoops() {
  auto &options = llvm::cl::getRegisteredOptions();
  auto option = options.find("disable-machine-licm");
  if (option != options.end())
    static_cast<llvm::cl::opt<bool> *>(option->second)->setValue(true);
}

std::unique_ptr<llvm::TargetMachine>
target::makeTargetMachine(llvm::StringRef cpu, std::string &error) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  keepConstantsInLoops();
  llvm::Triple triple(llvm::sys::getProcessTriple());
  const llvm::Target *found = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!found)
    return nullptr;

  std::string name = cpu.str(), features;
  if (cpu == "native") {
    name = llvm::sys::getHostCPUName().str();
    // A virtual machine may hide features that the CPU's name implies.
    for (const auto &feature : llvm::sys::getHostCPUFeatures())
      features += (feature.second ? ",+" : ",-") + feature.first().str();
    if (!features.empty())
      features.erase(0, 1);
  }
  std::unique_ptr<llvm::MCSubtargetInfo> info(
      found->createMCSubtargetInfo(triple, "", ""));
  if (!info->isCPUStringValid(name)) {
    error = "there is no CPU '" + name + "' for " + triple.getArchName().str() +
            ": use native or a name that LLVM knows, such as x86-64-v3";
    return nullptr;
  }
  return std::unique_ptr<llvm::TargetMachine>(found->createTargetMachine(
      triple, name, features, llvm::TargetOptions(), llvm::Reloc::PIC_,
      std::nullopt, llvm::CodeGenOptLevel::Aggressive));
}

/// The second-level cache of this computer's cores if code is made for their
/// kind, else one that is not too large for most.
static int64_t getCacheBytes(const llvm::TargetMachine &machine) {
  if (machine.getTargetCPU() == llvm::sys::getHostCPUName())
    if (int64_t bytes = sysconf(_SC_LEVEL2_CACHE_SIZE); bytes > 0)
      return bytes;
  return 512 * 1024;
}

schedule::VectorUnit target::getVectorUnit(const llvm::TargetMachine &machine) {
  const llvm::MCSubtargetInfo &info = *machine.getMCSubtargetInfo();
  schedule::VectorUnit unit;
  if (machine.getTargetTriple().isAArch64()) {
    unit.bytes = 16;
    unit.registers = 32;
  } else if (info.checkFeatures("+avx512f")) {
    unit.bytes = 64;
    unit.registers = 32;
  } else if (info.checkFeatures("+avx")) {
    unit.bytes = 32;
    unit.registers = 16;
  } else {
    unit.bytes = 16;
    unit.registers = 16;
  }
  // Tiles are stored to vectors of AVX-512, which every CPU with AMX has.
  unit.hasAMX = info.checkFeatures("+amx-bf16,+avx512bf16");
  unit.cacheBytes = getCacheBytes(machine);
  return unit;
}
