//===- TemporaryFile.h - Files that do not outlive their use --------------===//

#ifndef ANABRANCH_COMPILER_TARGET_TEMPORARYFILE_H
#define ANABRANCH_COMPILER_TARGET_TEMPORARYFILE_H

#include "llvm/ADT/SmallString.h"

#include <system_error>

namespace anabranch::target {

/// A file that is removed at the end, be that the end of its scope or a signal
/// that ends the process.
class TemporaryFile {
public:
  /// One in the system's folder for such files, of which `getError` says
  /// whether it could be made.
  explicit TemporaryFile(llvm::StringRef suffix);
  /// Takes charge of a file that is there.
  static TemporaryFile adopt(llvm::StringRef path);
  ~TemporaryFile();
  TemporaryFile(TemporaryFile &&other) noexcept;
  TemporaryFile &operator=(TemporaryFile &&) = delete;

  llvm::StringRef getPath() const { return path; }
  std::error_code getError() const { return error; }
  /// Leaves the file, which has become something else's.
  void release();

private:
  TemporaryFile() = default;

  llvm::SmallString<128> path;
  std::error_code error;
  bool isOurs = false; ///< whether it is there and to be removed
};

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_TEMPORARYFILE_H
