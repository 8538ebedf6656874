//===- ZipArchive.h - Reading and writing zip files -----------------------===//

#ifndef ANABRANCH_RUNTIME_FILES_ZIPARCHIVE_H
#define ANABRANCH_RUNTIME_FILES_ZIPARCHIVE_H

#include "runtime/Files/InputFile.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace anabranch::runtime {

/// A zip file (with the zip64 extension) whose members are stored or deflated.
class ZipArchive {
public:
  /// Reads the table of contents.
  ///
  /// \throws Error if the file cannot be read or is no zip file
  explicit ZipArchive(const std::string &path);

  const std::string &path() const { return file.path(); }
  bool contains(const std::string &name) const { return members.count(name); }
  std::vector<std::string> names() const;

  /// Unpacks a member that exists.
  ///
  /// \throws Error if it is damaged, encrypted, or packed in another way
  std::vector<char> read(const std::string &name) const;

private:
  struct Member {
    int64_t headerOffset;
    int64_t packedBytes;
    int64_t bytes;
    uint32_t checksum;
    uint16_t method;
    uint16_t flags;
  };
  [[noreturn]] void damaged(const std::string &what) const;
  std::pair<int64_t, int64_t> findDirectory() const;
  void readDirectory();

  InputFile file;
  std::map<std::string, Member> members;
};

/// Writes a zip file of stored members, each below 4 GiB.
///
/// \param remedy what the user can do if they are more than 4 GiB together
/// \throws Error if the file cannot be written
void writeZipArchive(
    const std::string &path,
    const std::vector<std::pair<std::string, std::vector<char>>> &members,
    const std::string &remedy = "store less in one file");

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_FILES_ZIPARCHIVE_H
