//===- OutputFile.cpp - Output files that are whole or absent -------------===//

#include "compiler/Target/OutputFile.h"

#include "llvm/Support/FileSystem.h"

#include <cerrno>

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
      remover(unfinished, /*deleteIt=*/unfinished != target),
      stream(descriptor, /*shouldClose=*/true) {}

std::unique_ptr<OutputFile> OutputFile::create(StringRef path,
                                               std::string &error) {
  llvm::SmallString<128> target(path);
  fs::file_status status;
  bool exists = !fs::real_path(path, target) && !fs::status(target, status);
  if (!exists)
    target = path;
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

bool OutputFile::commit(std::string &error) {
  stream.close();
  std::error_code code = stream.error();
  stream.clear_error();
  if (!code && !isSpecial())
    code = fs::rename(unfinished, target);
  if (code) {
    error = describeWriteError(path, code);
    return false;
  }
  remover.releaseFile();
  return true;
}
