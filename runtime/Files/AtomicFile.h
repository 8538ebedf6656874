//===- AtomicFile.h - Output files that are whole or absent ---------------===//

#ifndef ANABRANCH_RUNTIME_FILES_ATOMICFILE_H
#define ANABRANCH_RUNTIME_FILES_ATOMICFILE_H

#include <cstdint>
#include <filesystem>
#include <string>

namespace anabranch::runtime {

/// Writes a file beside its final place, and moves it there when it is whole
/// and on the disk. Until then an older file of that name stays as it was; its
/// permissions pass to the new one.
class AtomicFile {
public:
  /// \throws Error if the directory does not accept a new file, or another
  ///         process is writing this one
  explicit AtomicFile(const std::string &path);
  /// Removes what was written unless `commit` was reached.
  ~AtomicFile();
  AtomicFile(const AtomicFile &) = delete;
  AtomicFile &operator=(const AtomicFile &) = delete;

  /// \throws Error if the disk is full or fails
  void write(const void *data, int64_t bytes);
  void write(const std::string &text) {
    write(text.data(), int64_t(text.size()));
  }

  /// Puts the file in its place. Survives a loss of power afterwards.
  ///
  /// \throws Error if the disk is full or fails
  void commit();

private:
  AtomicFile(const std::string &path, std::string target);
  void lockTemporary();
  [[noreturn]] void fail(const char *action, int reason) const;

  std::string path;      ///< as the user wrote it
  std::string target;    ///< with symbolic links resolved
  std::string temporary; ///< in the target's directory
  int descriptor = -1;   ///< of the temporary file
  bool isOurs = false;   ///< whether the temporary file is there and locked
};

/// The file that `path` names at last, whether it is there or is to be made.
std::filesystem::path resolveLinks(std::filesystem::path path);

/// Checks that `path` can be written, so that a run does not fail at its end.
///
/// \throws Error if not
void checkWritable(const std::string &path);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_FILES_ATOMICFILE_H
