//===- DriverEmulator.cpp - The GPU's driver on the CPU -------------------===//
//
// The functions of NVIDIA's driver that runtime/CudaDriver.h lists, for one
// emulated GPU whose memory is the host's. An executable for the chip
// "emulator" finds these functions, and the device's, in itself.
//
// Nothing is done before it is waited for: a stream is a list of work, which
// runs when the host waits for it or for an event behind it. A real driver may
// be as late. So a host that changes memory before it was copied, or reads
// results before they are there, gets wrong numbers here every time: until
// then, what is to be copied to the host is full of NaNs.
//
// The work of a graph runs in another order every time, as far as its
// dependencies allow.
//
//===----------------------------------------------------------------------===//

#include "compiler/Emulator/DeviceEmulator.h"
#include "compiler/Emulator/Stream.h"
#include "runtime/CudaDriver.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <set>

#include <dlfcn.h>

using namespace anabranch;
using namespace anabranch::emulator;
using namespace anabranch::runtime;

namespace {
constexpr int success = 0, invalidValue = 1, outOfMemory = 2, notFound = 500,
              notWhileCapturing = 900;

std::set<Stream *> streams;
std::map<CudaAddress, size_t> allocations;
std::map<const char *, size_t> hostAllocations;
} // namespace

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

/// Memory is not freed while work is under way.
static void runAll() {
  for (Stream *stream : streams)
    stream->runUntil(stream->end());
}

static Stream &toStream(CudaStream stream) {
  return *reinterpret_cast<Stream *>(stream);
}

static Event &toEvent(CudaEvent event) {
  return *reinterpret_cast<Event *>(event);
}

static bool isPageLocked(const void *memory, size_t bytes) {
  const char *begin = static_cast<const char *>(memory);
  auto next = hostAllocations.upper_bound(begin);
  if (next == hostAllocations.begin())
    return false;
  auto [start, size] = *std::prev(next);
  return begin + bytes <= start + size;
}

static char *toPointer(CudaAddress address) {
  return reinterpret_cast<char *>(address);
}

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
      {cudaMajorCapability, 9},       {cudaMinorCapability, 0},
      {cudaMultiprocessors, 10},      {cudaClockRate, 1000000},
      {cudaMemoryClockRate, 1000000}, {cudaMemoryBusWidth, 1024}};
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
  runAll();
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
  runAll();
  if (hostAllocations.erase(static_cast<char *>(memory)) == 0)
    return invalidValue;
  std::free(memory);
  return success;
}

int cuMemsetD8Async(CudaAddress address, unsigned char value, size_t bytes,
                    CudaStream stream) {
  toStream(stream).add(
      {[=] { std::memset(toPointer(address), value, bytes); }});
  return success;
}

int cuMemcpyHtoDAsync_v2(CudaAddress to, const void *from, size_t bytes,
                         CudaStream stream) {
  if (toStream(stream).capture && !isPageLocked(from, bytes))
    return notWhileCapturing;
  toStream(stream).add({[=] { std::memcpy(toPointer(to), from, bytes); }});
  return success;
}

int cuMemcpyDtoHAsync_v2(void *to, CudaAddress from, size_t bytes,
                         CudaStream stream) {
  if (toStream(stream).capture && !isPageLocked(to, bytes))
    return notWhileCapturing;
  toStream(stream).add({[=] { std::memcpy(to, toPointer(from), bytes); },
                        static_cast<char *>(to), bytes});
  return success;
}

int cuMemcpyDtoDAsync_v2(CudaAddress to, CudaAddress from, size_t bytes,
                         CudaStream stream) {
  toStream(stream).add(
      {[=] { std::memcpy(toPointer(to), toPointer(from), bytes); }});
  return success;
}

int cuStreamCreate(CudaStream *stream, unsigned) {
  *stream = reinterpret_cast<CudaStream>(*streams.insert(new Stream).first);
  return success;
}

int cuStreamDestroy_v2(CudaStream stream) {
  toStream(stream).runUntil(toStream(stream).end());
  streams.erase(&toStream(stream));
  delete &toStream(stream);
  return success;
}

int cuStreamSynchronize(CudaStream stream) {
  if (toStream(stream).capture)
    return notWhileCapturing;
  toStream(stream).runUntil(toStream(stream).end());
  return success;
}

int cuEventCreate(CudaEvent *event, unsigned) {
  *event = reinterpret_cast<CudaEvent>(new Event);
  return success;
}

int cuEventRecord(CudaEvent event, CudaStream stream) {
  if (toStream(stream).capture)
    return notWhileCapturing;
  toEvent(event) = {&toStream(stream), toStream(stream).end()};
  return success;
}

int cuEventSynchronize(CudaEvent event) {
  const Event &place = toEvent(event);
  if (!place.stream)
    return success;
  if (place.stream->capture)
    return notWhileCapturing;
  place.stream->runUntil(place.end);
  return success;
}

int cuStreamWaitEvent(CudaStream stream, CudaEvent event, unsigned) {
  if (toStream(stream).capture)
    return notWhileCapturing;
  // The event as it is now.
  if (Event place = toEvent(event); place.stream)
    toStream(stream).add({[=] { place.stream->runUntil(place.end); }});
  return success;
}

int cuEventDestroy_v2(CudaEvent event) {
  delete &toEvent(event);
  return success;
}

int cuLaunchKernel(CudaFunction function, unsigned blocksX, unsigned blocksY,
                   unsigned blocksZ, unsigned threadsX, unsigned threadsY,
                   unsigned threadsZ, unsigned sharedBytes, CudaStream stream,
                   void **arguments, void **) {
  constexpr unsigned mostThreads = 1024, mostBlocksY = 65535,
                     mostSharedBytes = 227 * 1024;
  if (blocksX == 0 || blocksY == 0 || blocksZ != 1 || threadsX == 0 ||
      threadsX > mostThreads || threadsY != 1 || threadsZ != 1 ||
      blocksY > mostBlocksY || sharedBytes > mostSharedBytes)
    return invalidValue;
  // The arguments' values are taken now. Their list ends with a null, which a
  // real driver does not need.
  int32_t extent = *static_cast<int32_t *>(arguments[0]);
  std::vector<char *> buffers;
  for (void **argument = arguments + 1; *argument; ++argument)
    buffers.push_back(*static_cast<char **>(*argument));
  toStream(stream).add({[=] {
    emulator::launch(reinterpret_cast<emulator::DeviceFunction>(function),
                     blocksX, blocksY, threadsX, sharedBytes, extent,
                     buffers.data());
  }});
  return success;
}

int cuStreamBeginCapture_v2(CudaStream stream, int) {
  if (toStream(stream).capture)
    return notWhileCapturing;
  toStream(stream).capture = std::make_unique<Graph>();
  return success;
}

// A node's handle is its number, from 1 on.

int cuStreamGetCaptureInfo_v2(CudaStream stream, int *status, uint64_t *id,
                              CudaGraph *graph,
                              const CudaGraphNode **dependencies,
                              size_t *count) {
  Graph *capture = toStream(stream).capture.get();
  *status = capture ? 1 : 0;
  if (!capture)
    return success;
  static std::vector<CudaGraphNode> nodes; // until the next call
  nodes.clear();
  for (size_t node : capture->next)
    nodes.push_back(reinterpret_cast<CudaGraphNode>(node + 1));
  *id = 1;
  *graph = reinterpret_cast<CudaGraph>(capture);
  *dependencies = nodes.data();
  *count = nodes.size();
  return success;
}

int cuStreamUpdateCaptureDependencies(CudaStream stream,
                                      CudaGraphNode *dependencies, size_t count,
                                      unsigned flags) {
  Graph *capture = toStream(stream).capture.get();
  if (!capture || flags != cudaSetDependencies)
    return invalidValue;
  std::set<size_t> nodes;
  for (size_t i = 0; i < count; ++i) {
    size_t node = reinterpret_cast<size_t>(dependencies[i]) - 1;
    if (node >= capture->size() || !nodes.insert(node).second)
      return invalidValue;
  }
  capture->next.assign(nodes.begin(), nodes.end());
  return success;
}

int cuStreamEndCapture(CudaStream stream, CudaGraph *graph) {
  *graph = reinterpret_cast<CudaGraph>(toStream(stream).capture.release());
  return success;
}

int cuGraphInstantiateWithFlags(CudaGraphExecutable *executable,
                                CudaGraph graph, unsigned long long) {
  *executable = reinterpret_cast<CudaGraphExecutable>(
      new Graph(*reinterpret_cast<Graph *>(graph)));
  return success;
}

int cuGraphLaunch(CudaGraphExecutable executable, CudaStream stream) {
  static std::minstd_rand random(1);
  reinterpret_cast<Graph *>(executable)->forEach(random, [&](const Work &work) {
    toStream(stream).add(work);
  });
  return success;
}

int cuGraphDestroy(CudaGraph graph) {
  delete reinterpret_cast<Graph *>(graph);
  return success;
}

int cuGraphExecDestroy(CudaGraphExecutable executable) {
  delete reinterpret_cast<Graph *>(executable);
  return success;
}

} // extern "C"
