//===- DriverEmulator.cpp - The GPU's driver on the CPU -------------------===//
//
// The functions of NVIDIA's driver that runtime/CUDA/CudaDriver.h lists, for
// one emulated GPU whose memory is the host's. An executable for the chip
// "emulator" finds these functions, and the device's, in itself.
//
// Here are the device, its code and its memory; see DriverStreams.cpp for work.
//
//===----------------------------------------------------------------------===//

#include "compiler/Emulator/DriverEmulator.h"

#include "compiler/Emulator/DeviceEmulator.h"

#include <cstdlib>
#include <cstring>
#include <map>

#include <dlfcn.h>

using namespace anabranch;
using namespace anabranch::emulator;
using namespace anabranch::runtime;

namespace {
std::map<CudaAddress, size_t> allocations;
std::map<const char *, size_t> hostAllocations;

/// A block's memory, in bytes.
struct BlockMemory {
  unsigned most;                ///< that a function can be granted
  unsigned granted = 48 * 1024; ///< without being asked for
};
std::map<CudaFunction, BlockMemory> functions;

/// A chip's code, all of which is part of the program.
struct Module {
  const char *chip;
  unsigned mostBytes; ///< of a block's memory
};
/// The first stands for all chips from sm_80 on, and grants what each of them
/// does.
Module modules[] = {{"emulator", 99 * 1024}, {"emulator_90a", 227 * 1024}};
} // namespace

unsigned emulator::getGrantedBytes(CudaFunction function) {
  return functions.at(function).granted;
}

/// The GPU's memory, in bytes: 8 GiB, or as many MiB as a test says.
static size_t getTotalMemory() {
  const char *mebibytes = std::getenv("ANABRANCH_EMULATOR_MEMORY");
  return (mebibytes ? std::strtoul(mebibytes, nullptr, 10) : 8192UL) << 20;
}

static size_t getFreeMemory() {
  size_t free = getTotalMemory();
  for (auto [address, bytes] : allocations)
    free -= bytes;
  return free;
}

bool emulator::isPageLocked(const void *memory, size_t bytes) {
  const char *begin = static_cast<const char *>(memory);
  auto next = hostAllocations.upper_bound(begin);
  if (next == hostAllocations.begin())
    return false;
  auto [start, size] = *std::prev(next);
  return begin + bytes <= start + size;
}

// NOLINTBEGIN(readability-identifier-naming): the driver's names
extern "C" {

int cuInit(unsigned) { return success; }

int cuGetErrorString(int error, const char **text) {
  *text = error == notFound            ? "named symbol not found"
          : error == outOfMemory       ? "out of memory"
          : error == notWhileCapturing ? "not while a stream is captured"
                                       : "invalid argument";
  return success;
}

int cuDeviceGetCount(int *count) {
  *count = 1;
  return success;
}

int cuDeviceGet(int *device, int) {
  *device = 0;
  return success;
}

int cuDeviceGetName(char *name, int size, int) {
  std::strncpy(name, "emulated GPU", static_cast<size_t>(size));
  return success;
}

int cuDeviceGetAttribute(int *value, int attribute, int) {
  static const std::map<int, int> attributes = {
      {cudaMajorCapability, 9},
      {cudaMinorCapability, 0},
      {cudaMultiprocessors, multiprocessors},
      {cudaClockRate, 1000000},
      {cudaMemoryClockRate, 1000000},
      {cudaMemoryBusWidth, 1024}};
  auto found = attributes.find(attribute);
  if (found == attributes.end())
    return invalidValue;
  *value = found->second;
  return success;
}

int cuDevicePrimaryCtxRetain(CudaContext *context, int) {
  *context = nullptr;
  return success;
}

int cuCtxSetCurrent(CudaContext) { return success; }

/// In place of an image there is the chip's name.
int cuModuleLoadData(CudaModule *module, const void *image) {
  for (Module &known : modules)
    if (std::strcmp(known.chip, static_cast<const char *>(image)) == 0) {
      *module = reinterpret_cast<CudaModule>(&known);
      return success;
    }
  return invalidValue;
}

int cuModuleUnload(CudaModule) { return success; }

int cuModuleGetFunction(CudaFunction *function, CudaModule module,
                        const char *name) {
  *function = reinterpret_cast<CudaFunction>(dlsym(RTLD_DEFAULT, name));
  if (!*function)
    return notFound;
  functions[*function] = {reinterpret_cast<Module *>(module)->mostBytes};
  return success;
}

int cuFuncSetAttribute(CudaFunction function, int attribute, int value) {
  BlockMemory &memory = functions.at(function);
  if (attribute != cudaMaxDynamicSharedBytes || value < 0 ||
      unsigned(value) > memory.most)
    return invalidValue;
  memory.granted = unsigned(value);
  return success;
}

int cuMemGetInfo_v2(size_t *free, size_t *total) {
  *free = getFreeMemory();
  *total = getTotalMemory();
  return success;
}

int cuMemAlloc_v2(CudaAddress *address, size_t bytes) {
  constexpr size_t alignment = 256;
  if (bytes > getFreeMemory())
    return outOfMemory;
  void *memory = std::aligned_alloc(alignment, (bytes + alignment - 1) /
                                                   alignment * alignment);
  if (!memory)
    return outOfMemory;
  *address = reinterpret_cast<CudaAddress>(memory);
  allocations[*address] = bytes;
  return success;
}

int cuMemFree_v2(CudaAddress address) {
  runAllStreams();
  if (allocations.erase(address) == 0)
    return invalidValue;
  std::free(toPointer(address));
  return success;
}

int cuMemAllocHost_v2(void **memory, size_t bytes) {
  *memory = std::malloc(bytes);
  if (!*memory)
    return outOfMemory;
  std::memset(*memory, 0xff, bytes);
  hostAllocations[static_cast<char *>(*memory)] = bytes;
  return success;
}

int cuMemFreeHost(void *memory) {
  runAllStreams();
  if (hostAllocations.erase(static_cast<char *>(memory)) == 0)
    return invalidValue;
  std::free(memory);
  return success;
}

} // extern "C"
// NOLINTEND(readability-identifier-naming)
