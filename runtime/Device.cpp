//===- Device.cpp - One GPU and the arena in its memory -------------------===//

#include "runtime/Device.h"
#include "runtime/DeviceImage.h"
#include "runtime/Error.h"
#include "runtime/Tensor.h"

#include <string>

namespace anabranch::runtime {

/// The device whose program runs: generated code knows none.
static Device *current = nullptr;

const char *driverPath(const AnabranchDevice &code) {
  return std::string("emulator") == code.chip ? nullptr : "libcuda.so.1";
}

Device::Device(const AnabranchDevice &code, int64_t arenaBytes)
    : driver(driverPath(code)) {
  int count = 0, device = 0;
  driver.check(driver.getDeviceCount(&count), "count the GPUs");
  if (count == 0)
    throw Error("GPU", "there is none",
                "run on a computer with an NVIDIA GPU, or compile with "
                "--target=cpu");
  driver.check(driver.getDevice(&device, 0), "open the GPU");
  const void *image = findImage(code, device);
  CudaContext context;
  driver.check(driver.retainContext(&context, device), "open the GPU");
  driver.check(driver.setContext(context), "open the GPU");
  driver.check(driver.loadModule(&module, image), "load the GPU's code");
  for (CudaStream *made : {&stream, &uploads})
    driver.check(driver.createStream(made, cudaStreamNonBlocking),
                 "make a stream");
  allocateArena(arenaBytes);
}

const void *Device::findImage(const AnabranchDevice &code, int device) {
  if (!driverPath(code))
    return nullptr;
  int major = 0, minor = 0;
  char name[256] = "";
  driver.check(driver.getDeviceAttribute(&major, cudaMajorCapability, device),
               "ask the GPU for its kind");
  driver.check(driver.getDeviceAttribute(&minor, cudaMinorCapability, device),
               "ask the GPU for its kind");
  driver.check(driver.getDeviceName(name, sizeof name, device),
               "ask the GPU for its name");
  int capability = major * 10 + minor;
  if (const void *image = chooseImage(code, capability))
    return image;
  std::string found = "sm_" + std::to_string(capability);
  throw Error("GPU",
              std::string("the code is for ") + code.chip + ", and the " +
                  name + " is " + found,
              "compile with --chip=" + found);
}

void Device::allocateArena(int64_t bytes) {
  size_t free = 0, total = 0;
  driver.check(driver.getMemory(&free, &total), "ask for the GPU's memory");
  arena = allocate(bytes);
  if (!arena)
    throw Error("GPU",
                "cannot allocate " + std::to_string(bytes >> 20) +
                    " MiB of the " + std::to_string(free >> 20) +
                    " MiB that are free",
                "choose a smaller --batch-size");
  driver.check(driver.fill(arena, 0, size_t(bytes), stream),
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
  for (CudaAddress address : allocations)
    driver.free(address);
  for (char *memory : hostAllocations)
    driver.freeHost(memory);
  for (CudaStream made : {stream, uploads})
    if (made)
      driver.destroyStream(made);
  if (module)
    driver.unloadModule(module);
}

CudaAddress Device::allocate(int64_t bytes, int64_t spared) {
  size_t free = 0, total = 0;
  driver.check(driver.getMemory(&free, &total), "ask for the GPU's memory");
  CudaAddress address = 0;
  if (int64_t(free) < bytes + spared ||
      driver.allocate(&address, size_t(bytes)) != 0)
    return 0;
  allocations.push_back(address);
  return address;
}

char *Device::allocateHost(int64_t bytes) {
  void *memory = nullptr;
  if (driver.allocateHost(&memory, size_t(bytes)) != 0)
    throw Error("GPU",
                "cannot lock " + std::to_string(bytes >> 20) +
                    " MiB of the host's memory",
                "choose a smaller --batch-size");
  hostAllocations.push_back(static_cast<char *>(memory));
  return hostAllocations.back();
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

CudaFunction Device::findFunction(const char *name, int64_t sharedBytes) {
  auto [found, isNew] = functions.try_emplace(name, nullptr);
  if (!isNew)
    return found->second;
  driver.check(driver.getFunction(&found->second, module, name),
               "find a kernel in the GPU's code");
  // More than this has to be asked for.
  constexpr int64_t granted = 48 * 1024;
  if (sharedBytes > granted)
    driver.check(driver.setFunctionAttribute(found->second,
                                             cudaMaxDynamicSharedBytes,
                                             int(sharedBytes)),
                 "get a block's memory");
  return found->second;
}

void Device::launch(const char *name, int64_t blocksX, int64_t blocksY,
                    int64_t threads, int64_t sharedBytes, int64_t extent,
                    char *const *buffers, const char *uses) {
  // An empty piece of work is no launch.
  if (blocksX == 0 || blocksY == 0)
    return;
  auto size = int32_t(extent);
  std::vector<void *> arguments{&size};
  for (size_t i = 0; uses[i] != 0; ++i)
    arguments.push_back(static_cast<void *>(const_cast<char **>(&buffers[i])));
  // The driver knows how many there are; the emulator does not.
  arguments.push_back(nullptr);
  auto start = [&] {
    driver.check(driver.launch(findFunction(name, sharedBytes),
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
// NOLINTEND(readability-identifier-naming)
