//===- Multiprocessor.h - What blocks of threads share --------------------===//

#ifndef ANABRANCH_COMPILER_TARGET_MULTIPROCESSOR_H
#define ANABRANCH_COMPILER_TARGET_MULTIPROCESSOR_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace anabranch::target {

/// What the blocks on a multiprocessor of an NVIDIA GPU share.
struct Multiprocessor {
  int64_t sharedBytes, threads, blocks;
  int64_t registers = 65536;

  /// Of each block's shared memory the system takes a part for itself.
  static constexpr int64_t reservedBytes = 1024;
  /// What a block can have of the shared memory.
  int64_t getBlockBytes() const { return sharedBytes - reservedBytes; }

  /// How many blocks can be there at the same time that have so many threads,
  /// registers for each of them and bytes of shared memory.
  int64_t countBlocks(int64_t blockThreads, int64_t threadRegisters,
                      int64_t blockBytes) const;
};

/// That of a chip ("sm_86") from sm_80 on. Of one that is not known, the least.
Multiprocessor getMultiprocessor(llvm::StringRef chip);

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_MULTIPROCESSOR_H
