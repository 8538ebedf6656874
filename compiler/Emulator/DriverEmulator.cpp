//===- DriverEmulator.cpp - The GPU's driver on the CPU -------------------===//
//
// The functions of NVIDIA's driver that runtime/CudaDriver.h lists, for one
// emulated GPU whose memory is the host's. Everything is done at once, and a
// graph is the list of its launches. An executable for the chip "emulator"
// finds these functions, and the device's, in itself.
//
//===----------------------------------------------------------------------===//

#include "compiler/Emulator/DeviceEmulator.h"
#include "runtime/CudaDriver.h"

#include <cstdlib>
#include <cstring>
#include <memory>

#include <dlfcn.h>

using namespace anabranch;
using namespace anabranch::runtime;

namespace {
constexpr int success = 0, invalidValue = 1, outOfMemory = 2, notFound = 500;

struct Launch {
  emulator::DeviceFunction function;
  int64_t blocksX, blocksY, threads, sharedBytes;
  int32_t extent;
  std::vector<char *> buffers;

  void run() const {
    emulator::launch(function, blocksX, blocksY, threads, sharedBytes, extent,
                     buffers.data());
  }
};

/// What is recorded while a stream is captured.
std::unique_ptr<std::vector<Launch>> capture;
} // namespace

static char *toPointer(CudaAddress address) {
  return reinterpret_cast<char *>(address);
}

extern "C" {

int cuInit(unsigned) { return success; }

int cuGetErrorString(int error, const char **text) {
  *text = error == notFound      ? "named symbol not found"
          : error == outOfMemory ? "out of memory"
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

int cuDeviceGetAttribute(int *value, int, int) {
  *value = 0;
  return success;
}

int cuDevicePrimaryCtxRetain(CudaContext *context, int) {
  *context = nullptr;
  return success;
}

int cuCtxSetCurrent(CudaContext) { return success; }

int cuModuleLoadData(CudaModule *module, const void *) {
  *module = nullptr;
  return success;
}

int cuModuleUnload(CudaModule) { return success; }

int cuModuleGetFunction(CudaFunction *function, CudaModule, const char *name) {
  *function = reinterpret_cast<CudaFunction>(dlsym(RTLD_DEFAULT, name));
  return *function ? success : notFound;
}

int cuFuncSetAttribute(CudaFunction, int, int) { return success; }

int cuMemGetInfo_v2(size_t *free, size_t *total) {
  *free = *total = size_t(1) << 33;
  return success;
}

int cuMemAlloc_v2(CudaAddress *address, size_t bytes) {
  constexpr size_t alignment = 256;
  void *memory = std::aligned_alloc(alignment, (bytes + alignment - 1) /
                                                   alignment * alignment);
  *address = reinterpret_cast<CudaAddress>(memory);
  return memory ? success : outOfMemory;
}

int cuMemFree_v2(CudaAddress address) {
  std::free(toPointer(address));
  return success;
}

int cuMemsetD8Async(CudaAddress address, unsigned char value, size_t bytes,
                    CudaStream) {
  std::memset(toPointer(address), value, bytes);
  return success;
}

int cuMemcpyHtoDAsync_v2(CudaAddress to, const void *from, size_t bytes,
                         CudaStream) {
  std::memcpy(toPointer(to), from, bytes);
  return success;
}

int cuMemcpyDtoHAsync_v2(void *to, CudaAddress from, size_t bytes, CudaStream) {
  std::memcpy(to, toPointer(from), bytes);
  return success;
}

int cuStreamCreate(CudaStream *stream, unsigned) {
  *stream = nullptr;
  return success;
}

int cuStreamDestroy_v2(CudaStream) { return success; }

int cuStreamSynchronize(CudaStream) { return success; }

int cuLaunchKernel(CudaFunction function, unsigned blocksX, unsigned blocksY,
                   unsigned blocksZ, unsigned threadsX, unsigned threadsY,
                   unsigned threadsZ, unsigned sharedBytes, CudaStream,
                   void **arguments, void **) {
  constexpr unsigned mostThreads = 1024, mostBlocksY = 65535,
                     mostSharedBytes = 227 * 1024;
  if (blocksX == 0 || blocksY == 0 || blocksZ != 1 || threadsX == 0 ||
      threadsX > mostThreads || threadsY != 1 || threadsZ != 1 ||
      blocksY > mostBlocksY || sharedBytes > mostSharedBytes)
    return invalidValue;
  Launch launch{reinterpret_cast<emulator::DeviceFunction>(function),
                blocksX,
                blocksY,
                threadsX,
                sharedBytes,
                *static_cast<int32_t *>(arguments[0]),
                {}};
  // The list ends with a null, which a real driver does not need.
  for (void **argument = arguments + 1; *argument; ++argument)
    launch.buffers.push_back(*static_cast<char **>(*argument));
  if (capture)
    capture->push_back(std::move(launch));
  else
    launch.run();
  return success;
}

int cuStreamBeginCapture_v2(CudaStream, int) {
  capture = std::make_unique<std::vector<Launch>>();
  return success;
}

int cuStreamEndCapture(CudaStream, CudaGraph *graph) {
  *graph = reinterpret_cast<CudaGraph>(capture.release());
  return success;
}

int cuGraphInstantiateWithFlags(CudaGraphExecutable *executable,
                                CudaGraph graph, unsigned long long) {
  *executable = reinterpret_cast<CudaGraphExecutable>(
      new std::vector<Launch>(*reinterpret_cast<std::vector<Launch> *>(graph)));
  return success;
}

int cuGraphLaunch(CudaGraphExecutable executable, CudaStream) {
  for (const Launch &launch :
       *reinterpret_cast<std::vector<Launch> *>(executable))
    launch.run();
  return success;
}

int cuGraphDestroy(CudaGraph graph) {
  delete reinterpret_cast<std::vector<Launch> *>(graph);
  return success;
}

int cuGraphExecDestroy(CudaGraphExecutable executable) {
  delete reinterpret_cast<std::vector<Launch> *>(executable);
  return success;
}

} // extern "C"
