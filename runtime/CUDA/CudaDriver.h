//===- CudaDriver.h - NVIDIA's driver, opened when it is needed -----------===//
//
// An executable for a GPU starts on any computer, and says what is missing. So
// the driver's library is no part of its link, and the few declarations it
// takes of it (CUDA Driver API, version 12) stand here.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_RUNTIME_CUDA_CUDADRIVER_H
#define ANABRANCH_RUNTIME_CUDA_CUDADRIVER_H

#include <cstddef>
#include <cstdint>

namespace anabranch::runtime {

/// The driver's handles, each a type of its own.
using CudaContext = struct CudaContextHandle *;
using CudaModule = struct CudaModuleHandle *;
using CudaFunction = struct CudaFunctionHandle *;
using CudaStream = struct CudaStreamHandle *;
using CudaEvent = struct CudaEventHandle *;
using CudaGraph = struct CudaGraphHandle *;
using CudaGraphNode = struct CudaGraphNodeHandle *;
using CudaGraphExecutable = struct CudaGraphExecutableHandle *;
using CudaAddress = uint64_t;

/// NAME(the driver's symbol, its name here, its arguments); all return 0 or an
/// error's number.
#define ANABRANCH_CUDA_FUNCTIONS(NAME)                                         \
  NAME(cuInit, init, (unsigned flags))                                         \
  NAME(cuGetErrorString, getErrorString, (int error, const char **text))       \
  NAME(cuDeviceGetCount, getDeviceCount, (int *count))                         \
  NAME(cuDeviceGet, getDevice, (int *device, int number))                      \
  NAME(cuDeviceGetName, getDeviceName, (char *name, int size, int device))     \
  NAME(cuDeviceGetAttribute, getDeviceAttribute,                               \
       (int *value, int attribute, int device))                                \
  NAME(cuDevicePrimaryCtxRetain, retainContext,                                \
       (CudaContext * context, int device))                                    \
  NAME(cuCtxSetCurrent, setContext, (CudaContext context))                     \
  NAME(cuModuleLoadData, loadModule, (CudaModule * module, const void *code))  \
  NAME(cuModuleUnload, unloadModule, (CudaModule module))                      \
  NAME(cuModuleGetFunction, getFunction,                                       \
       (CudaFunction * function, CudaModule module, const char *name))         \
  NAME(cuFuncSetAttribute, setFunctionAttribute,                               \
       (CudaFunction function, int attribute, int value))                      \
  NAME(cuMemGetInfo_v2, getMemory, (size_t * free, size_t * total))            \
  NAME(cuMemAlloc_v2, allocate, (CudaAddress * address, size_t bytes))         \
  NAME(cuMemFree_v2, free, (CudaAddress address))                              \
  NAME(cuMemAllocHost_v2, allocateHost, (void **memory, size_t bytes))         \
  NAME(cuMemFreeHost, freeHost, (void *memory))                                \
  NAME(cuMemsetD8Async, fill,                                                  \
       (CudaAddress address, unsigned char value, size_t bytes,                \
        CudaStream stream))                                                    \
  NAME(cuMemcpyHtoDAsync_v2, upload,                                           \
       (CudaAddress to, const void *from, size_t bytes, CudaStream stream))    \
  NAME(cuMemcpyDtoHAsync_v2, download,                                         \
       (void *to, CudaAddress from, size_t bytes, CudaStream stream))          \
  NAME(cuMemcpyDtoDAsync_v2, copy,                                             \
       (CudaAddress to, CudaAddress from, size_t bytes, CudaStream stream))    \
  NAME(cuStreamCreate, createStream, (CudaStream * stream, unsigned flags))    \
  NAME(cuStreamDestroy_v2, destroyStream, (CudaStream stream))                 \
  NAME(cuStreamSynchronize, synchronize, (CudaStream stream))                  \
  NAME(cuStreamWaitEvent, waitForEvent,                                        \
       (CudaStream stream, CudaEvent event, unsigned flags))                   \
  NAME(cuEventCreate, createEvent, (CudaEvent * event, unsigned flags))        \
  NAME(cuEventRecord, recordEvent, (CudaEvent event, CudaStream stream))       \
  NAME(cuEventSynchronize, synchronizeEvent, (CudaEvent event))                \
  NAME(cuEventDestroy_v2, destroyEvent, (CudaEvent event))                     \
  NAME(cuLaunchKernel, launch,                                                 \
       (CudaFunction function, unsigned blocksX, unsigned blocksY,             \
        unsigned blocksZ, unsigned threadsX, unsigned threadsY,                \
        unsigned threadsZ, unsigned sharedBytes, CudaStream stream,            \
        void **arguments, void **extra))                                       \
  NAME(cuStreamBeginCapture_v2, beginCapture, (CudaStream stream, int mode))   \
  NAME(cuStreamGetCaptureInfo_v2, getCapture,                                  \
       (CudaStream stream, int *status, uint64_t *id, CudaGraph *graph,        \
        const CudaGraphNode **dependencies, size_t *count))                    \
  NAME(cuStreamUpdateCaptureDependencies, setCaptureDependencies,              \
       (CudaStream stream, CudaGraphNode * dependencies, size_t count,         \
        unsigned flags))                                                       \
  NAME(cuStreamEndCapture, endCapture, (CudaStream stream, CudaGraph * graph)) \
  NAME(cuGraphInstantiateWithFlags, instantiateGraph,                          \
       (CudaGraphExecutable * executable, CudaGraph graph,                     \
        unsigned long long flags))                                             \
  NAME(cuGraphLaunch, launchGraph,                                             \
       (CudaGraphExecutable executable, CudaStream stream))                    \
  NAME(cuGraphDestroy, destroyGraph, (CudaGraph graph))                        \
  NAME(cuGraphExecDestroy, destroyGraphExecutable,                             \
       (CudaGraphExecutable executable))

/// The numbers of what is asked of devices and functions. Clocks are in kHz,
/// and the bus's width in bits.
constexpr int cudaMajorCapability = 75, cudaMinorCapability = 76;
constexpr int cudaMultiprocessors = 16, cudaClockRate = 13;
constexpr int cudaMemoryClockRate = 36, cudaMemoryBusWidth = 37;
constexpr int cudaMaxDynamicSharedBytes = 8;
/// A stream that waits for no other; a capture that only sees its own thread;
/// dependencies that take the place of others; an event that is waited for, but
/// not timed.
constexpr unsigned cudaStreamNonBlocking = 1;
constexpr int cudaCaptureThreadLocal = 1;
constexpr unsigned cudaSetDependencies = 1;
constexpr unsigned cudaEventDisableTiming = 2;

/// The driver's functions, as long as this lives.
class CudaDriver {
public:
  /// Opens the driver and initializes it.
  ///
  /// \param path the driver's library; null for this program itself
  /// \throws Error if there is no driver, an old one, or no GPU
  explicit CudaDriver(const char *path);
  ~CudaDriver();
  CudaDriver(const CudaDriver &) = delete;
  CudaDriver &operator=(const CudaDriver &) = delete;

// NOLINTNEXTLINE(bugprone-macro-parentheses): they are declarators
#define ANABRANCH_DECLARE(symbol, name, arguments) int(*name) arguments;
  ANABRANCH_CUDA_FUNCTIONS(ANABRANCH_DECLARE)
#undef ANABRANCH_DECLARE

  /// \param what what was tried, as in "cannot `what`"
  /// \throws Error with what the driver says of a result other than 0
  void check(int result, const char *what) const;

  /// One of the numbers above, of a device.
  int ask(int attribute, int device) const;

private:
  void *library;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_CUDA_CUDADRIVER_H
