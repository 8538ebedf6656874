//===- KerasArchiveFuzzer.cpp - Archives as model.save() writes them ------===//

#include "test/Fuzz/ImportCheck.h"
#include "test/Fuzz/MemoryFile.h"

#include <vector>

using namespace anabranch;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // What does not begin like an archive is read as JSON.
  std::vector<uint8_t> bytes = {'P', 'K'};
  bytes.insert(bytes.end(), data + std::min<size_t>(size, 2), data + size);
  fuzz::checkImport(fuzz::MemoryFile::write(bytes.data(), bytes.size()));
  return 0;
}
