//===- KerasLegacyFuzzer.cpp - Models as legacy .h5 files -----------------===//
//
// The input is a whole file: its structure, the model's JSON in it, the weights
// and the optimizer's state. What reads strings runs in a child process first,
// where HDF5 may crash (Import/Files/Hdf5File); that counts as damage here too.
// What comes back from the child is read again in this process, where nothing
// may crash.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/Files/Hdf5File.h"
#include "test/Fuzz/ImportCheck.h"
#include "test/Fuzz/MemoryFile.h"

#include <array>
#include <csignal>
#include <pthread.h>
#include <random>
#include <unistd.h>

using namespace anabranch;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maximum);

static bool isChild = false;

/// Lets a child process end as it does without a fuzzer: libFuzzer would keep
/// the input, and report what its parent expects.
static void endQuietly() {
  isChild = true;
  for (int signal : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGXCPU})
    std::signal(signal, SIG_DFL);
}

/// Called before a report is written, which takes longer than all else.
extern "C" void __asan_on_error() {
  if (isChild)
    _exit(1);
}

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  pthread_atfork(nullptr, nullptr, endQuietly);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // What does not begin like an HDF5 file is read as JSON.
  if (import::Hdf5File::isHdf5({reinterpret_cast<const char *>(data), size}))
    fuzz::checkImport(fuzz::MemoryFile::write(data, size));
  return 0;
}

/// A place that is worth a change: most of a file is gaps, and most of the rest
/// the model's JSON, which has a fuzzer of its own.
static size_t choosePlace(const uint8_t *data, size_t size,
                          std::minstd_rand &numbers) {
  constexpr unsigned trials = 100;
  size_t place = 0;
  for (unsigned i = 0; i < trials; ++i) {
    place = numbers() % size;
    bool isText = data[place] >= ' ' && data[place] <= '~';
    if (data[place] != 0 && (!isText || numbers() % 16 == 0))
      break;
  }
  return place;
}

/// Changes some bytes and mostly leaves all others in their places, since the
/// file is full of addresses.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maximum, unsigned seed) {
  std::minstd_rand numbers(seed);
  if (size == 0 || numbers() % 16 == 0)
    return LLVMFuzzerMutate(data, size, maximum);
  uint8_t *begin = data + choosePlace(data, size, numbers);
  std::array<uint8_t, 8> bytes{};
  size_t count = std::min<size_t>(1 + numbers() % bytes.size(),
                                  static_cast<size_t>(data + size - begin));
  std::copy_n(begin, count, bytes.begin());
  std::copy_n(bytes.begin(), LLVMFuzzerMutate(bytes.data(), count, count),
              begin);
  return size;
}
