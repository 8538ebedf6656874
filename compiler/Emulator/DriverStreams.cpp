//===- DriverStreams.cpp - The emulated GPU's work ------------------------===//
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
#include "compiler/Emulator/DriverEmulator.h"
#include "compiler/Emulator/Stream.h"

#include <cstring>
#include <memory>
#include <random>
#include <set>

using namespace anabranch;
using namespace anabranch::emulator;
using namespace anabranch::runtime;

static std::set<Stream *> streams;

void emulator::runAllStreams() {
  for (Stream *stream : streams)
    stream->runUntil(stream->end());
}

static Stream &toStream(CudaStream stream) {
  return *reinterpret_cast<Stream *>(stream);
}

static Event &toEvent(CudaEvent event) {
  return *reinterpret_cast<Event *>(event);
}

// NOLINTBEGIN(readability-identifier-naming): the driver's names
extern "C" {

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
  constexpr unsigned mostThreads = 1024, mostBlocksY = 65535;
  if (blocksX == 0 || blocksY == 0 || blocksZ != 1 || threadsX == 0 ||
      threadsX > mostThreads || threadsY != 1 || threadsZ != 1 ||
      blocksY > mostBlocksY || sharedBytes > getGrantedBytes(function))
    return invalidValue;
  // The arguments' values are taken now: the extent, this GPU's number of
  // multiprocessors and addresses. Their list ends with a null, which a real
  // driver does not need.
  int32_t extent = *static_cast<int32_t *>(arguments[0]);
  std::vector<char *> buffers;
  for (void **argument = arguments + 2; *argument; ++argument)
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
    nodes.push_back(reinterpret_cast<CudaGraphNode>( // NOLINT(*-int-to-ptr)
        node + 1));
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
  // The same orders in every run.
  static std::minstd_rand random(1); // NOLINT(*-random-generator-seed)
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
// NOLINTEND(readability-identifier-naming)
