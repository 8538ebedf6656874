//===- SafetensorsFuzzer.cpp - Checkpoints --------------------------------===//

#include "runtime/Error.h"
#include "runtime/Training/TrainingState.h"
#include "test/Fuzz/MemoryFile.h"

using namespace anabranch;

static void readTensors(const std::string &path, size_t size) {
  runtime::SafetensorsFile file(path);
  for (const auto &[name, tensor] : file.tensors()) {
    fuzz::require(tensor.bytes >= 0 && size_t(tensor.bytes) <= size,
                  "tensors lie within the file");
    std::vector<char> bytes(static_cast<size_t>(tensor.bytes));
    file.read(tensor, bytes.data());
  }
}

static void readState(const std::string &path) {
  runtime::TrainingState state = runtime::readTrainingState(path);
  fuzz::require(state.batchSize > 0 && state.epoch >= 0 && state.step >= 0 &&
                    state.iteration >= state.step &&
                    state.metrics.examples >= 0 && !(state.seconds < 0),
                "no count is negative");
  fuzz::require(!state.learningRate || *state.learningRate >= 0,
                "no learning rate is negative");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string &path = fuzz::MemoryFile::write(data, size);
  try {
    readTensors(path, size);
    readState(path);
  } catch (const runtime::Error &) {
    // That is what users are told.
  }
  return 0;
}
