//===- Multiprocessor.cpp - What blocks of threads share ------------------===//

#include "compiler/Target/Multiprocessor.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace anabranch;

int64_t target::Multiprocessor::countBlocks(int64_t blockThreads,
                                            int64_t threadRegisters,
                                            int64_t blockBytes) const {
  // Registers are given out by eights to each thread of a warp.
  constexpr uint64_t together = 8;
  auto taken = static_cast<int64_t>(
      llvm::alignTo(static_cast<uint64_t>(threadRegisters), together));
  int64_t fit = std::min(blocks, threads / std::max<int64_t>(blockThreads, 1));
  if (taken > 0 && blockThreads > 0)
    fit = std::min(fit, registers / (blockThreads * taken));
  return std::min(fit, sharedBytes / (blockBytes + reservedBytes));
}

/// CUDA C++ Programming Guide, "Technical Specifications per Compute
/// Capability".
target::Multiprocessor target::getMultiprocessor(llvm::StringRef chip) {
  constexpr int64_t kibibyte = 1024;
  return llvm::StringSwitch<Multiprocessor>(chip)
      .Case("sm_80", {164 * kibibyte, /*threads=*/2048, /*blocks=*/32})
      .Case("sm_87", {164 * kibibyte, /*threads=*/1536, /*blocks=*/16})
      .Case("sm_89", {100 * kibibyte, /*threads=*/1536, /*blocks=*/24})
      .Cases({"sm_90", "sm_90a"},
             {228 * kibibyte, /*threads=*/2048, /*blocks=*/32})
      .Default({100 * kibibyte, /*threads=*/1536, /*blocks=*/16}); // sm_86
}
