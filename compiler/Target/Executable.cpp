//===- Executable.cpp - Links objects with the runtime --------------------===//

#include "compiler/Target/Executable.h"

#include "compiler/Target/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace anabranch;
using llvm::StringRef;

/// One line for what the linker has said in several.
static std::string describeLinkError(StringRef output, StringRef messages) {
  for (std::errc code :
       {std::errc::no_space_on_device, std::errc::file_too_large}) {
    std::error_code reason = std::make_error_code(code);
    if (messages.contains(reason.message()))
      return target::describeWriteError(output, reason);
  }
  llvm::SmallVector<StringRef> lines;
  messages.split(lines, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return (output + ": linking failed: " + llvm::join(lines, "; ") +
          ": see that g++ links other programs, and build Anabranch again")
      .str();
}

bool target::linkExecutable(llvm::ArrayRef<TemporaryFile> objects,
                            StringRef libraries, StringRef output,
                            bool emulated, std::string &error) {
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
  std::unique_ptr<OutputFile> file = OutputFile::create(output, error);
  if (!file)
    return false;
  if (file->isSpecial()) {
    error =
        (output + ": is not a regular file: name another output file").str();
    return false;
  }
  TemporaryFile messages("txt");
  if (std::error_code code = messages.getError()) {
    error = describeWriteError(messages.getPath(), code);
    return false;
  }
  llvm::SmallVector<StringRef> arguments{*compiler};
  for (const TemporaryFile &object : objects)
    arguments.push_back(object.getPath());
  arguments.append({runtime, "-l:libz.a", "-l:libgomp.a", "-static-libgcc",
                    "-pthread", "-o", file->getUnfinishedPath()});
  llvm::SmallString<128> emulator(libraries);
  llvm::sys::path::append(emulator, "libanabranch_emulator.a");
  if (emulated)
    // The program looks for the functions by their names.
    arguments.append({"-Wl,--whole-archive", emulator, "-Wl,--no-whole-archive",
                      "-rdynamic"});
  std::optional<StringRef> redirects[] = {StringRef(), messages.getPath(),
                                          messages.getPath()};
  if (llvm::sys::ExecuteAndWait(*compiler, arguments, std::nullopt,
                                redirects) != 0) {
    auto text = llvm::MemoryBuffer::getFile(messages.getPath());
    error = describeLinkError(output, text ? (*text)->getBuffer() : "");
    return false;
  }
  if (std::error_code code = llvm::sys::fs::setPermissions(
          file->getUnfinishedPath(), llvm::sys::fs::perms(0755))) {
    error = describeWriteError(output, code);
    return false;
  }
  return file->commit(error);
}
