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

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <vector>

namespace anabranch::emulator {

/// A function and its symbol.
struct Symbol {
  llvm::StringRef name;
  void *address;
};

/// All functions that emulated code may call.
std::vector<Symbol> getSymbols();

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_DEVICEEMULATOR_H
