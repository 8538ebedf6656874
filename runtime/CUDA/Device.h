//===- Device.h - One GPU and the arena in its memory ---------------------===//

#ifndef ANABRANCH_RUNTIME_CUDA_DEVICE_H
#define ANABRANCH_RUNTIME_CUDA_DEVICE_H

#include "runtime/CUDA/CudaDriver.h"
#include "runtime/CUDA/DeviceCode.h"
#include "runtime/CUDA/DeviceMemory.h"
#include "runtime/CUDA/GraphRecording.h"
#include "runtime/LaunchTimes.h"
#include "runtime/Model.h"

#include <functional>
#include <optional>
#include <vector>

namespace anabranch::runtime {

/// The first GPU (that CUDA_VISIBLE_DEVICES leaves), an arena in its memory and
/// the code that runs there. All work but `uploadAhead`'s is in order on one
/// stream, and the host waits for none of it unless it says so.
class Device {
public:
  /// \throws Error if there is no GPU, if the code is for another kind, or if
  /// the arena does not fit in its memory
  Device(const AnabranchDevice &code, int64_t arenaBytes);
  ~Device();
  Device(const Device &) = delete;
  Device &operator=(const Device &) = delete;

  /// Where a byte of the arena lies.
  CudaAddress arenaAddress(int64_t offset) const {
    return arena + CudaAddress(offset);
  }

  /// Memory beside the arena, of the GPU and of the host.
  DeviceMemory &getMemory() { return memory; }

  /// Copies to and from the GPU. The host's memory must be left alone until the
  /// copy has been waited for.
  void upload(CudaAddress to, const char *from, int64_t bytes);
  void download(char *to, CudaAddress from, int64_t bytes);

  /// Copies within the GPU's memory.
  void copy(CudaAddress to, CudaAddress from, int64_t bytes);

  /// As `upload`, but at once, beside what the GPU is doing; only what is
  /// started behind `waitForUploads` is sure to find it.
  void uploadAhead(CudaAddress to, const char *from, int64_t bytes);
  /// \param event a place in those uploads, for this call's use
  void waitForUploads(CudaEvent event);

  /// Starts every launch of a program.
  ///
  /// \param times if not null, each launch is waited for and timed
  void start(const AnabranchProgram &program, int64_t batchSize,
             LaunchTimes *times = nullptr);

  /// Starts the launches of one kernel on buffers of the GPU's.
  void start(AnabranchKernel kernel, int64_t extent,
             const std::vector<MemoryAccess> &buffers);

  /// Calls `work`, which starts copies and launches, and records these as a
  /// graph instead. Every launch of it is one call of the driver, and what does
  /// not touch the same memory may run at the same time.
  CudaGraphExecutable record(const std::function<void()> &work);
  void start(CudaGraphExecutable graph);

  /// A place in the work, to be waited for; destroyed with this.
  CudaEvent makeEvent();
  /// Sets the event behind all that was started so far.
  void mark(CudaEvent event);
  /// Waits for what was started before the event was set.
  void wait(CudaEvent event);
  /// Waits for everything that was started.
  void wait();

  /// Starts one launch; see anabranch_launch.
  void launch(const char *name, int64_t blocksX, int64_t blocksY,
              int64_t threads, int64_t sharedBytes, int64_t extent,
              char *const *buffers, const char *uses);

  int32_t getMultiprocessors() const { return multiprocessors; }

private:
  void startPiece(const std::vector<MemoryAccess> &accesses,
                  const std::function<void()> &start);
  std::vector<MemoryAccess> findAccesses(const char *uses) const;

  CudaDriver driver;
  int number;
  int32_t multiprocessors;
  DeviceCode code;
  DeviceMemory memory;
  CudaAddress arena;
  CudaStream stream = nullptr, uploads = nullptr;
  std::optional<GraphRecording> recording;
  // While a kernel is recorded:
  const std::vector<MemoryAccess> *kernelBuffers = nullptr;
  uint64_t kernelNumber = 0;
  // What is destroyed at the end:
  std::vector<CudaGraphExecutable> graphs;
  std::vector<CudaEvent> events;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_CUDA_DEVICE_H
