//===- Executable.cpp - Links an object with the runtime ------------------===//

#include "compiler/Target/Executable.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace anabranch;
using llvm::StringRef;

bool target::linkExecutable(StringRef object, StringRef libraries,
                            StringRef output, std::string &error) {
  llvm::ErrorOr<std::string> compiler = llvm::sys::findProgramByName("g++");
  if (!compiler) {
    error = "linking needs g++: install it";
    return false;
  }
  llvm::SmallString<128> runtime(libraries);
  llvm::sys::path::append(runtime, "libanabranch_runtime.a");
  if (!llvm::sys::fs::exists(runtime)) {
    error = (runtime + ": the runtime is missing: build Anabranch again").str();
    return false;
  }
  // Beside the output, so that renaming it is one step.
  llvm::SmallString<128> unfinished, messages;
  if (std::error_code code =
          llvm::sys::fs::createUniqueFile(output + ".%%%%%%", unfinished)) {
    error = (output + ": cannot be written: " + code.message()).str();
    return false;
  }
  llvm::FileRemover removeUnfinished(unfinished);
  if (std::error_code code = llvm::sys::fs::createTemporaryFile(
          "anabranch-link", "txt", messages)) {
    error = (messages + ": cannot be written: " + code.message()).str();
    return false;
  }
  llvm::FileRemover removeMessages(messages);
  StringRef arguments[] = {*compiler,   object,         runtime,
                           "-l:libz.a", "-l:libgomp.a", "-static-libgcc",
                           "-pthread",  "-o",           unfinished};
  std::optional<StringRef> redirects[] = {StringRef(), StringRef(messages),
                                          StringRef(messages)};
  if (llvm::sys::ExecuteAndWait(*compiler, arguments, std::nullopt,
                                redirects) != 0) {
    auto text = llvm::MemoryBuffer::getFile(messages);
    error = (output + ": linking failed: " +
             (text ? (*text)->getBuffer().trim() : StringRef("no message")))
                .str();
    return false;
  }
  llvm::sys::fs::setPermissions(unfinished, llvm::sys::fs::perms(0755));
  if (std::error_code code = llvm::sys::fs::rename(unfinished, output)) {
    error = (output + ": cannot be written: " + code.message()).str();
    return false;
  }
  removeUnfinished.releaseFile();
  return true;
}
