//===- OutputFile.cpp - Output files that are whole or absent -------------===//

#include "compiler/Target/OutputFile.h"

#include "runtime/Files/AtomicFile.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace anabranch::target;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

std::string anabranch::target::describeWriteError(StringRef path,
                                                  std::error_code code) {
  bool full = code == std::errc::no_space_on_device ||
              code == std::errc::file_too_large || code.value() == EDQUOT;
  return (path + ": cannot be written: " + code.message() +
          (full ? ": free some space or choose another disk"
                : ": choose a directory that exists and can be written"))
      .str();
}

OutputFile::OutputFile(StringRef path, StringRef target, StringRef unfinished,
                       int descriptor)
    : path(path), target(target), unfinished(unfinished),
      stream(descriptor, /*shouldClose=*/true) {
  if (!isSpecial())
    remover.emplace(TemporaryFile::adopt(unfinished));
}

std::unique_ptr<OutputFile> OutputFile::create(StringRef path,
                                               std::string &error) {
  llvm::SmallString<128> target(path);
  fs::file_status status;
  bool exists = !fs::real_path(path, target) && !fs::status(target, status);
  if (!exists)
    target = runtime::resolveLinks(path.str()).string();
  if (exists && fs::is_directory(status)) {
    error = (path + ": is a directory: name a file").str();
    return nullptr;
  }
  llvm::SmallString<128> unfinished(target);
  int descriptor;
  std::error_code code =
      exists && fs::is_other(status)
          ? fs::openFileForWrite(target, descriptor)
          : fs::createUniqueFile(target + ".%%%%%%", descriptor, unfinished);
  if (code) {
    error = describeWriteError(path, code);
    return nullptr;
  }
  return std::unique_ptr<OutputFile>(
      new OutputFile(path, target, unfinished, descriptor));
}

/// Waits until a file, or the names in a directory, are on the disk.
static std::error_code sync(StringRef path) {
  int descriptor = ::open(path.str().c_str(), O_RDONLY | O_CLOEXEC);
  std::error_code code;
  if (descriptor < 0 || ::fsync(descriptor) != 0)
    code = std::error_code(errno, std::generic_category());
  if (descriptor >= 0)
    ::close(descriptor);
  return code;
}

bool OutputFile::commit(std::string &error) {
  stream.close();
  std::error_code code = stream.error();
  stream.clear_error();
  if (!code && !isSpecial())
    code = sync(unfinished);
  if (!code && !isSpecial())
    code = fs::rename(unfinished, target);
  if (code) {
    error = describeWriteError(path, code);
    return false;
  }
  if (remover) {
    remover->release();
    // Not all file systems can do this; the file itself is whole then too.
    StringRef directory = llvm::sys::path::parent_path(target);
    llvm::consumeError(
        llvm::errorCodeToError(sync(directory.empty() ? "." : directory)));
  }
  return true;
}
