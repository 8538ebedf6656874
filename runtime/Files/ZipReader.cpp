//===- ZipReader.cpp - Reading zip files ----------------------------------===//
//
// The structures are those of PKWARE's APPNOTE; all numbers are little-endian.
//
//===----------------------------------------------------------------------===//

#include "runtime/Error.h"
#include "runtime/Files/ZipArchive.h"

#include <algorithm>
#include <cstring>
#include <zlib.h>

namespace anabranch::runtime {

template <typename Integer> static Integer load(const char *bytes) {
  Integer value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

static constexpr uint32_t localSignature = 0x04034b50;
static constexpr uint32_t entrySignature = 0x02014b50;
static constexpr uint32_t endSignature = 0x06054b50;
static constexpr uint32_t end64Signature = 0x06064b50;
static constexpr uint32_t locator64Signature = 0x07064b50;
static constexpr int64_t endBytes = 22, locator64Bytes = 20, entryBytes = 46,
                         localBytes = 30, end64Bytes = 56;

ZipArchive::ZipArchive(const std::string &path) : file(path) {
  readDirectory();
}

void ZipArchive::damaged(const std::string &what) const {
  throw Error(path(), "is not a whole zip archive (" + what + ")",
              "write or download the file again");
}

std::vector<std::string> ZipArchive::names() const {
  std::vector<std::string> all;
  all.reserve(members.size());
  for (const auto &entry : members)
    all.push_back(entry.first);
  return all;
}

/// Where the table of contents begins and how many members it lists.
std::pair<int64_t, int64_t> ZipArchive::findDirectory() const {
  if (file.size() < endBytes)
    damaged("too short");
  // The end record may be followed by a comment of up to 65,535 bytes.
  int64_t tailBytes = std::min<int64_t>(file.size(), 65535 + endBytes);
  int64_t tailOffset = file.size() - tailBytes;
  std::vector<char> tail = file.read(tailOffset, tailBytes);
  int64_t end = tailBytes - endBytes;
  while (end >= 0 && load<uint32_t>(&tail[end]) != endSignature)
    --end;
  if (end < 0)
    damaged("no table of contents");
  int64_t count = load<uint16_t>(&tail[end + 10]);
  int64_t offset = load<uint32_t>(&tail[end + 16]);
  if (offset != 0xffffffff && count != 0xffff)
    return {offset, count};
  int64_t locatorOffset = tailOffset + end - locator64Bytes;
  if (locatorOffset < 0)
    damaged("no zip64 record");
  std::vector<char> locator = file.read(locatorOffset, locator64Bytes);
  if (load<uint32_t>(locator.data()) != locator64Signature)
    return {offset, count};
  std::vector<char> end64 = file.read(load<int64_t>(&locator[8]), end64Bytes);
  if (load<uint32_t>(end64.data()) != end64Signature)
    damaged("bad zip64 record");
  return {load<int64_t>(&end64[48]), load<int64_t>(&end64[32])};
}

void ZipArchive::readDirectory() {
  auto [offset, count] = findDirectory();
  if (offset < 0 || offset > file.size())
    damaged("bad offset of the table of contents");
  std::vector<char> directory = file.read(offset, file.size() - offset);
  auto size = int64_t(directory.size());
  int64_t position = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (position + entryBytes > size ||
        load<uint32_t>(&directory[position]) != entrySignature)
      damaged("bad entry in the table of contents");
    const char *entry = &directory[position];
    int64_t nameBytes = load<uint16_t>(entry + 28);
    int64_t extraBytes = load<uint16_t>(entry + 30);
    int64_t next = position + entryBytes + nameBytes + extraBytes +
                   load<uint16_t>(entry + 32);
    if (next > size)
      damaged("bad entry in the table of contents");
    Member member{load<uint32_t>(entry + 42), load<uint32_t>(entry + 20),
                  load<uint32_t>(entry + 24), load<uint32_t>(entry + 16),
                  load<uint16_t>(entry + 10), load<uint16_t>(entry + 8)};
    // Numbers that do not fit follow in the zip64 field, in this order.
    const char *extra = entry + entryBytes + nameBytes;
    const char *extraEnd = extra + extraBytes;
    while (extra + 4 <= extraEnd) {
      const char *value = extra + 4;
      const char *valueEnd = value + load<uint16_t>(extra + 2);
      if (valueEnd > extraEnd)
        damaged("bad extra field");
      if (load<uint16_t>(extra) == 1)
        for (int64_t *number :
             {&member.bytes, &member.packedBytes, &member.headerOffset})
          if (*number == 0xffffffff && value + 8 <= valueEnd) {
            *number = load<int64_t>(value);
            value += 8;
          }
      extra = valueEnd;
    }
    members[std::string(entry + entryBytes, nameBytes)] = member;
    position = next;
  }
}

/// Unpacks into exactly `content.size()` bytes; false if the data is damaged.
static bool inflateInto(std::vector<char> &packed, std::vector<char> &content) {
  z_stream stream = {};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
    return false;
  size_t consumed = 0, produced = 0;
  int status = Z_OK;
  Bytef spare; // zlib wants an output address even for an empty member
  while (status == Z_OK) {
    size_t in = std::min<size_t>(packed.size() - consumed, 1 << 30);
    size_t out = std::min<size_t>(content.size() - produced, 1 << 30);
    stream.next_in = reinterpret_cast<Bytef *>(packed.data() + consumed);
    stream.avail_in = in;
    stream.next_out =
        out ? reinterpret_cast<Bytef *>(content.data() + produced) : &spare;
    stream.avail_out = out;
    status = inflate(&stream, Z_NO_FLUSH);
    consumed += in - stream.avail_in;
    produced += out - stream.avail_out;
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END && produced == content.size();
}

std::vector<char> ZipArchive::read(const std::string &name) const {
  const Member &member = members.at(name);
  if (member.flags & 1)
    throw Error(path(), "member " + name + " is encrypted",
                "write the file without a password");
  if (member.method != 0 && member.method != 8)
    throw Error(path(), "member " + name + " is packed in an unknown way",
                "write the file with numpy.savez or numpy.savez_compressed");
  std::vector<char> local = file.read(member.headerOffset, localBytes);
  if (load<uint32_t>(local.data()) != localSignature)
    damaged("bad header of " + name);
  int64_t offset = member.headerOffset + localBytes +
                   load<uint16_t>(&local[26]) + load<uint16_t>(&local[28]);
  std::vector<char> content = file.read(offset, member.packedBytes);
  if (member.method == 8) {
    // Deflate packs 1032 bytes into one at best.
    if (member.bytes < 0 || member.bytes / 1032 > member.packedBytes + 1)
      damaged("bad size of " + name);
    std::vector<char> packed(member.bytes);
    packed.swap(content);
    if (!inflateInto(packed, content))
      damaged("damaged member " + name);
  }
  if (int64_t(content.size()) != member.bytes ||
      crc32_z(0, reinterpret_cast<const Bytef *>(content.data()),
              content.size()) != member.checksum)
    damaged("wrong checksum of " + name);
  return content;
}

} // namespace anabranch::runtime
