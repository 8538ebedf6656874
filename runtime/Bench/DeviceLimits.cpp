//===- DeviceLimits.cpp - What no kernel on a GPU can exceed --------------===//

#include "runtime/Bench/MachineLimits.h"
#include "runtime/CUDA/DeviceCode.h"

namespace anabranch::runtime {

namespace {
/// Additions and multiplications of one multiprocessor in a clock.
struct Throughput {
  int capability; ///< the first that has it; 86: 8.6
  int f32;        ///< fused multiply-adds
  int bf16;       ///< dense products of tensor cores, summed in f32
};
} // namespace

/// What the published peaks of A100, A40, H100 and B200 are, divided by their
/// multiprocessors and clocks. Of 12.0, whose tensor cores are like those of
/// 8.6, no peak was at hand.
static constexpr Throughput throughputs[] = {{80, 128, 2048},
                                             {86, 256, 1024},
                                             {90, 256, 4096},
                                             {100, 256, 8192},
                                             {120, 256, 1024}};

MachineLimits findDeviceLimits(const AnabranchDevice &code) {
  CudaDriver driver(driverPath(code));
  int device = 0;
  driver.check(driver.getDevice(&device, 0), "open the GPU");
  auto ask = [&](int attribute) {
    return double(driver.ask(attribute, device));
  };
  int capability =
      int(10 * ask(cudaMajorCapability) + ask(cudaMinorCapability));
  // No code runs on anything older than the first.
  Throughput throughput = throughputs[0];
  for (const Throughput &next : throughputs)
    if (next.capability <= capability)
      throughput = next;
  constexpr double hertz = 1e3, bytes = 1.0 / 8, transfersPerClock = 2;
  return {ask(cudaMultiprocessors) * ask(cudaClockRate) * hertz *
              (code.multiplies_bf16 ? throughput.bf16 : throughput.f32),
          ask(cudaMemoryClockRate) * hertz * transfersPerClock *
              ask(cudaMemoryBusWidth) * bytes,
          code.multiplies_bf16 ? "bf16 products of tensor cores"
                               : "fused multiply-adds",
          "by the GPU's multiprocessors, memory bus and full clocks"};
}

} // namespace anabranch::runtime
