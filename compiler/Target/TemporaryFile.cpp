//===- TemporaryFile.cpp - Files that do not outlive their use ------------===//

#include "compiler/Target/TemporaryFile.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"

#include <csignal>
#include <utility>

using namespace anabranch::target;

/// LLVM handles all signals that end a process. The one for a limit of files is
/// ignored, here and by the linker, so that the write is what fails.
static void removeOnSignal(llvm::StringRef path) {
  auto handler = std::signal(SIGXFSZ, SIG_IGN);
  llvm::sys::RemoveFileOnSignal(path);
  std::signal(SIGXFSZ, handler);
}

TemporaryFile::TemporaryFile(llvm::StringRef suffix)
    : error(llvm::sys::fs::createTemporaryFile("anabranch", suffix, path)),
      isOurs(!error) {
  if (isOurs)
    removeOnSignal(path);
}

TemporaryFile TemporaryFile::adopt(llvm::StringRef path) {
  TemporaryFile file;
  file.path = path;
  file.isOurs = true;
  removeOnSignal(path);
  return file;
}

TemporaryFile::TemporaryFile(TemporaryFile &&other) noexcept
    : path(std::move(other.path)), error(other.error),
      isOurs(std::exchange(other.isOurs, false)) {}

TemporaryFile::~TemporaryFile() {
  if (isOurs)
    llvm::consumeError(llvm::errorCodeToError(llvm::sys::fs::remove(path)));
  release();
}

void TemporaryFile::release() {
  if (std::exchange(isOurs, false))
    llvm::sys::DontRemoveFileOnSignal(path);
}
