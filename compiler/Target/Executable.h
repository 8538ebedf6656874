//===- Executable.h - Links objects with the runtime ----------------------===//

#ifndef ANABRANCH_COMPILER_TARGET_EXECUTABLE_H
#define ANABRANCH_COMPILER_TARGET_EXECUTABLE_H

#include "compiler/Target/TemporaryFile.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace anabranch::target {

/// Links the objects with the runtime into `output`, which appears whole or not
/// at all.
///
/// \param libraries the folder of libanabranch_runtime.a
/// \param emulated whether the objects have emulated device code
/// \param error what went wrong, if false is returned
bool linkExecutable(llvm::ArrayRef<TemporaryFile> objects,
                    llvm::StringRef libraries, llvm::StringRef output,
                    bool emulated, std::string &error);

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_EXECUTABLE_H
