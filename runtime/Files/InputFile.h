//===- InputFile.h - Reading files ----------------------------------------===//

#ifndef ANABRANCH_RUNTIME_FILES_INPUTFILE_H
#define ANABRANCH_RUNTIME_FILES_INPUTFILE_H

#include <cstdint>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// A regular file opened for reading.
class InputFile {
public:
  /// \throws Error if there is no such file or it cannot be read
  explicit InputFile(const std::string &path);
  ~InputFile();
  InputFile(const InputFile &) = delete;
  InputFile &operator=(const InputFile &) = delete;

  const std::string &path() const { return name; }
  int64_t size() const { return bytes; }

  /// Reads `count` bytes from `offset`.
  ///
  /// \throws Error if the file ends earlier or the disk fails
  void read(int64_t offset, int64_t count, void *destination) const;

  /// The same, into memory that is allocated only if the file has as much.
  ///
  /// \throws Error likewise
  std::vector<char> read(int64_t offset, int64_t count) const;

  /// Reads the whole file.
  ///
  /// \throws Error if the disk fails
  std::vector<char> readAll() const { return read(0, bytes); }

private:
  std::string name;
  int descriptor;
  int64_t bytes;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_FILES_INPUTFILE_H
