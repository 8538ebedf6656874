//===- Device.cpp - One GPU and the arena in its memory -------------------===//

#include "runtime/CUDA/Device.h"
#include "runtime/Error.h"
#include "runtime/Tensor.h"

namespace anabranch::runtime {

/// The device whose program runs: generated code knows none.
static Device *current = nullptr;

/// Makes a context on the first GPU current, and returns the GPU's number.
static int openDevice(const CudaDriver &driver) {
  int count = 0, device = 0;
  driver.check(driver.getDeviceCount(&count), "count the GPUs");
  if (count == 0)
    throw Error("GPU", "there is none",
                "run on a computer with an NVIDIA GPU, or compile with "
                "--target=cpu");
  CudaContext context;
  driver.check(driver.getDevice(&device, 0), "open the GPU");
  driver.check(driver.retainContext(&context, device), "open the GPU");
  driver.check(driver.setContext(context), "open the GPU");
  return device;
}

Device::Device(const AnabranchDevice &code, int64_t arenaBytes)
    : driver(driverPath(code)), number(openDevice(driver)),
      multiprocessors(driver.ask(cudaMultiprocessors, number)),
      code(driver, code, number), memory(driver),
      arena(memory.allocateArena(arenaBytes)) {
  for (CudaStream *made : {&stream, &uploads})
    driver.check(driver.createStream(made, cudaStreamNonBlocking),
                 "make a stream");
  driver.check(driver.fill(arena, 0, size_t(arenaBytes), stream),
               "clear the GPU's memory");
}

Device::~Device() {
  // Whatever fails here has nobody left to tell.
  driver.synchronize(uploads);
  driver.synchronize(stream);
  for (CudaGraphExecutable graph : graphs)
    driver.destroyGraphExecutable(graph);
  for (CudaEvent event : events)
    driver.destroyEvent(event);
  for (CudaStream made : {stream, uploads})
    driver.destroyStream(made);
}

/// Starts a piece of work, or records it.
void Device::startPiece(const std::vector<MemoryAccess> &accesses,
                        const std::function<void()> &start) {
  if (recording)
    recording->add(accesses, start);
  else
    start();
}

/// Memory of the host and of the GPU never has the same addresses.
static CudaAddress hostAddress(const char *memory) {
  return reinterpret_cast<CudaAddress>(memory);
}

/// What a copy touches.
static std::vector<MemoryAccess> copyAccesses(CudaAddress to, CudaAddress from,
                                              int64_t bytes) {
  return {{from, from + CudaAddress(bytes), false},
          {to, to + CudaAddress(bytes), true}};
}

void Device::upload(CudaAddress to, const char *from, int64_t bytes) {
  startPiece(copyAccesses(to, hostAddress(from), bytes), [&] {
    driver.check(driver.upload(to, from, size_t(bytes), stream),
                 "copy to the GPU");
  });
}

void Device::download(char *to, CudaAddress from, int64_t bytes) {
  startPiece(copyAccesses(hostAddress(to), from, bytes), [&] {
    driver.check(driver.download(to, from, size_t(bytes), stream),
                 "copy from the GPU");
  });
}

void Device::copy(CudaAddress to, CudaAddress from, int64_t bytes) {
  startPiece(copyAccesses(to, from, bytes), [&] {
    driver.check(driver.copy(to, from, size_t(bytes), stream),
                 "copy within the GPU's memory");
  });
}

void Device::uploadAhead(CudaAddress to, const char *from, int64_t bytes) {
  driver.check(driver.upload(to, from, size_t(bytes), uploads),
               "copy to the GPU");
}

void Device::waitForUploads(CudaEvent event) {
  driver.check(driver.recordEvent(event, uploads), "copy to the GPU");
  driver.check(driver.waitForEvent(stream, event, 0), "copy to the GPU");
}

/// The GPU's address as kernels take it; the host reads nothing there.
static char *toPointer(CudaAddress address) {
  return reinterpret_cast<char *>( // NOLINT(performance-no-int-to-ptr)
      address);
}

void Device::start(const AnabranchProgram &program, int64_t batchSize,
                   LaunchTimes *times) {
  current = this;
  if (!recording)
    return callKernels(program, batchSize, toPointer(arena), times,
                       [this] { wait(); });
  std::vector<MemoryAccess> buffers;
  for (int64_t i = 0; i < program.launch_count; ++i) {
    const AnabranchLaunch &launch = program.launches[i];
    buffers.clear();
    for (int64_t j = 0; j < launch.buffer_count; ++j) {
      CudaAddress begin = arenaAddress(resolve(launch.buffers[j], batchSize));
      buffers.push_back(
          {begin, begin + CudaAddress(resolve(launch.sizes[j], batchSize)),
           j >= launch.read_count});
    }
    start(launch.kernel, resolve(launch.extent, batchSize), buffers);
  }
}

void Device::start(AnabranchKernel kernel, int64_t extent,
                   const std::vector<MemoryAccess> &buffers) {
  current = this;
  std::vector<char *> addresses;
  addresses.reserve(buffers.size());
  for (const MemoryAccess &buffer : buffers)
    addresses.push_back(toPointer(buffer.begin));
  kernelBuffers = &buffers;
  ++kernelNumber;
  kernel(extent, addresses.data());
}

CudaGraphExecutable Device::record(const std::function<void()> &work) {
  CudaGraphExecutable executable = nullptr;
  recording.emplace(driver, stream);
  work();
  CudaGraph graph = recording->finish();
  recording.reset();
  driver.check(driver.instantiateGraph(&executable, graph, 0),
               "make a graph ready");
  driver.destroyGraph(graph);
  graphs.push_back(executable);
  return executable;
}

void Device::start(CudaGraphExecutable graph) {
  driver.check(driver.launchGraph(graph, stream), "run on the GPU");
}

CudaEvent Device::makeEvent() {
  CudaEvent event = nullptr;
  driver.check(driver.createEvent(&event, cudaEventDisableTiming),
               "make an event");
  events.push_back(event);
  return event;
}

void Device::mark(CudaEvent event) {
  driver.check(driver.recordEvent(event, stream), "run on the GPU");
}

void Device::wait(CudaEvent event) {
  driver.check(driver.synchronizeEvent(event), "run on the GPU");
}

void Device::wait() {
  driver.check(driver.synchronize(stream), "run on the GPU");
}

void Device::launch(const char *name, int64_t blocksX, int64_t blocksY,
                    int64_t threads, int64_t sharedBytes, int64_t extent,
                    char *const *buffers, const char *uses) {
  // An empty piece of work is no launch.
  if (blocksX == 0 || blocksY == 0)
    return;
  auto size = int32_t(extent);
  std::vector<void *> arguments{&size, &multiprocessors};
  for (size_t i = 0; uses[i] != 0; ++i)
    arguments.push_back(static_cast<void *>(const_cast<char **>(&buffers[i])));
  // The driver knows how many there are; the emulator does not.
  arguments.push_back(nullptr);
  auto start = [&] {
    driver.check(driver.launch(code.findFunction(name, sharedBytes),
                               unsigned(blocksX), unsigned(blocksY), 1,
                               unsigned(threads), 1, 1, unsigned(sharedBytes),
                               stream, arguments.data(), nullptr),
                 "start a kernel");
  };
  startPiece(findAccesses(uses), start);
}

/// What a launch of the kernel that is recorded, if one is, touches of its
/// buffers.
std::vector<MemoryAccess> Device::findAccesses(const char *uses) const {
  std::vector<MemoryAccess> accesses;
  for (size_t i = 0; recording && uses[i] != 0; ++i) {
    if (uses[i] == ANABRANCH_UNUSED)
      continue;
    accesses.push_back((*kernelBuffers)[i]);
    if (uses[i] == ANABRANCH_PART)
      accesses.back().sharedBy = kernelNumber;
  }
  return accesses;
}

} // namespace anabranch::runtime

// NOLINTBEGIN(readability-identifier-naming): as in Model.h
extern "C" void anabranch_launch(const char *function, int64_t blocks_x,
                                 int64_t blocks_y, int64_t threads,
                                 int64_t shared_bytes, int64_t extent,
                                 char *const *buffers, const char *uses) {
  anabranch::runtime::current->launch(function, blocks_x, blocks_y, threads,
                                      shared_bytes, extent, buffers, uses);
}

extern "C" int64_t anabranch_multiprocessors() {
  return anabranch::runtime::current->getMultiprocessors();
}
// NOLINTEND(readability-identifier-naming)
