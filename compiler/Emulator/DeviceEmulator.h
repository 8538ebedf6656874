//===- DeviceEmulator.h - What a GPU does, on the CPU ---------------------===//
//
// The functions that emulated code calls (see the pass `emulate-device`). The
// threads of a block are fibers that take turns, in an order that changes with
// every turn, so that a barrier that is missing shows. Blocks run one after the
// other. Their memory is full of NaNs at first.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_DEVICEEMULATOR_H
#define ANABRANCH_COMPILER_EMULATOR_DEVICEEMULATOR_H

#include <cstdint>
#include <vector>

namespace anabranch::emulator {

/// A function and its symbol.
struct Symbol {
  const char *name;
  void *address;
};

/// What the emulated GPU says that it has: few, so that small batches suffice
/// for blocks of several tiles.
constexpr int32_t multiprocessors = 10;

/// All functions that emulated code may call, but for anabranch_launch.
std::vector<Symbol> getSymbols();

/// Device code once emulated: a function of the extent, the number of
/// multiprocessors and the addresses.
using DeviceFunction = void (*)(int32_t extent, int32_t multiprocessors,
                                char *const *buffers);

/// Runs all threads of a launch.
void launch(DeviceFunction function, int64_t blocksX, int64_t blocksY,
            int64_t threads, int64_t sharedBytes, int64_t extent,
            char *const *buffers);

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_DEVICEEMULATOR_H
