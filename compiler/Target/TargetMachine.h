//===- TargetMachine.h - The CPU that code is made for --------------------===//

#ifndef ANABRANCH_COMPILER_TARGET_TARGETMACHINE_H
#define ANABRANCH_COMPILER_TARGET_TARGETMACHINE_H

#include "compiler/Schedule/CPU/VectorUnit.h"

#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <string>

namespace anabranch::target {

/// A target machine for this computer's architecture and `cpu`, "native" or a
/// name that LLVM knows ("x86-64-v3", "znver4"). Null, with `error` set, for an
/// unknown name.
std::unique_ptr<llvm::TargetMachine> makeTargetMachine(llvm::StringRef cpu,
                                                       std::string &error);

/// The vector registers and the second-level cache of a machine.
schedule::VectorUnit getVectorUnit(const llvm::TargetMachine &machine);

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_TARGETMACHINE_H
