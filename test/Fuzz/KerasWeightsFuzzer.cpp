//===- KerasWeightsFuzzer.cpp - Weights in an archive ---------------------===//
//
// The input is an archive's model.weights.h5; its config.json is always that of
// Import/Inputs/tiny.json.
//
//===----------------------------------------------------------------------===//

#include "test/Fuzz/ImportCheck.h"
#include "test/Fuzz/MemoryFile.h"

#include <fstream>
#include <sstream>
#include <vector>
#include <zlib.h>

using namespace anabranch;

namespace {
/// A zip file of stored members.
class StoredZip {
public:
  void add(const std::string &name, const std::string &content) {
    auto offset = static_cast<uint32_t>(file.size());
    auto checksum = static_cast<uint32_t>(
        crc32(0, reinterpret_cast<const Bytef *>(content.data()),
              static_cast<uInt>(content.size())));
    std::string header;
    // Version, flags, method, time and date.
    for (unsigned field : {20, 0, 0, 0, 0x21})
      append(header, field, 2);
    append(header, checksum, 4);
    append(header, content.size(), 4);
    append(header, content.size(), 4);
    append(header, name.size(), 2);
    append(header, 0, 2);
    file += "PK\3\4" + header + name + content;
    directory += std::string("PK\1\2\24\0", 6) + header;
    // Comment, disk and attributes.
    append(directory, 0, 2 + 2 + 2 + 4);
    append(directory, offset, 4);
    directory += name;
    ++count;
  }

  std::string finish() {
    std::string end = std::string("PK\5\6\0\0\0\0", 8);
    append(end, count, 2);
    append(end, count, 2);
    append(end, directory.size(), 4);
    append(end, file.size(), 4);
    append(end, 0, 2);
    return file + directory + end;
  }

private:
  static void append(std::string &text, uint64_t number, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i, number >>= 8)
      text += static_cast<char>(number & 0xff);
  }
  std::string file, directory;
  unsigned count = 0;
};
} // namespace

static std::string readConfig() {
  std::ifstream file(ANABRANCH_IMPORT_INPUTS "/tiny.json");
  std::stringstream text;
  text << file.rdbuf();
  fuzz::require(!text.str().empty(), "there is a model");
  return text.str();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const std::string config = readConfig();
  StoredZip archive;
  archive.add("config.json", config);
  archive.add("model.weights.h5",
              std::string(reinterpret_cast<const char *>(data), size));
  std::string bytes = archive.finish();
  fuzz::checkImport(fuzz::MemoryFile::write(
      reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()));
  return 0;
}
