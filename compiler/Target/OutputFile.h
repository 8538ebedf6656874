//===- OutputFile.h - Output files that are whole or absent ---------------===//

#ifndef ANABRANCH_COMPILER_TARGET_OUTPUTFILE_H
#define ANABRANCH_COMPILER_TARGET_OUTPUTFILE_H

#include "compiler/Target/TemporaryFile.h"

#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <optional>
#include <string>

namespace anabranch::target {

/// "PATH: cannot be written: WHY: REMEDY".
std::string describeWriteError(llvm::StringRef path, std::error_code code);

/// A file that appears under its name when it is complete, and not at all
/// otherwise. Links are followed, even to a file that is not there yet. Devices
/// and pipes, which cannot be replaced, are written to as they are.
class OutputFile {
public:
  /// Null, with `error` set, if the file cannot be made.
  static std::unique_ptr<OutputFile> create(llvm::StringRef path,
                                            std::string &error);

  llvm::raw_pwrite_stream &getStream() { return stream; }
  /// Where the content is until `commit`: beside the output, so that renaming
  /// is one step.
  llvm::StringRef getUnfinishedPath() const { return unfinished; }
  bool isSpecial() const { return unfinished == target; }

  /// Puts the file in place, where a loss of power leaves it; false, with
  /// `error` set, if something could not be written.
  bool commit(std::string &error);

private:
  OutputFile(llvm::StringRef path, llvm::StringRef target,
             llvm::StringRef unfinished, int descriptor);

  std::string path;
  llvm::SmallString<128> target, unfinished;
  std::optional<TemporaryFile> remover; ///< none for what is written as it is
  llvm::raw_fd_ostream stream;
};

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_OUTPUTFILE_H
