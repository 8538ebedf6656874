//===- Device.h - One GPU and the arena in its memory ---------------------===//

#ifndef ANABRANCH_RUNTIME_DEVICE_H
#define ANABRANCH_RUNTIME_DEVICE_H

#include "runtime/CudaDriver.h"
#include "runtime/LaunchTimes.h"
#include "runtime/Model.h"

#include <map>
#include <utility>
#include <vector>

namespace anabranch::runtime {

/// The first GPU (that CUDA_VISIBLE_DEVICES leaves), an arena in its memory and
/// the code that runs there. All work is in order on one stream.
class Device {
public:
  /// \throws Error if there is no GPU, if the code is for another kind, or if
  /// the arena does not fit in its memory
  Device(const AnabranchDevice &code, int64_t arenaBytes);
  ~Device();
  Device(const Device &) = delete;
  Device &operator=(const Device &) = delete;

  /// Copies between the arena and the host's memory, which may change again
  /// once `upload` returns, and is complete once `wait` does after `download`.
  void upload(int64_t offset, const char *from, int64_t bytes);
  void download(int64_t offset, char *to, int64_t bytes);

  /// Starts every launch of a program. The first run of a program with a batch
  /// size records them as a graph; later ones launch it at once.
  ///
  /// \param times if not null, each launch is waited for and timed
  void run(const AnabranchProgram &program, int64_t batchSize,
           LaunchTimes *times);

  /// Waits for everything that was started.
  void wait();

  /// Starts one launch; see anabranch_launch.
  void launch(const char *name, int64_t blocksX, int64_t blocksY,
              int64_t threads, int64_t sharedBytes, int64_t extent,
              char *const *buffers, int64_t bufferCount);

private:
  void checkChip(const AnabranchDevice &code, int device);
  void allocate(int64_t bytes);
  void startLaunches(const AnabranchProgram &program, int64_t batchSize,
                     LaunchTimes *times);
  CudaGraphExecutable record(const AnabranchProgram &program,
                             int64_t batchSize);
  CudaFunction findFunction(const char *name, int64_t sharedBytes);

  CudaDriver driver;
  CudaModule module = nullptr;
  CudaStream stream = nullptr;
  CudaAddress arena = 0;
  std::map<const char *, CudaFunction> functions; ///< by their names' address
  std::map<std::pair<const AnabranchProgram *, int64_t>, CudaGraphExecutable>
      graphs;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_DEVICE_H
