//===- SafetensorsFuzzer.cpp - Checkpoints --------------------------------===//

#include "runtime/Error.h"
#include "runtime/SafetensorsFile.h"
#include "test/Fuzz/MemoryFile.h"

using namespace anabranch;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  try {
    runtime::SafetensorsFile file(fuzz::MemoryFile::write(data, size));
    for (const auto &[name, tensor] : file.tensors()) {
      fuzz::require(tensor.bytes >= 0 && size_t(tensor.bytes) <= size,
                    "tensors lie within the file");
      std::vector<char> bytes(static_cast<size_t>(tensor.bytes));
      file.read(tensor, bytes.data());
    }
  } catch (const runtime::Error &) {
    // That is what users are told.
  }
  return 0;
}
