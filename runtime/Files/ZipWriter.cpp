//===- ZipWriter.cpp - Writing zip files ----------------------------------===//

#include "runtime/Error.h"
#include "runtime/Files/AtomicFile.h"
#include "runtime/Files/ZipArchive.h"

#include <zlib.h>

namespace anabranch::runtime {

static void append(std::string &record, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    record += char(value >> 8 * i);
}

/// What the local header and the table of contents both say of a member.
static std::string describeMember(const std::string &name,
                                  const std::vector<char> &content) {
  std::string record;
  append(record, 20, 2);     // version needed
  append(record, 0x0800, 2); // names are UTF-8
  append(record, 0, 2);      // stored
  append(record, 0, 2);      // midnight
  append(record, 0x0021, 2); // 1980-01-01: equal content gives equal files
  append(record,
         crc32_z(0, reinterpret_cast<const Bytef *>(content.data()),
                 content.size()),
         4);
  append(record, content.size(), 4); // packed
  append(record, content.size(), 4);
  append(record, name.size(), 2);
  append(record, 0, 2); // no extra field
  return record;
}

void writeZipArchive(
    const std::string &path,
    const std::vector<std::pair<std::string, std::vector<char>>> &members,
    const std::string &remedy) {
  AtomicFile file(path);
  std::string directory;
  int64_t offset = 0;
  for (const auto &[name, content] : members) {
    if (offset + int64_t(content.size()) >= int64_t(0xffffff00))
      throw Error(path, "would exceed 4 GiB", remedy);
    std::string description = describeMember(name, content);
    std::string local;
    append(local, 0x04034b50, 4);
    local += description + name;
    append(directory, 0x02014b50, 4);
    append(directory, 20, 2); // version made by
    directory += description;
    append(directory, 0, 2); // no comment
    append(directory, 0, 2); // first disk
    append(directory, 0, 2);
    append(directory, 0, 4);
    append(directory, offset, 4);
    directory += name;
    file.write(local);
    auto contentBytes = int64_t(content.size());
    file.write(content.data(), contentBytes);
    offset += int64_t(local.size()) + contentBytes;
  }
  std::string end;
  append(end, 0x06054b50, 4);
  append(end, 0, 4);
  append(end, members.size(), 2);
  append(end, members.size(), 2);
  append(end, directory.size(), 4);
  append(end, offset, 4);
  append(end, 0, 2);
  file.write(directory);
  file.write(end);
  file.commit();
}

} // namespace anabranch::runtime
